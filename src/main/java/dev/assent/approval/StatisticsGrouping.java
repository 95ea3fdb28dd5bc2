package dev.assent.approval;

import java.util.Locale;

/** What statistics are told apart by. */
public enum StatisticsGrouping {
  /** The workflow whose step asked; requests that stand alone have none. */
  WORKFLOW("r.workflow_id"),
  STAGE("coalesce(a.stage, 'approval')"),
  /** The user or role that was asked. */
  APPROVER("lower(a.approver_type) || ':' || a.approver");

  private final String column;

  StatisticsGrouping(String column) {
    this.column = column;
  }

  /** In a statement on assignments {@code a} and requests {@code r}. */
  String column() {
    return column;
  }

  /** As it is written in a query: {@code workflow}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
