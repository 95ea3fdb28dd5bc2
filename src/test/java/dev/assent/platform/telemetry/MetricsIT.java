package dev.assent.platform.telemetry;

import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.Caller;
import java.util.regex.Pattern;
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

  @Test
  void of_ours_say_what_they_are() {
    var metrics = Caller.anonymous().get("metrics").body();

    var ours = Pattern.compile("^# TYPE (assent_\\w+) \\w+$", MULTILINE).matcher(metrics);
    assertThat(ours.results().map(result -> result.group(1)))
        .contains(
            "assent_commands_committed_total",
            "assent_command_transactions_total",
            "assent_commands_waiting",
            "assent_journal_unsealed_seconds")
        .allSatisfy(
            name -> assertThat(metrics).containsPattern("(?m)^# HELP " + name + " \\w.*\\w"));
  }
}
