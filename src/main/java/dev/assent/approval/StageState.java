package dev.assent.approval;

import java.util.EnumSet;
import java.util.Set;

/** The life of a stage within one submission of a request. */
public enum StageState {
  /** Its turn has not come. */
  WAITING,
  /** Its approvers are asked. */
  OPEN,
  APPROVED,
  REJECTED,
  /** One of its approvers has sent the request back. */
  CHANGES_REQUESTED,
  /** Not needed for this request. */
  SKIPPED,
  EXPIRED,
  /** The request ended elsewhere. */
  CANCELLED;

  Set<StageState> successors() {
    return switch (this) {
      case WAITING -> EnumSet.of(OPEN, CANCELLED);
      case OPEN -> EnumSet.of(APPROVED, REJECTED, CHANGES_REQUESTED, EXPIRED, CANCELLED);
      case APPROVED, REJECTED, CHANGES_REQUESTED, SKIPPED, EXPIRED, CANCELLED ->
          EnumSet.noneOf(StageState.class);
    };
  }

  /** Whether the stages behind it may begin. */
  boolean isPassed() {
    return this == APPROVED || this == SKIPPED;
  }
}
