package dev.assent.workflow;

/** The life of a workflow. */
public enum WorkflowState {
  DRAFT,
  ACTIVE,
  SUSPENDED,
  ARCHIVED
}
