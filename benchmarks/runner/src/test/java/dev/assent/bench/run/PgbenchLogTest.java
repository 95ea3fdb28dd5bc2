package dev.assent.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.bench.Latencies;
import dev.assent.bench.Stopwatch;
import dev.assent.bench.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class PgbenchLogTest {

  @Test
  void a_window_lasts_from_the_first_beginning_to_the_last_end() {
    Window window =
        PgbenchLog.window(
            List.of(
                "0 0 1000 0 1700000000 001000",
                "1 0 3000 0 1700000000 003000",
                "0 1 1000 0 1700000002 000000"));
    assertThat(window.operations()).isEqualTo(3);
    assertThat(window.nanos()).isEqualTo(2_000_000_000L);
    assertThat(window.rate()).isEqualTo(1.5);
    assertThat(window.firstHalf()).isEqualTo(2);
    assertThat(Latencies.millis(Latencies.decode(window.latencies().get(Stopwatch.WHOLE)), 100))
        .isBetween(2.99, 3.01);
  }

  @Test
  void nothing_logged_is_an_error() {
    assertThat(PgbenchLog.window(List.of()).errors()).isEqualTo(1);
  }
}
