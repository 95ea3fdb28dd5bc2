package dev.assent.workflow;

import dev.assent.consensus.BallotOption;
import dev.assent.consensus.NewBallot;
import dev.assent.consensus.VotingMethod;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is known of a ballot before it is opened against the rules of ballots, which are those
 * of its body over REST: what is computed is taken as fitting, and checked again when it is there.
 */
final class BallotCheck {
  /** What all may weigh together at most; more than any quorum may ask for. */
  private static final BigDecimal HEAVY = BigDecimal.valueOf(1_000_000_000_000L);

  private final WrittenBallot ballot;
  private final Fields fields;
  private final Findings findings;

  BallotCheck(WrittenBallot ballot, Fields fields, Findings findings) {
    this.ballot = ballot;
    this.fields = fields;
    this.findings = findings;
  }

  /** Reports what is wrong. */
  void check() {
    try {
      ballot.rules().asking("any", null, null, options(), participants(), null).order();
    } catch (ProblemException e) {
      e.errors().forEach(this::report);
    }
  }

  private void report(FieldError error) {
    String at = String.valueOf(error.pointer());
    String field = at.split("/", -1)[1];
    DocumentNode value = fields.value(field);
    findings.error(
        value == null
            ? fields.place()
            : Place.of(
                fields.pointer(field) + at.substring(field.length() + 1),
                value.nearest(at.substring(field.length() + 1))),
        "the ballot is wrong: '" + at.substring(1) + "' " + error.detail());
  }

  /** As many as there are in the document, so that pointers fit; more when some are computed. */
  private List<BallotOption> options() {
    List<BallotOption> options = new ArrayList<>();
    for (WrittenBallot.Options one : ballot.options()) {
      options.add(one.written() == null ? computed(options.size()) : one.written());
    }
    if (!ballot.computedOptions().isEmpty() && options.size() < 2) {
      options.add(computed(options.size()));
    }
    return options;
  }

  /** An option that nobody writes. */
  private static BallotOption computed(int index) {
    return new BallotOption("-".repeat(30) + index + "-".repeat(30), null, null);
  }

  /** An expression may yield as many as a ballot can have, and what they weigh is open. */
  private List<NewBallot.NewParticipant> participants() {
    boolean weighted = ballot.rules().method() != VotingMethod.SIMPLE;
    List<NewBallot.NewParticipant> all = new ArrayList<>();
    for (WrittenBallot.Voters voters : ballot.participants()) {
      all.add(voter(all.size(), voters.weight()));
    }
    while (all.size() < NewBallot.MAX_PARTICIPANTS) {
      all.add(voter(all.size(), weighted ? HEAVY : null));
    }
    return all;
  }

  private static NewBallot.NewParticipant voter(int index, @Nullable BigDecimal weight) {
    return new NewBallot.NewParticipant("p" + index, null, weight);
  }
}
