package dev.assent.approval;

/** How urgent a request is. */
public enum Priority {
  LOW,
  NORMAL,
  HIGH,
  URGENT
}
