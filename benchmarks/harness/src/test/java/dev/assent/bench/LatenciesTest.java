package dev.assent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void travel_as_text_and_back() {
    Histogram histogram = Latencies.empty();
    for (int micros = 1; micros <= 10_000; micros++) {
      histogram.recordValue(micros);
    }
    Histogram back = Latencies.decode(Latencies.encode(histogram));
    assertThat(back.getTotalCount()).isEqualTo(10_000);
    assertThat(Latencies.millis(back, 50)).isBetween(4.99, 5.01);
    assertThat(Latencies.millis(back, 99.9)).isBetween(9.98, 10.0);
  }

  @Test
  void are_merged_over_all_workers() {
    Tally fast = tally(1_000, 90);
    Tally slow = tally(100_000, 10);
    Window window = Tally.window(List.of(fast, slow), TimeUnit.SECONDS.toNanos(10), 5);

    Histogram merged = Latencies.decode(window.latencies().get(Stopwatch.WHOLE));
    assertThat(window.operations()).isEqualTo(100);
    assertThat(window.rate()).isEqualTo(10.0);
    assertThat(merged.getTotalCount()).isEqualTo(100);
    assertThat(Latencies.millis(merged, 90)).isBetween(0.99, 1.01);
    assertThat(Latencies.millis(merged, 91)).isBetween(99.9, 100.1);
  }

  @Test
  void none_are_zero() {
    assertThat(Latencies.millis(Latencies.empty(), 99)).isZero();
  }

  private static Tally tally(int micros, int count) {
    Tally tally = new Tally();
    for (int i = 0; i < count; i++) {
      tally.operations++;
      tally.watch.record(Stopwatch.WHOLE, micros * 1_000L);
    }
    return tally;
  }
}
