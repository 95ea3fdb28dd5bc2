package dev.assent.consensus;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why a tally is what it is. */
final class Explanation {
  /** How many voices are named. */
  static final int MAX_NAMES = 10;

  private final Policy policy;
  private final List<Voice> voices;
  private final Count now;
  private final Tally.Outcome outcome;
  private final boolean closed;

  Explanation(Policy policy, List<Voice> voices, Count now, Tally.Outcome outcome, boolean closed) {
    this.policy = policy;
    this.voices = voices;
    this.now = now;
    this.outcome = outcome;
    this.closed = closed || now.open() == 0;
  }

  Tally tally() {
    String text =
        switch (outcome) {
          case OPEN -> open();
          case APPROVED -> approved();
          case REJECTED -> rejected();
        };
    return new Tally(
        outcome, text, now.approvals(), now.rejections(), now.abstentions(), now.open(), score());
  }

  private @Nullable BigDecimal score() {
    return switch (policy.type()) {
      case WEIGHTED -> Decimals.plain(now.approved());
      case MULTI_CRITERIA -> now.mean();
      default -> null;
    };
  }

  private String open() {
    String text = progress();
    int missing = policy.minimumParticipation() - policy.participation(now);
    if (missing > 0) {
      text += "; " + missing + " more must take part";
    }
    String vetoes = names(v -> v.vote() == null && v.veto(), "or");
    return vetoes.isEmpty() ? text : text + "; " + vetoes + " may veto";
  }

  private String progress() {
    String open = names(v -> v.vote() == null, "or");
    return switch (policy.type()) {
      case ANY -> "nobody has decided yet: " + open;
      case ALL ->
          now.approvals()
              + " of "
              + voices.size()
              + " have approved, missing: "
              + names(v -> v.vote() == null, "and");
      case QUORUM -> needed(required() - now.approvals()) + ": " + open;
      case MAJORITY -> ratio() + ", open: " + open;
      case UNANIMOUS -> now.approvals() + " for and nobody against, open: " + open;
      case WEIGHTED -> weightNeeded() + ": " + open;
      case MULTI_CRITERIA -> scoreNeeded() + ", open: " + open;
    };
  }

  private String approved() {
    String text =
        switch (policy.type()) {
          case ANY -> "approved by " + names(v -> v.vote() == Vote.APPROVE, "and");
          case ALL -> "all " + now.approvals() + " have approved";
          case QUORUM -> needed(0);
          case MAJORITY -> closed ? majority() : ratio();
          case UNANIMOUS -> now.approvals() + " for and nobody against";
          case WEIGHTED ->
              "weight " + Decimals.text(now.approved()) + " of " + threshold() + " needed";
          case MULTI_CRITERIA -> scoreNeeded();
        };
    return closed || policy.type() == Policy.Type.ANY
        ? text
        : text + ", and those still open can no longer change it";
  }

  private String rejected() {
    if (now.isVetoed()) {
      String who = names(v -> v.veto() && v.vote() == Vote.REJECT, "and");
      return "rejected: "
          + who
          + (count(v -> v.veto() && v.vote() == Vote.REJECT) > 1 ? " have" : " has")
          + " a veto";
    }
    int takingPart = policy.participation(now);
    if (takingPart + (closed ? 0 : now.open()) < policy.minimumParticipation()) {
      return late(takingPart + " took part, " + policy.minimumParticipation() + " needed", "which");
    }
    return switch (policy.type()) {
      case ANY -> byNobodyOr("rejected by " + names(v -> v.vote() == Vote.REJECT, "and"));
      case ALL -> "rejected: " + withoutApproval() + " did not approve";
      case QUORUM -> late(needed(required() - now.approvals()), "which");
      case MAJORITY -> closed ? majority() : late(ratio(), "more than half");
      case UNANIMOUS -> against();
      case WEIGHTED -> late(weightNeeded(), "which");
      case MULTI_CRITERIA -> late(scoreNeeded(), "which");
    };
  }

  private String late(String text, String what) {
    return closed ? text : text + ", " + what + " can no longer be reached";
  }

  private String byNobodyOr(String otherwise) {
    return now.approvals() + now.rejections() == 0 ? "nobody has approved" : otherwise;
  }

  private String withoutApproval() {
    String said = names(v -> v.vote() != null && v.vote() != Vote.APPROVE, "and");
    if (!said.isEmpty()) {
      return said;
    }
    String silent = names(v -> v.vote() == null, "and");
    return silent.isEmpty() ? "anybody" : silent;
  }

  private String against() {
    if (now.rejections() > 0) {
      return "rejected: against it "
          + are(now.rejections())
          + names(v -> v.vote() == Vote.REJECT, "and");
    }
    return policy.abstentions() == Policy.Abstentions.COUNTED && now.abstentions() > 0
        ? "rejected: " + names(v -> v.vote() == Vote.ABSTAIN, "and") + " abstained"
        : "nobody has approved";
  }

  private static String are(int number) {
    return number > 1 ? "are " : "is ";
  }

  private String needed(int missing) {
    String text = now.approvals() + " of " + required() + " needed";
    return missing > 0 ? text + ", " + missing + " missing" : text;
  }

  private String weightNeeded() {
    BigDecimal missing = Objects.requireNonNull(policy.threshold()).subtract(now.approved());
    String text = "weight " + Decimals.text(now.approved()) + " of " + threshold() + " needed";
    return missing.signum() > 0 ? text + ", " + Decimals.text(missing) + " missing" : text;
  }

  private String scoreNeeded() {
    BigDecimal mean = now.mean();
    String score = mean == null ? "no score" : "score " + Decimals.text(mean);
    return score + ", " + threshold() + " needed";
  }

  private String ratio() {
    String text = now.approvals() + " to " + now.rejections();
    return now.abstentions() == 0
        ? text
        : text
            + " with "
            + now.abstentions()
            + (now.abstentions() == 1 ? " abstention" : " abstentions");
  }

  private String majority() {
    int cast = policy.participation(now);
    int twice = 2 * now.approvals();
    if (now.approvals() == 0) {
      return ratio() + ": nobody has approved";
    }
    if (twice == cast) {
      return ratio()
          + ": exactly half of "
          + cast
          + " cast "
          + (outcome == Tally.Outcome.APPROVED ? "approves" : "rejects");
    }
    return ratio() + ": " + (twice > cast ? "" : "not ") + "more than half of " + cast + " cast";
  }

  private int required() {
    return Objects.requireNonNull(policy.required());
  }

  private String threshold() {
    return Decimals.text(Objects.requireNonNull(policy.threshold()));
  }

  private long count(Predicate<Voice> which) {
    return voices.stream().filter(which).count();
  }

  /** Those voices' names, the first of them if they are many; empty when there are none. */
  private String names(Predicate<Voice> which, String word) {
    return list(voices.stream().filter(which).map(Voice::name).toList(), word);
  }

  /** Names as a sentence has them: "a, b and c", or the first ten "and 40 more". */
  static String list(List<String> all, String word) {
    if (all.size() > MAX_NAMES) {
      return String.join(", ", all.subList(0, MAX_NAMES))
          + " and "
          + (all.size() - MAX_NAMES)
          + " more";
    }
    return all.size() < 2
        ? String.join("", all)
        : String.join(", ", all.subList(0, all.size() - 1))
            + " "
            + word
            + " "
            + all.get(all.size() - 1);
  }
}
