package dev.assent.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthIT {

  private final Caller anyone = Caller.anonymous();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          health/live    | {"status":"UP","checks":[]}
          health/started | {"status":"UP","checks":[{"name":"schema","status":"UP"
          health/ready   | {"status":"UP","checks":[{"name":"database","status":"UP"},{"name":"schema","status":"UP"
          health         | {"status":"UP","checks":[{"name":"database","status":"UP"},{"name":"schema","status":"UP"
          """)
  void is_told_to_anyone_in_microprofiles_format(String path, String beginning) {
    var answer = anyone.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(answer.body()).startsWith(beginning);
  }

  @Test
  void has_no_other_kinds() {
    assertThat(anyone.get("health/wellness").statusCode()).isEqualTo(404);
  }
}
