package dev.assent.bench.dbos;

/** The workflows; the names of their methods are what is stored. */
public interface Approving {
  /** Waits for {@code approvals} decisions, one after the other. */
  String approve(int approvals, double amount, String employee, String purpose);

  /** Waits on one of three topics. */
  String route(double amount, String employee, String purpose);

  /** Five steps, each of which is recorded. */
  double compute(double amount, String employee, String purpose);
}
