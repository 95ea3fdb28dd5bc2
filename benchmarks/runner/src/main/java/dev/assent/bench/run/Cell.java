package dev.assent.bench.run;

import dev.assent.bench.Stopwatch;
import dev.assent.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A system under a workload with so many callers: all its rounds. */
final class Cell {
  static final String BEFORE_GROWTH = "with what this run has left";

  private final Contender contender;
  private final Workload workload;
  private final int clients;
  private final double openRate;
  private final String label;
  private final List<Measurement> rounds = new ArrayList<>();

  Cell(Contender contender, Workload workload, int clients) {
    this(contender, workload, clients, 0);
  }

  /**
   * @param openRate approvals a second that are due; 0 for a closed loop
   */
  Cell(Contender contender, Workload workload, int clients, double openRate) {
    this(contender, workload, clients, openRate, "");
  }

  /**
   * @param label what is apart from the usual; empty for nothing
   */
  Cell(Contender contender, Workload workload, int clients, double openRate, String label) {
    this.contender = contender;
    this.workload = workload;
    this.clients = clients;
    this.openRate = openRate;
    this.label = label;
  }

  void add(Measurement measurement) {
    rounds.add(measurement);
  }

  Contender contender() {
    return contender;
  }

  Workload workload() {
    return workload;
  }

  int clients() {
    return clients;
  }

  double openRate() {
    return openRate;
  }

  String label() {
    return label;
  }

  /** In a closed loop, and with nothing apart from the usual. */
  boolean isUsual() {
    return openRate == 0 && label.isEmpty();
  }

  boolean isOpen() {
    return openRate > 0;
  }

  List<Measurement> rounds() {
    return rounds;
  }

  double median(ToDoubleFunction<Measurement> value) {
    return Statistics.median(rounds, value);
  }

  double rate() {
    return median(Measurement::rate);
  }

  double lowestRate() {
    return rounds.stream().mapToDouble(Measurement::rate).min().orElse(0);
  }

  double highestRate() {
    return rounds.stream().mapToDouble(Measurement::rate).max().orElse(0);
  }

  long errors() {
    return rounds.stream().mapToLong(Measurement::errors).sum();
  }

  /** The median of the rounds' percentiles of whole operations. */
  double millis(ToDoubleFunction<Measurement.Percentiles> percentile) {
    return millis(Stopwatch.WHOLE, percentile);
  }

  double millis(String part, ToDoubleFunction<Measurement.Percentiles> percentile) {
    return median(
        m ->
            percentile.applyAsDouble(
                m.latencies().getOrDefault(part, Measurement.Percentiles.NONE)));
  }

  @Override
  public String toString() {
    return "%s %s, %d".formatted(contender.name(), workload.word(), clients);
  }
}
