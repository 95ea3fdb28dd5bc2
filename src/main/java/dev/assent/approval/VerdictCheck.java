package dev.assent.approval;

import dev.assent.consensus.Policy;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;

/** What a stage asks of a decision beside the decision itself. */
final class VerdictCheck {
  private final Approval approval;
  private final Stage stage;

  VerdictCheck(Approval approval, Stage stage) {
    this.approval = approval;
    this.stage = stage;
  }

  /**
   * @throws ProblemException {@code INVALID_BODY} with every error; for an action {@code
   *     PRECONDITION_REQUIRED} when the decision does not say what was shown, {@code
   *     PRECONDITION_FAILED} when that is not what is to be decided any more, {@code INVALID_STATE}
   *     when its arguments can no longer be changed
   */
  void check(Verdict verdict) {
    List<FieldError> errors = new ArrayList<>();
    if (needsRationale(verdict.decision())
        && (verdict.rationale() == null || verdict.rationale().isBlank())) {
      errors.add(
          FieldError.at("/rationale", "is required in stage " + stage.name() + " of this request"));
    }
    boolean votes = verdict.decision().approves() || verdict.decision() == Decision.REJECT;
    Policy policy = stage.plan().policy();
    if (policy.type() == Policy.Type.MULTI_CRITERIA && votes) {
      errors.addAll(policy.wrongScores("/scores", verdict.scores()));
    } else if (!verdict.scores().isEmpty()) {
      errors.add(FieldError.at("/scores", "go with votes under the policy MULTI_CRITERIA only"));
    }
    checkAction(verdict, errors);
    if (!errors.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_BODY,
              "The decision is not complete: "
                  + errors.get(0).pointer()
                  + " "
                  + errors.get(0).detail()
                  + ".")
          .withErrors(errors);
    }
  }

  private boolean needsRationale(Decision decision) {
    return switch (stage.plan().rationale()) {
      case OPTIONAL -> false;
      case UNLESS_APPROVED -> decision != Decision.APPROVE;
      case REQUIRED -> true;
    };
  }

  private void checkAction(Verdict verdict, List<FieldError> errors) {
    Action action = approval.action();
    if (action == null) {
      if (verdict.arguments() != null) {
        errors.add(FieldError.at("/arguments", "go with a request for an action only"));
      }
      return;
    }
    if (verdict.arguments() != null && !action.editable()) {
      errors.add(FieldError.at("/arguments", "must not be changed in this request"));
    }
    if (verdict.arguments() != null && !verdict.decision().approves()) {
      errors.add(FieldError.at("/arguments", "can be changed by approving only"));
    }
    requireShown(verdict, action);
    if (verdict.arguments() != null && isApprovedByOthers()) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Others have approved the action of approval "
              + approval.id()
              + " with the arguments that it has; approve these, reject, or request changes.");
    }
  }

  private void requireShown(Verdict verdict, Action action) {
    if (verdict.shown() == null) {
      throw new ProblemException(
          ProblemType.PRECONDITION_REQUIRED,
          "Approval "
              + approval.id()
              + " is for an action: the decision must say by 'shown' what it is made on, as"
              + " action.shown has it.");
    }
    if (!verdict.shown().equals(Shown.hash(approval, action))) {
      throw new ProblemException(
          ProblemType.PRECONDITION_FAILED,
          "What is to be decided in approval "
              + approval.id()
              + " is not what 'shown' names; read it again.");
    }
  }

  private boolean isApprovedByOthers() {
    return approval.assignments().stream().anyMatch(a -> a.state() == AssignmentState.APPROVED);
  }
}
