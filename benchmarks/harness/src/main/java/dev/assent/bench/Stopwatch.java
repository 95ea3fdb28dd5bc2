package dev.assent.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;

/** The times of one worker's operations and of their parts. Confined to its thread. */
public final class Stopwatch {
  /** The name under which whole operations are kept. */
  public static final String WHOLE = "operation";

  private final Map<String, Histogram> latencies = new TreeMap<>();

  /** Takes the time of {@code part}, unless it fails. */
  public <T> T time(String name, Callable<T> part) throws Exception {
    long begin = System.nanoTime();
    T value = part.call();
    record(name, System.nanoTime() - begin);
    return value;
  }

  void record(String name, long nanos) {
    latencies.computeIfAbsent(name, any -> Latencies.empty()).recordValue(Latencies.micros(nanos));
  }

  Map<String, Histogram> latencies() {
    return latencies;
  }
}
