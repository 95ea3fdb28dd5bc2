package dev.assent.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.Caller;
import org.junit.jupiter.api.Test;

class MetricsIT {

  @Test
  void are_served_in_prometheus_format() {
    var answer = Caller.anonymous().get("metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(answer.body()).contains("# TYPE memory_usedHeap_bytes gauge");
  }
}
