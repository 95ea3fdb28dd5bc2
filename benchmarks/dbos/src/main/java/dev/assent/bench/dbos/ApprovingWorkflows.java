package dev.assent.bench.dbos;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.workflow.Workflow;
import java.time.Duration;

/** {@inheritDoc} */
final class ApprovingWorkflows implements Approving {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final DBOS dbos;

  ApprovingWorkflows(DBOS dbos) {
    this.dbos = dbos;
  }

  static String topic(int number) {
    return "approval-" + number;
  }

  static String topic(double amount) {
    return amount < 100 ? "small" : amount < 1_000 ? "medium" : "large";
  }

  @Override
  @Workflow
  public String approve(int approvals, double amount, String employee, String purpose) {
    String last = "";
    for (int i = 0; i < approvals; i++) {
      last = decision(topic(i));
    }
    return last;
  }

  @Override
  @Workflow
  public String route(double amount, String employee, String purpose) {
    return decision(topic(amount));
  }

  private String decision(String topic) {
    return dbos.<String>recv(topic, PATIENCE)
        .orElseThrow(() -> new IllegalStateException("nobody has decided"));
  }

  @Override
  @Workflow
  public double compute(double amount, String employee, String purpose) {
    double total = 0;
    for (int i = 0; i < 5; i++) {
      double before = total;
      total = dbos.runStep(() -> before + amount, "step-" + i);
    }
    return total;
  }
}
