package dev.assent.approval;

import java.util.EnumSet;
import java.util.Set;

/** The life of one approver's place in a request. */
public enum AssignmentState {
  PENDING,
  APPROVED,
  REJECTED,
  /** The request was decided or cancelled before this approver decided. */
  CLOSED;

  Set<AssignmentState> successors() {
    return switch (this) {
      case PENDING -> EnumSet.of(APPROVED, REJECTED, CLOSED);
      case APPROVED, REJECTED, CLOSED -> EnumSet.noneOf(AssignmentState.class);
    };
  }
}
