package dev.assent.instance;

import java.util.EnumSet;
import java.util.Set;

/** The life of an instance. */
public enum InstanceState {
  RUNNING,
  /** Held by somebody: nothing goes on until it is resumed. */
  SUSPENDED,
  COMPLETED,
  /** Ended by a rejection, or where the workflow says that it is rejected. */
  REJECTED,
  CANCELLED,
  /** A required step has failed; a retry takes it up again. */
  FAILED;

  Set<InstanceState> successors() {
    return switch (this) {
      case RUNNING -> EnumSet.of(SUSPENDED, COMPLETED, REJECTED, CANCELLED, FAILED);
      case SUSPENDED -> EnumSet.of(RUNNING, CANCELLED, FAILED);
      case FAILED -> EnumSet.of(RUNNING);
      case COMPLETED, REJECTED, CANCELLED -> EnumSet.noneOf(InstanceState.class);
    };
  }

  /** Whether it has not ended. */
  boolean isOpen() {
    return this == RUNNING || this == SUSPENDED;
  }
}
