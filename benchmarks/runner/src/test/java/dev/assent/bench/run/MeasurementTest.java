package dev.assent.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.bench.Latencies;
import dev.assent.bench.Stopwatch;
import dev.assent.bench.Window;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MeasurementTest {

  @Test
  void costs_are_those_of_one_operation() {
    Histogram histogram = Latencies.empty();
    for (int i = 0; i < 10; i++) {
      histogram.recordValue(2_000);
    }
    // ten batches of a hundred in two seconds, four of them in the first
    Window window =
        new Window(
            10,
            0,
            "",
            2_000_000_000L,
            4,
            1_000_000_000L,
            Map.of(Stopwatch.WHOLE, Latencies.encode(histogram)));

    Measurement measured =
        Measurement.of(window, 100, 500, new Counters(3_000, 9_000, 6_000_000, 250));

    assertThat(measured.operations()).isEqualTo(1_000);
    assertThat(measured.rate()).isEqualTo(500);
    assertThat(measured.firstHalfRate()).isEqualTo(400);
    assertThat(measured.secondHalfRate()).isEqualTo(600);
    assertThat(measured.serverCpuMillis()).isEqualTo(0.5);
    assertThat(measured.databaseCpuMillis()).isEqualTo(0.25);
    assertThat(measured.statements()).isEqualTo(3);
    assertThat(measured.rows()).isEqualTo(9);
    assertThat(measured.walBytes()).isEqualTo(6_000);
    assertThat(measured.latencies().get(Stopwatch.WHOLE).p99()).isBetween(1.99, 2.01);
  }

  @Test
  void counters_are_told_apart_from_before() {
    assertThat(new Counters(10, 20, 30, 40).since(new Counters(1, 2, 3, 4)))
        .isEqualTo(new Counters(9, 18, 27, 36));
  }
}
