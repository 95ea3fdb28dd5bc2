package dev.assent.approval;

import java.util.Collection;

/** When a request is decided, as a pure function of its assignments. */
public enum Policy {
  /** The first decision decides. */
  ANY,
  /** Everyone asked must approve, each another person; the first rejection rejects. */
  ALL;

  /** The state that follows from {@code assignments}: PENDING while it is still open. */
  ApprovalState tally(Collection<AssignmentState> assignments) {
    boolean rejected = assignments.contains(AssignmentState.REJECTED);
    return switch (this) {
      case ANY -> {
        boolean approved = assignments.contains(AssignmentState.APPROVED);
        yield approved
            ? ApprovalState.APPROVED
            : rejected ? ApprovalState.REJECTED : ApprovalState.PENDING;
      }
      case ALL -> {
        boolean all = assignments.stream().allMatch(a -> a == AssignmentState.APPROVED);
        yield rejected
            ? ApprovalState.REJECTED
            : all ? ApprovalState.APPROVED : ApprovalState.PENDING;
      }
    };
  }
}
