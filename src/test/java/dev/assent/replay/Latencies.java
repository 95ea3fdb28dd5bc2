package dev.assent.replay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * How long something took, many times: a histogram whose buckets grow by 1 %, from a microsecond to
 * some minutes, so that it takes the same small room for any number of values. Thread-safe.
 */
final class Latencies {

  private static final double GROWTH = Math.log(1.01);
  private static final int BUCKETS = 2_048;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private final LongAccumulator max = new LongAccumulator(Math::max, 0);

  void add(Duration duration) {
    var micros = Math.max(1, duration.toNanos() / 1_000);
    counts.incrementAndGet(Math.min(BUCKETS - 1, (int) (Math.log(micros) / GROWTH)));
    max.accumulate(micros);
  }

  long count() {
    var count = 0L;
    for (var i = 0; i < BUCKETS; i++) {
      count += counts.get(i);
    }
    return count;
  }

  /** In milliseconds, at most 1 % too high; 0 without values. */
  double percentile(double percent) {
    var rank = (long) Math.ceil(count() * percent / 100);
    var seen = 0L;
    for (var i = 0; i < BUCKETS && rank > 0; i++) {
      seen += counts.get(i);
      if (seen >= rank) {
        return Math.min(Math.exp((i + 1) * GROWTH), max.get()) / 1_000;
      }
    }
    return 0;
  }

  double maxMillis() {
    return max.get() / 1_000.0;
  }
}
