package dev.assent.bench.run;

import dev.assent.bench.Latencies;
import dev.assent.bench.Window;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * A window, and what it has cost. Costs are per operation.
 *
 * @param rate operations a second
 * @param latencies by the name of the part
 */
record Measurement(
    long operations,
    long errors,
    String error,
    double rate,
    double firstHalfRate,
    double secondHalfRate,
    Map<String, Percentiles> latencies,
    double serverCpuMillis,
    double databaseCpuMillis,
    double statements,
    double rows,
    double walBytes) {

  /** In milliseconds. */
  record Percentiles(double p50, double p95, double p99, double p999, double max) {
    static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0);

    static Percentiles of(Histogram histogram) {
      return new Percentiles(
          Latencies.millis(histogram, 50),
          Latencies.millis(histogram, 95),
          Latencies.millis(histogram, 99),
          Latencies.millis(histogram, 99.9),
          Latencies.millis(histogram, 100));
    }
  }

  /**
   * @param units how many operations each of the window's stands for
   * @param serverCpuMillis of the process in the window
   * @param counted by PostgreSQL in the window
   */
  static Measurement of(Window window, int units, double serverCpuMillis, Counters counted) {
    Map<String, Percentiles> latencies = new TreeMap<>();
    window
        .latencies()
        .forEach((name, text) -> latencies.put(name, Percentiles.of(Latencies.decode(text))));
    long operations = window.operations() * units;
    double each = Math.max(1, operations);
    return new Measurement(
        operations,
        window.errors(),
        window.error(),
        window.rate() * units,
        window.firstHalfRate() * units,
        window.secondHalfRate() * units,
        latencies,
        serverCpuMillis / each,
        counted.cpuMillis() / each,
        counted.statements() / each,
        counted.rows() / each,
        counted.walBytes() / each);
  }
}
