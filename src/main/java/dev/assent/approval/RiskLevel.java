package dev.assent.approval;

/** How much is at stake. */
public enum RiskLevel {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
