package dev.assent.consensus;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ballot as it is answered.
 *
 * @param instanceId the instance whose step opened it; absent when it stands alone
 * @param step as the step was called when it opened it
 * @param participants absent in lists
 * @param openOptions what can be voted for in the present round
 * @param voted how many have voted in the present round; absent in lists
 * @param standing how the present round stands; absent in lists, and when the ballot is secret or
 *     over
 * @param results how each round that is over has ended
 */
public record BallotView(
    UUID id,
    String title,
    @Nullable String description,
    @Nullable String subjectType,
    @Nullable String subjectId,
    @Nullable UUID instanceId,
    @Nullable String step,
    BallotState status,
    VotingMethod method,
    boolean secret,
    boolean closeEarly,
    @Nullable Instant deadline,
    Terms terms,
    int participantCount,
    BigDecimal participantWeight,
    @Nullable List<Voter> participants,
    int round,
    List<String> openOptions,
    @Nullable Integer voted,
    @Nullable Standing standing,
    List<RoundResult> results,
    @Nullable String decision,
    String createdBy,
    Instant createdAt,
    @Nullable Instant closedAt,
    long revision) {

  /**
   * A participant as it is answered.
   *
   * @param voted whether in the present round; absent when the ballot is secret
   */
  public record Voter(String user, BigDecimal weight, @Nullable Boolean voted) {}

  /** Without its participants and what they have voted. */
  static BallotView of(Ballot b) {
    return of(b, null, null, null);
  }

  /** With all of it. Needs the choices of the votes of an open round. */
  static BallotView whole(Ballot b, List<Participant> participants) {
    boolean secret = b.rules().secret();
    List<Voter> seats =
        participants.stream()
            .map(p -> new Voter(p.user(), p.weight(), secret ? null : b.votesOf(p.user()) > 0))
            .toList();
    boolean shown = b.state() == BallotState.OPEN && !secret;
    return of(b, seats, b.voted(), shown ? b.standing() : null);
  }

  private static BallotView of(
      Ballot b, @Nullable List<Voter> seats, @Nullable Integer voted, @Nullable Standing standing) {
    Ballot.Question question = b.question();
    BallotRules rules = b.rules();
    return new BallotView(
        b.id(),
        question.title(),
        question.description(),
        question.subjectType(),
        question.subjectId(),
        b.origin() == null ? null : b.origin().instanceId(),
        b.origin() == null ? null : b.origin().step(),
        b.state(),
        rules.method(),
        rules.secret(),
        rules.closeEarly(),
        rules.deadline(),
        rules.terms(),
        b.participants(),
        Decimals.plain(b.weight()),
        seats,
        b.round(),
        b.options(),
        voted,
        standing,
        b.results(),
        b.decision(),
        b.createdBy(),
        b.createdAt(),
        b.closedAt(),
        b.version());
  }
}
