package dev.assent.bench.run;

import dev.assent.bench.Stopwatch;
import dev.assent.bench.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A row of the performance tables of requirement 1, or of the targets of requirement 3, whose rate
 * is that of all requests together.
 *
 * @param workload that shows it; null when the product has no such feature
 * @param part of the operation that is meant
 */
record Requirement(
    String name, double rate, double p50, double p95, double p99, Workload workload, String part) {

  static final List<Requirement> ALL =
      List.of(
          of("workflow, single step", 2_000, 50, 120, 200, Workload.W1),
          of("workflow, multi-step sequential", 1_000, 150, 350, 600, Workload.W2),
          of("workflow, multi-step parallel", 1_500, 100, 250, 450, Workload.W3),
          of("workflow, conditional routing", 500, 200, 500, 800, Workload.W4),
          of("workflow, AI-powered routing", 300, 300, 700, 1_200, null),
          of(
              "workflow, enterprise approval chain (five approvals)",
              200,
              400,
              900,
              1_500,
              Workload.W2),
          part(
              "state persistence (a step is completed)",
              10_000,
              10,
              25,
              50,
              Workload.STEP,
              "complete"),
          of("state recovery (an instance is read)", 1_000, 100, 250, 500, Workload.RECOVERY),
          of("request creation, simple", 1_500, 80, 200, 350, Workload.REQUEST),
          of("request creation, with routing", 800, 150, 400, 700, Workload.REQUEST_ROUTED),
          of("request creation, 50 at once", 100, 2_000, 4_500, 7_000, Workload.REQUEST_BULK),
          part("decision, simple approval", 2_000, 60, 150, 300, Workload.DECISION, "decide"),
          part(
              "decision, conditional approval",
              1_200,
              100,
              250,
              450,
              Workload.DECISION_CONDITIONAL,
              "decide"),
          of("decision, complex with AI", 600, 200, 500, 900, null),
          part("consensus, simple voting", 1_000, 120, 300, 500, Workload.VOTE, "vote"),
          part("consensus, weighted", 600, 180, 450, 750, Workload.VOTE_WEIGHTED, "vote"),
          part("consensus, multi-criteria", 300, 300, 700, 1_200, Workload.VOTE_CRITERIA, "vote"),
          of("agents: workflow list", 1_000, 50, 100, 200, Workload.LIST),
          of("agents: workflow get", 1_000, 30, 80, 150, Workload.GET),
          of("agents: workflow next", 1_000, 100, 200, 400, Workload.NEXT),
          of("agents: workflow validate", 1_000, 50, 120, 250, Workload.VALIDATE));

  private static Requirement of(
      String name, double rate, double p50, double p95, double p99, Workload workload) {
    return part(name, rate, p50, p95, p99, workload, Stopwatch.WHOLE);
  }

  private static Requirement part(
      String name,
      double rate,
      double p50,
      double p95,
      double p99,
      Workload workload,
      String part) {
    return new Requirement(name, rate, p50, p95, p99, workload, part);
  }

  /** Over HTTP, with as many clients as bring the highest rate. */
  Optional<Cell> measured(List<Cell> cells) {
    return cells.stream()
        .filter(cell -> cell.isUsual() && cell.workload() == workload)
        .filter(cell -> cell.contender().name().equals("assent-http"))
        .max(Comparator.comparingDouble(Cell::rate));
  }

  List<String> nothing() {
    return List.of("", "", "", "", workload == null ? "not built" : "not in this run");
  }
}
