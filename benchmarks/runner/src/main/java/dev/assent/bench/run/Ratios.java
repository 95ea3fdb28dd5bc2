package dev.assent.bench.run;

import dev.assent.bench.Workload;
import java.util.ArrayList;
import java.util.List;

/** Assent beside each of the others. */
final class Ratios {
  /** Two that can be compared. */
  record Line(Cell assent, Cell other) {
    double ratio() {
      return Statistics.ratio(assent.rate(), other.rate());
    }
  }

  private Ratios() {}

  static List<Line> of(List<Cell> cells) {
    List<Line> lines = new ArrayList<>();
    for (Cell assent : cells) {
      if (assent.contender().name().startsWith("assent") && assent.isUsual()) {
        cells.stream()
            .filter(other -> isComparable(assent, other))
            .forEach(other -> lines.add(new Line(assent, other)));
      }
    }
    return lines;
  }

  private static boolean isComparable(Cell assent, Cell other) {
    if (!other.isUsual() || other.contender().name().startsWith("assent")) {
      return false;
    }
    boolean limit =
        assent.workload() == Workload.W1
            && (other.workload() == Workload.L1 || other.workload() == Workload.L10)
            && assent.clients() == other.clients();
    return limit
        || (other.contender().mode() == assent.contender().mode()
            && other.workload() == assent.workload()
            && other.clients() == assent.clients());
  }
}
