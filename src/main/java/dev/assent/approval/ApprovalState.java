package dev.assent.approval;

import java.util.EnumSet;
import java.util.Set;

/** The life of an approval request. */
public enum ApprovalState {
  PENDING,
  APPROVED,
  REJECTED,
  /** Sent back to its requester, who may resubmit it. */
  CHANGES_REQUESTED,
  CANCELLED,
  /** Its time was over before it was decided; counts as a rejection. */
  EXPIRED;

  Set<ApprovalState> successors() {
    return switch (this) {
      case PENDING -> EnumSet.of(APPROVED, REJECTED, CHANGES_REQUESTED, CANCELLED, EXPIRED);
      case CHANGES_REQUESTED -> EnumSet.of(PENDING, CANCELLED, EXPIRED);
      case APPROVED, REJECTED, CANCELLED, EXPIRED -> EnumSet.noneOf(ApprovalState.class);
    };
  }

  /** Whether somebody can still change it. */
  public boolean isOpen() {
    return this == PENDING || this == CHANGES_REQUESTED;
  }
}
