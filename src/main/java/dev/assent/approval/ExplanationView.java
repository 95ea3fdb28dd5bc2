package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.identity.Standing;
import dev.assent.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a user can or cannot decide a request now. It is found out by trying what a decision does
 * first, so that it cannot say something else than the decision would.
 *
 * @param canSee whether the user may read the request; the inbox shows what can be decided
 * @param assignmentId the place that a decision would fill
 * @param onBehalfOf for whom
 * @param problem what a decision would be refused with
 * @param checks what was looked at, up to the first that does not hold
 */
public record ExplanationView(
    UUID id,
    String user,
    boolean canSee,
    boolean canDecide,
    @Nullable UUID assignmentId,
    @Nullable String onBehalfOf,
    @Nullable ExplainedRefusal problem,
    List<DecisionCheck> checks,
    List<StageProgress> stages) {

  /** The problem that a decision would be answered with. */
  public record ExplainedRefusal(String type, String title, String detail) {}

  /** One thing that has to hold. */
  public record DecisionCheck(DecisionRule rule, boolean holds, @Nullable String detail) {}

  /**
   * How far a stage has come.
   *
   * @param missing whom it waits for
   */
  public record StageProgress(
      String name, StageState status, @Nullable String tally, List<String> missing) {
    static StageProgress of(Stage stage) {
      List<String> missing = new ArrayList<>();
      for (Assignment a : stage.assignments()) {
        if (a.isPending()) {
          missing.add(
              a.claimedBy() == null ? a.approver().toString() : "the user " + a.claimedBy());
        }
      }
      return new StageProgress(
          stage.name(),
          stage.state(),
          stage.assignments().isEmpty() ? null : stage.tally().explanation(),
          missing.stream().distinct().toList());
    }
  }

  /**
   * For a request as it is now.
   *
   * @param user with the roles and permissions as they are now
   */
  static ExplanationView of(Approval approval, Caller user, Standing standing) {
    List<DecisionRule> looked = new ArrayList<>();
    Places.Place place = null;
    ProblemException refusal = null;
    try {
      looked.add(DecisionRule.PERMISSION);
      user.require(Permissions.APPROVAL_DECIDE);
      place = new Places(approval, user, standing).toDecide(null, looked::add);
    } catch (ProblemException e) {
      refusal = e;
    }
    return new ExplanationView(
        approval.id(),
        user.user(),
        Readership.includes(user, approval),
        place != null,
        place == null ? null : place.assignment().id(),
        place == null ? null : behalf(place),
        refusal == null
            ? null
            : new ExplainedRefusal(
                refusal.type().uri(), refusal.type().title(), String.valueOf(refusal.getMessage())),
        checks(looked, refusal),
        approval.stages().stream().map(StageProgress::of).toList());
  }

  private static @Nullable String behalf(Places.Place place) {
    String delegated = place.assignment().onBehalfOf();
    return delegated == null ? place.principal() : delegated;
  }

  private static List<DecisionCheck> checks(
      List<DecisionRule> looked, @Nullable ProblemException refusal) {
    List<DecisionCheck> checks = new ArrayList<>();
    for (DecisionRule rule : looked) {
      checks.add(new DecisionCheck(rule, true, null));
    }
    if (refusal != null) {
      DecisionRule last = checks.remove(checks.size() - 1).rule();
      checks.add(new DecisionCheck(last, false, refusal.getMessage()));
    }
    return checks;
  }
}
