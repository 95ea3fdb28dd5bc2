package dev.assent.bench;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What one worker has done in a window. Confined to its thread until that has ended. */
final class Tally {
  final Stopwatch watch = new Stopwatch();
  long operations;
  long firstHalf;
  long errors;
  String error = "";

  void failed(Throwable fault) {
    errors++;
    if (error.isEmpty()) {
      error = fault.toString();
    }
  }

  /** All workers together. */
  static Window window(Iterable<Tally> tallies, long nanos, long halfNanos) {
    Map<String, Histogram> latencies = new TreeMap<>();
    long operations = 0;
    long firstHalf = 0;
    long errors = 0;
    String error = "";
    for (Tally tally : tallies) {
      operations += tally.operations;
      firstHalf += tally.firstHalf;
      errors += tally.errors;
      error = error.isEmpty() ? tally.error : error;
      tally
          .watch
          .latencies()
          .forEach(
              (name, histogram) ->
                  latencies.computeIfAbsent(name, any -> Latencies.empty()).add(histogram));
    }
    return Window.of(operations, errors, error, nanos, firstHalf, halfNanos, latencies);
  }
}
