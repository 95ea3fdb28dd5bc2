package dev.assent.approval;

import java.util.EnumSet;
import java.util.Set;

/** The life of one approver's place in a stage. */
public enum AssignmentState {
  PENDING,
  APPROVED,
  REJECTED,
  ABSTAINED,
  /** Handed on: another assignment of the same seat stands for it. */
  DELEGATED,
  /** The stage's time was over before this approver decided. */
  EXPIRED,
  /** The stage was decided, sent back or cancelled before, or the seat was filled by another. */
  CLOSED;

  Set<AssignmentState> successors() {
    return switch (this) {
      case PENDING -> EnumSet.complementOf(EnumSet.of(PENDING));
      case APPROVED, REJECTED, ABSTAINED, DELEGATED, EXPIRED, CLOSED ->
          EnumSet.noneOf(AssignmentState.class);
    };
  }
}
