package dev.assent.bulk;

import java.util.EnumSet;
import java.util.Set;

/** The life of a bulk operation. */
public enum OperationState {
  /** Its items are chosen, and none is done yet. */
  PENDING,
  RUNNING,
  /** Held by somebody: what is being done is done, and nothing more. */
  PAUSED,
  /** Every item has been tried; or nothing had to be, as in a dry run. */
  COMPLETED,
  /** Ended by somebody; what was not done by then is skipped. */
  CANCELLED;

  Set<OperationState> successors() {
    return switch (this) {
      case PENDING -> EnumSet.of(RUNNING, PAUSED, COMPLETED, CANCELLED);
      case RUNNING -> EnumSet.of(PAUSED, COMPLETED, CANCELLED);
      case PAUSED -> EnumSet.of(RUNNING, COMPLETED, CANCELLED);
      case COMPLETED, CANCELLED -> EnumSet.noneOf(OperationState.class);
    };
  }
}
