package dev.assent.approval;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Finds out whether requests of steps have to stand still, as their instances do. */
@ApplicationScoped
public class Standstill {
  @Inject private Event<ApprovalHold> asked;

  /**
   * @throws ProblemException {@code INVALID_STATE} when the request is open, but has to stand still
   */
  void refuse(Batch batch, Approval approval) {
    String reason = reason(batch, approval);
    if (reason != null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval "
              + approval.id()
              + " stands still: "
              + reason
              + ". Try again when it goes on.");
    }
  }

  boolean isHeld(Batch batch, Approval approval) {
    return reason(batch, approval) != null;
  }

  private @Nullable String reason(Batch batch, Approval approval) {
    if (approval.origin() == null || !approval.state().isOpen()) {
      return null;
    }
    ApprovalHold hold = new ApprovalHold(batch, approval);
    asked.fire(hold);
    return hold.reason();
  }
}
