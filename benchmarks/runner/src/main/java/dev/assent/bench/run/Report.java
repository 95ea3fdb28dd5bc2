package dev.assent.bench.run;

import dev.assent.bench.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures as Markdown. */
final class Report {
  private final List<Cell> cells;
  private final StringBuilder text = new StringBuilder();

  private Report(List<Cell> cells) {
    this.cells = cells;
  }

  /**
   * @param surroundings machine, versions and settings, line by line
   * @param systems those that were started
   */
  static String of(
      List<String> surroundings, List<Contender> systems, List<Cell> cells, List<String> remarks) {
    Report report = new Report(cells);
    report.line("# Assent and others, measured");
    report.line("");
    surroundings.forEach(line -> report.line("- " + line));
    report.systems(systems);
    report.workloads();
    report.halfLoad();
    report.growth();
    report.ratios();
    report.requirements();
    if (!remarks.isEmpty()) {
      report.line("\n## Remarks\n");
      remarks.forEach(remark -> report.line("- " + remark.replace('\n', ' ')));
    }
    return report.text.toString();
  }

  private void systems(List<Contender> systems) {
    line("\n## Systems\n");
    row("system", "", "start-up, s", "memory, MB");
    row("---", "---", "--:", "--:");
    for (Contender system : systems) {
      row(
          "`" + system.name() + "`",
          system.title(),
          system.pid() == 0 ? "-" : number(system.startUp().toMillis() / 1_000.0),
          system.pid() == 0 ? "-" : String.valueOf(ProcessCpu.residentMegabytes(system.pid())));
    }
  }

  private void workloads() {
    Map<Workload, List<Cell>> byWorkload =
        cells.stream()
            .filter(Cell::isUsual)
            .collect(
                Collectors.groupingBy(
                    Cell::workload, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
    byWorkload.forEach(this::workload);
  }

  private void workload(Workload workload, List<Cell> all) {
    line("\n## %s: %s\n".formatted(workload.word(), workload.title()));
    row(
        "system",
        "callers",
        "per second (lowest-highest)",
        "halves",
        "p50",
        "p95",
        "p99",
        "p99.9 ms",
        "CPU server",
        "CPU PostgreSQL ms",
        "statements",
        "rows",
        "WAL kB",
        "errors");
    row(
        "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:",
        "--:");
    for (Cell cell : all) {
      row(
          "`" + cell.contender().name() + "`",
          String.valueOf(cell.clients()),
          rate(cell),
          number(cell.median(Measurement::firstHalfRate))
              + ", "
              + number(cell.median(Measurement::secondHalfRate)),
          number(cell.millis(Measurement.Percentiles::p50)),
          number(cell.millis(Measurement.Percentiles::p95)),
          number(cell.millis(Measurement.Percentiles::p99)),
          number(cell.millis(Measurement.Percentiles::p999)),
          cell.contender().pid() == 0 ? "-" : number(cell.median(Measurement::serverCpuMillis)),
          number(cell.median(Measurement::databaseCpuMillis)),
          number(cell.median(Measurement::statements)),
          number(cell.median(Measurement::rows)),
          number(cell.median(Measurement::walBytes) / 1_000),
          String.valueOf(cell.errors()));
    }
    parts(all);
  }

  /** Start and decision apart, where they were taken. */
  private void parts(List<Cell> all) {
    List<String> names =
        all.stream()
            .flatMap(cell -> cell.rounds().stream())
            .flatMap(round -> round.latencies().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    if (names.size() < 2) {
      return;
    }
    line("\nThereof, p50 / p99 in ms:\n");
    for (Cell cell : all) {
      line(
          "- `%s`, %d: %s"
              .formatted(
                  cell.contender().name(),
                  cell.clients(),
                  names.stream()
                      .filter(name -> cell.millis(name, Measurement.Percentiles::max) > 0)
                      .map(
                          name ->
                              "%s %s / %s"
                                  .formatted(
                                      name,
                                      number(cell.millis(name, Measurement.Percentiles::p50)),
                                      number(cell.millis(name, Measurement.Percentiles::p99))))
                      .collect(Collectors.joining(", "))));
    }
  }

  private void halfLoad() {
    List<Cell> open = cells.stream().filter(Cell::isOpen).toList();
    if (open.isEmpty()) {
      return;
    }
    line("\n## W1 at half of its highest rate\n");
    line("Open loop; latencies from when the call was due, in ms.\n");
    row(
        "system",
        "due per second",
        "done",
        "start p50",
        "p99",
        "decide p50",
        "p99",
        "p99.9",
        "errors");
    row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:");
    for (Cell cell : open) {
      row(
          "`" + cell.contender().name() + "`",
          number(cell.openRate()),
          String.valueOf(cell.rounds().stream().mapToLong(Measurement::operations).sum()),
          number(cell.millis("start", Measurement.Percentiles::p50)),
          number(cell.millis("start", Measurement.Percentiles::p99)),
          number(cell.millis("decide", Measurement.Percentiles::p50)),
          number(cell.millis("decide", Measurement.Percentiles::p99)),
          number(cell.millis("decide", Measurement.Percentiles::p999)),
          String.valueOf(cell.errors()));
    }
  }

  private void growth() {
    List<Cell> grown = cells.stream().filter(cell -> !cell.label().isEmpty()).toList();
    if (grown.isEmpty()) {
      return;
    }
    line("\n## W1 beside many earlier approvals\n");
    row(
        "system",
        "callers",
        "",
        "per second (lowest-highest)",
        "p50",
        "p99 ms",
        "WAL kB",
        "errors");
    row("---", "--:", "---", "--:", "--:", "--:", "--:", "--:");
    for (Cell cell : grown) {
      row(
          "`" + cell.contender().name() + "`",
          String.valueOf(cell.clients()),
          cell.label(),
          rate(cell),
          number(cell.millis(Measurement.Percentiles::p50)),
          number(cell.millis(Measurement.Percentiles::p99)),
          number(cell.median(Measurement::walBytes) / 1_000),
          String.valueOf(cell.errors()));
    }
  }

  private static String rate(Cell cell) {
    return "**%s** (%s-%s)"
        .formatted(number(cell.rate()), number(cell.lowestRate()), number(cell.highestRate()));
  }

  private void ratios() {
    List<Ratios.Line> lines = Ratios.of(cells);
    if (lines.isEmpty()) {
      return;
    }
    line("\n## How many times as fast Assent is\n");
    line("Of two that are called in the same way by as many; above 1 Assent is faster.\n");
    row("workload", "callers", "Assent", "beside", "its rate", "ratio");
    row("---", "--:", "--:", "---", "--:", "--:");
    for (Ratios.Line one : lines) {
      row(
          one.assent().workload().word(),
          String.valueOf(one.assent().clients()),
          "`%s` %s".formatted(one.assent().contender().name(), number(one.assent().rate())),
          "`%s`%s"
              .formatted(
                  one.other().contender().name(),
                  one.other().workload() == one.assent().workload()
                      ? ""
                      : " " + one.other().workload().word()),
          number(one.other().rate()),
          "%s".formatted(number(one.ratio())));
    }
  }

  private void requirements() {
    line("\n## Beside the requirement\n");
    line(
        "Targets of requirements 1 and 3 and what was measured in a closed loop, everything on this one machine, the");
    line(
        "clients too. Votes and decisions are measured with the making of what they are about, so their rates are");
    line("lower bounds. Shared contexts (requirement 4) are not built.\n");
    row("", "target/s", "p50", "p95", "p99 ms", "measured/s", "p50", "p95", "p99 ms", "");
    row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "---");
    for (Requirement one : Requirement.ALL) {
      List<String> target =
          List.of(
              one.name(),
              number(one.rate()),
              number(one.p50()),
              number(one.p95()),
              number(one.p99()));
      List<String> all = new ArrayList<>(target);
      all.addAll(one.measured(cells).map(cell -> measured(one, cell)).orElse(one.nothing()));
      row(all.toArray(String[]::new));
    }
  }

  private static List<String> measured(Requirement requirement, Cell cell) {
    String part = requirement.part();
    double p50 = cell.millis(part, Measurement.Percentiles::p50);
    double p95 = cell.millis(part, Measurement.Percentiles::p95);
    double p99 = cell.millis(part, Measurement.Percentiles::p99);
    boolean met =
        cell.rate() >= requirement.rate()
            && p50 <= requirement.p50()
            && p95 <= requirement.p95()
            && p99 <= requirement.p99();
    return List.of(
        number(cell.rate()),
        number(p50),
        number(p95),
        number(p99),
        (met ? "met" : "**not met**") + ", " + cell.clients() + " clients");
  }

  /** With as many digits as mean something. */
  static String number(double value) {
    String format =
        value >= 100
            ? "%,.0f"
            : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : value == 0 ? "0" : "%.3f";
    return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }

  private void row(String... columns) {
    line("| " + String.join(" | ", columns) + " |");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
