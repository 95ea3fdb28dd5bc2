package dev.assent.approval;

import java.util.EnumSet;
import java.util.Set;

/** The life of an approval request. */
public enum ApprovalState {
  PENDING,
  APPROVED,
  REJECTED,
  CANCELLED;

  Set<ApprovalState> successors() {
    return switch (this) {
      case PENDING -> EnumSet.of(APPROVED, REJECTED, CANCELLED);
      case APPROVED, REJECTED, CANCELLED -> EnumSet.noneOf(ApprovalState.class);
    };
  }
}
