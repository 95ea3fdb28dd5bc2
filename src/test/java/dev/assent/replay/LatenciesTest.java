package dev.assent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void tells_percentiles_to_one_percent() {
    var latencies = new Latencies();
    for (var millis = 1; millis <= 1_000; millis++) {
      latencies.add(Duration.ofMillis(millis));
    }

    assertThat(latencies.count()).isEqualTo(1_000);
    assertThat(latencies.percentile(50)).isCloseTo(500, within(5.0));
    assertThat(latencies.percentile(95)).isCloseTo(950, within(9.5));
    assertThat(latencies.percentile(99)).isCloseTo(990, within(9.9));
    assertThat(latencies.maxMillis()).isEqualTo(1_000);
  }

  @Test
  void tells_nothing_of_nothing() {
    assertThat(new Latencies().percentile(99)).isZero();
  }

  @Test
  void takes_values_out_of_its_range() {
    var latencies = new Latencies();

    latencies.add(Duration.ZERO);
    latencies.add(Duration.ofDays(1_000));

    assertThat(latencies.count()).isEqualTo(2);
    assertThat(latencies.percentile(1)).isPositive();
  }
}
