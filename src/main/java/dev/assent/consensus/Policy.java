package dev.assent.consensus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When the votes of several decide the whole. A pure value: the same votes always give the same
 * tally, in whatever order they were cast.
 *
 * <p>As JSON it is the name of its type alone, or an object without what has its default. Whether
 * the parameters fit the type is asked by {@link #violations}, not by the constructor, so that all
 * that is wrong can be told at once.
 *
 * @param required under QUORUM, how many must approve
 * @param threshold under WEIGHTED the weight, under MULTI_CRITERIA the mean score that is needed
 * @param criteria under MULTI_CRITERIA, what is scored from 0 to 10
 * @param veto names of those whose rejection rejects at once; the caller makes {@link Voice#veto}
 *     of them
 * @param minimumParticipation how many must take part; abstaining is taking part only when
 *     abstentions are COUNTED
 */
public record Policy(
    Type type,
    @Nullable Integer required,
    @Nullable BigDecimal threshold,
    List<Criterion> criteria,
    List<String> veto,
    int minimumParticipation,
    Abstentions abstentions,
    Tie tie) {

  /** The highest score. */
  static final BigDecimal MAX_SCORE = BigDecimal.TEN;

  /** How it is decided. In all of them nobody approving is a rejection. */
  public enum Type {
    /**
     * The first decision that is no abstention. There is one, then, as it ends the matter; if there
     * are more all the same, one approval among them approves.
     */
    ANY,
    /** Everybody must approve: an abstention rejects, and at a deadline so does not voting. */
    ALL,
    /** At least {@code required} must approve. */
    QUORUM,
    /** More than half of the votes cast must approve; exactly half is for the tie rule. */
    MAJORITY,
    /** Nobody may be against, and somebody must be for it. */
    UNANIMOUS,
    /** The weights of those for it must reach {@code threshold}. */
    WEIGHTED,
    /**
     * The mean, by the voices' weights, of the scores of all who do not abstain, each the mean by
     * the criteria's weights, must reach {@code threshold}. The scores decide, not whether those
     * who gave them approve; that counts for a veto only.
     */
    MULTI_CRITERIA
  }

  /** Whether abstentions are votes cast. */
  public enum Abstentions {
    IGNORED,
    COUNTED
  }

  /** What exactly half of the votes does. */
  public enum Tie {
    REJECT,
    APPROVE
  }

  /** What is scored, and how much of the whole it is. */
  public record Criterion(String name, BigDecimal weight) {}

  public Policy {
    // lists may hold nulls until violations() has told of them
    criteria = Collections.unmodifiableList(new ArrayList<>(criteria));
    veto = Collections.unmodifiableList(new ArrayList<>(veto));
  }

  /** A policy without parameters. */
  public static Policy of(Type type) {
    return new Policy(type, null, null, List.of(), List.of(), 0, Abstentions.IGNORED, Tie.REJECT);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Policy named(String name) {
    for (Type type : Type.values()) {
      if (type.name().equals(name)) {
        return of(type);
      }
    }
    throw unknown("there is no policy of this name");
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Policy read(WrittenPolicy written) {
    Type type = written.type();
    if (type == null) {
      throw unknown("the type is required");
    }
    return written.policy(type);
  }

  private static ProblemException unknown(String what) {
    return new ProblemException(
        ProblemType.INVALID_BODY, what + "; allowed are " + List.of(Type.values()));
  }

  @JsonValue
  WrittenPolicy written() {
    return WrittenPolicy.of(this);
  }

  /** What is wrong with the parameters; {@code pointer} is where the policy stands. */
  public List<FieldError> violations(String pointer) {
    return new PolicyCheck(this, pointer).errors();
  }

  /** What is wrong with the scores that somebody gives; none are due but under MULTI_CRITERIA. */
  public List<FieldError> wrongScores(String pointer, Map<String, BigDecimal> scores) {
    return PolicyCheck.scores(criteria, pointer, scores);
  }

  static boolean isScore(BigDecimal score) {
    return score.signum() >= 0 && score.compareTo(MAX_SCORE) <= 0;
  }

  /** What {@code voices} come to; decided as soon as those who have not voted cannot change it. */
  public Tally tally(List<Voice> voices) {
    Count now = Count.of(this, voices, null);
    Tally.Outcome outcome = type == Type.ANY ? first(now) : certain(voices, now);
    return new Explanation(this, voices, now, outcome, false).tally();
  }

  /**
   * What {@code voices} come to when no more votes are taken, as at a deadline: as if those who
   * have not voted took no part. Never OPEN.
   */
  public Tally close(List<Voice> voices) {
    Count now = Count.of(this, voices, null);
    Tally.Outcome outcome = approves(now) ? Tally.Outcome.APPROVED : Tally.Outcome.REJECTED;
    return new Explanation(this, voices, now, outcome, true).tally();
  }

  private static Tally.Outcome first(Count now) {
    if (now.isVetoed() || (now.rejections() > 0 && now.approvals() == 0)) {
      return Tally.Outcome.REJECTED;
    }
    if (now.approvals() > 0) {
      return Tally.Outcome.APPROVED;
    }
    return now.open() == 0 ? Tally.Outcome.REJECTED : Tally.Outcome.OPEN;
  }

  /**
   * Whoever is open may yet approve, reject, abstain or never vote at all. Nothing does more for an
   * approval than everybody approving with the best scores. Nothing does less than everybody
   * rejecting, with a veto where there is one, but in how many take part: there silence is the
   * least.
   */
  private Tally.Outcome certain(List<Voice> voices, Count now) {
    if (now.open() == 0) {
      return approves(now) ? Tally.Outcome.APPROVED : Tally.Outcome.REJECTED;
    }
    if (!approves(Count.of(this, voices, Vote.APPROVE))) {
      return Tally.Outcome.REJECTED;
    }
    return approves(now) && approves(Count.of(this, voices, Vote.REJECT))
        ? Tally.Outcome.APPROVED
        : Tally.Outcome.OPEN;
  }

  /** Whether the votes cast approve, when there are no others. */
  private boolean approves(Count votes) {
    if (votes.isVetoed() || participation(votes) < minimumParticipation) {
      return false;
    }
    if (votes.approvals() == 0 && type != Type.MULTI_CRITERIA) {
      return false;
    }
    return switch (type) {
      case ANY -> true;
      case ALL -> votes.rejections() + votes.abstentions() + votes.open() == 0;
      case QUORUM -> votes.approvals() >= Objects.requireNonNull(required);
      case MAJORITY -> isMajority(votes);
      case UNANIMOUS ->
          votes.rejections() == 0
              && (abstentions == Abstentions.IGNORED || votes.abstentions() == 0);
      case WEIGHTED -> votes.approved().compareTo(Objects.requireNonNull(threshold)) >= 0;
      case MULTI_CRITERIA -> votes.reachesMean(Objects.requireNonNull(threshold));
    };
  }

  private boolean isMajority(Count votes) {
    int twice = 2 * votes.approvals();
    int cast = participation(votes);
    return twice > cast || (twice == cast && tie == Tie.APPROVE);
  }

  /** How many take part: the votes that are cast. */
  int participation(Count votes) {
    return votes.approvals()
        + votes.rejections()
        + (abstentions == Abstentions.COUNTED ? votes.abstentions() : 0);
  }
}
