package dev.assent.instance;

import java.util.EnumSet;
import java.util.Set;

/** The life of a step within an instance; a step that was never reached is PENDING. */
public enum StepState {
  PENDING,
  ACTIVE,
  COMPLETED,
  FAILED,
  SKIPPED,
  CANCELLED;

  /** A step that has ended can begin anew: a goto leads back to it. */
  Set<StepState> successors() {
    return switch (this) {
      case PENDING, COMPLETED, FAILED, SKIPPED, CANCELLED -> EnumSet.of(ACTIVE, SKIPPED);
      case ACTIVE -> EnumSet.of(COMPLETED, FAILED, SKIPPED, CANCELLED);
    };
  }
}
