package dev.assent.workflow;

/** How an instance ends when it reaches an end node. */
public enum Outcome {
  COMPLETED,
  REJECTED
}
