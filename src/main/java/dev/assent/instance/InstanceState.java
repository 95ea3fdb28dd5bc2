package dev.assent.instance;

import java.util.EnumSet;
import java.util.Set;

/** The life of an instance. */
public enum InstanceState {
  RUNNING,
  COMPLETED,
  /** Ended by a rejection, or where the workflow says that it is rejected. */
  REJECTED,
  CANCELLED,
  /** Cannot go on: an expression failed, or a bound was passed. */
  FAILED;

  Set<InstanceState> successors() {
    return switch (this) {
      case RUNNING -> EnumSet.of(COMPLETED, REJECTED, CANCELLED, FAILED);
      case COMPLETED, REJECTED, CANCELLED, FAILED -> EnumSet.noneOf(InstanceState.class);
    };
  }
}
