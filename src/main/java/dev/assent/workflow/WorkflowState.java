package dev.assent.workflow;

import java.util.EnumSet;
import java.util.Set;

/** The life of a workflow. */
public enum WorkflowState {
  /** Never published. */
  DRAFT,
  /** Can be run. */
  ACTIVE,
  /** Cannot be run for the time being; what runs goes on. */
  SUSPENDED,
  /** Deleted after it had been published: kept for its instances. */
  ARCHIVED;

  Set<WorkflowState> successors() {
    return switch (this) {
      case DRAFT -> EnumSet.of(ACTIVE);
      case ACTIVE -> EnumSet.of(SUSPENDED, ARCHIVED);
      case SUSPENDED -> EnumSet.of(ACTIVE, ARCHIVED);
      case ARCHIVED -> EnumSet.noneOf(WorkflowState.class);
    };
  }
}
