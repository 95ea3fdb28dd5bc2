package dev.assent.consensus;

import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ballot with the votes of its present round. It is OPEN until an option has won, its rounds or
 * its time are over, or it is cancelled; then nothing changes it any more.
 */
public final class Ballot {
  /** Most votes of one voter in one round: each change of mind is kept. */
  static final int MAX_CHANGES = 100;

  /** What a ballot is asked for. */
  public record Question(
      String title,
      @Nullable String description,
      @Nullable String subjectType,
      @Nullable String subjectId) {}

  /**
   * The step of an instance that opened it, by the id that the step had then.
   *
   * <p>The ballot's own id is that of the step's activation.
   */
  public record Origin(UUID instanceId, String step) {}

  /** Why a round ends. */
  private enum Cause {
    CERTAIN,
    CLOSED,
    DEADLINE
  }

  private final UUID id;
  private final String tenant;
  private final Question question;
  private final BallotRules rules;
  private final int participants;
  private final BigDecimal weight;
  private final String createdBy;
  private final Instant createdAt;
  private final Map<String, BallotVote> votes = new LinkedHashMap<>();
  private final Map<String, Integer> changes = new LinkedHashMap<>();
  private final List<RoundResult> results = new ArrayList<>();
  private @Nullable Origin origin;
  private BallotState state = BallotState.OPEN;
  private int round = 1;
  private int cast;
  private @Nullable String decision;
  private @Nullable Instant closedAt;
  private long revision = 1;

  Ballot(
      UUID id,
      String tenant,
      Question question,
      BallotRules rules,
      Electorate electorate,
      String createdBy,
      Instant createdAt) {
    this.id = id;
    this.tenant = tenant;
    this.question = question;
    this.rules = rules;
    this.participants = electorate.participants();
    this.weight = electorate.weight();
    this.createdBy = createdBy;
    this.createdAt = createdAt;
  }

  /** How many may vote, and what they weigh together. */
  record Electorate(int participants, BigDecimal weight) {}

  /** What of a ballot's life is stored. */
  record Life(
      BallotState state,
      int round,
      @Nullable String decision,
      List<RoundResult> results,
      @Nullable Instant closedAt,
      long revision) {}

  /** Says which step it is for, if it is for one. */
  Ballot of(@Nullable Origin step) {
    origin = step;
    return this;
  }

  /** Puts back what was stored of the ballot's life. */
  Ballot stored(Life life) {
    state = life.state();
    round = life.round();
    decision = life.decision();
    results.addAll(life.results());
    closedAt = life.closedAt();
    revision = life.revision();
    return this;
  }

  /** Puts back a stored vote of the present round; in the order in which they were cast. */
  void stored(BallotVote vote) {
    cast = vote.number();
    votes.put(vote.voter(), vote);
    changes.merge(vote.voter(), 1, Integer::sum);
  }

  /**
   * Takes a vote, the first or a change; ends the round if that makes its outcome certain.
   *
   * @throws ProblemException {@code INVALID_STATE} when it is not open any more or the voter has
   *     changed too often, {@code INVALID_BODY} when the choice is none of this round
   */
  BallotVote vote(String voter, BigDecimal voterWeight, Choice choice, Instant at) {
    requireOpen("takes no votes any more");
    Instant deadline = rules.deadline();
    if (deadline != null && !at.isBefore(deadline)) {
      throw invalid(
          "has been closed by its deadline, " + deadline + ", and takes no votes any more");
    }
    List<FieldError> errors =
        choice.errors(rules.method(), new LinkedHashSet<>(options()), rules.terms().criteria());
    if (!errors.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_BODY,
              "The vote is not valid: "
                  + errors.get(0).pointer()
                  + " "
                  + errors.get(0).detail()
                  + ".")
          .withErrors(errors);
    }
    if (changes.getOrDefault(voter, 0) >= MAX_CHANGES) {
      throw invalid(
          "has " + MAX_CHANGES + " votes of " + voter + " in this round, and takes no more");
    }
    BallotVote vote =
        new BallotVote(round, cast + 1, voter, voterWeight, WrittenChoice.of(choice), at);
    stored(vote);
    if (rules.closeEarly() && isCertain()) {
      endRound(Cause.CERTAIN, at);
    }
    return vote;
  }

  private boolean isCertain() {
    return votes.size() == participants
        || (rules.method().isForeseeable() && election().isCertain());
  }

  /**
   * Ends the present round with the votes that there are: without a winner the next one begins, if
   * there is one.
   */
  void close(Instant at) {
    requireOpen("cannot be closed");
    endRound(Cause.CLOSED, at);
  }

  /** Ends the last round there is time for, with the votes that there are. */
  void expire(Instant at) {
    requireOpen("cannot expire");
    endRound(Cause.DEADLINE, at);
  }

  void cancel(Instant at) {
    requireOpen("cannot be cancelled");
    moveTo(BallotState.CANCELLED, at);
  }

  private void endRound(Cause cause, Instant at) {
    Standing standing = election().standing();
    String winner = standing.winner();
    boolean another = winner == null && cause != Cause.DEADLINE && round < rules.terms().rounds();
    List<String> dropped = another && rules.terms().dropLast() ? droppable(standing) : List.of();
    results.add(new RoundResult(round, standing, dropped));
    if (another) {
      round++;
      revision += cast + 1L;
      cast = 0;
      votes.clear();
      changes.clear();
      return;
    }
    decision = winner;
    boolean expired = cause == Cause.DEADLINE && !standing.quorumReached();
    moveTo(
        winner != null
            ? BallotState.DECIDED
            : expired ? BallotState.EXPIRED : BallotState.NO_CONSENSUS,
        at);
  }

  /** The last options, where two at least remain without them. */
  private List<String> droppable(Standing standing) {
    List<String> last = standing.last();
    return options().size() - last.size() < 2 ? List.of() : last;
  }

  private void requireOpen(String otherwise) {
    if (state != BallotState.OPEN) {
      throw invalid("is " + state + " since " + closedAt + " and " + otherwise);
    }
  }

  private ProblemException invalid(String what) {
    return new ProblemException(ProblemType.INVALID_STATE, "Ballot " + id + " " + what + ".");
  }

  private void moveTo(BallotState next, Instant at) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException("ballot " + id + " is " + state + " and cannot be " + next);
    }
    state = next;
    closedAt = at;
    revision++;
  }

  private Election election() {
    return new Election(rules, options(), votes.values(), participants, weight);
  }

  /** How the present round stands. Needs the votes' choices. */
  Standing standing() {
    return election().standing();
  }

  /** What can be voted for in the present round. */
  List<String> options() {
    Set<String> options = new LinkedHashSet<>();
    rules.terms().options().forEach(o -> options.add(o.id()));
    results.forEach(r -> r.dropped().forEach(options::remove));
    return List.copyOf(options);
  }

  /** How many have voted in the present round. */
  int voted() {
    return votes.size();
  }

  /** How many votes of {@code voter} there are in the present round. */
  int votesOf(String voter) {
    return changes.getOrDefault(voter, 0);
  }

  public UUID id() {
    return id;
  }

  public String tenant() {
    return tenant;
  }

  public Question question() {
    return question;
  }

  public BallotRules rules() {
    return rules;
  }

  public BallotState state() {
    return state;
  }

  /** The option that has won. */
  public @Nullable String decision() {
    return decision;
  }

  /** How each round that is over has ended. */
  public List<RoundResult> results() {
    return List.copyOf(results);
  }

  /** Null for one that stands alone. */
  public @Nullable Origin origin() {
    return origin;
  }

  public String createdBy() {
    return createdBy;
  }

  int participants() {
    return participants;
  }

  BigDecimal weight() {
    return weight;
  }

  Instant createdAt() {
    return createdAt;
  }

  int round() {
    return round;
  }

  @Nullable Instant closedAt() {
    return closedAt;
  }

  /** Of the row, which votes do not change. */
  long revision() {
    return revision;
  }

  /** Grows with every change, votes included. Needs the votes of the present round. */
  long version() {
    return revision + cast;
  }

  /**
   * Puts back how many votes of the present round there are, where they are not read themselves.
   */
  Ballot withCast(int votes) {
    cast = votes;
    return this;
  }
}
