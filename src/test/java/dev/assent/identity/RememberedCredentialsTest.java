package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedCredentialsTest {
  private final RememberedCredentials remembered = new RememberedCredentials(Duration.ofMinutes(1));

  @Test
  void knows_exactly_what_was_added() {
    remembered.add(remembered.seal("demo", "kim", "secret", "hash"));

    assertThat(remembered.contains(remembered.seal("demo", "kim", "secret", "hash"))).isTrue();
    for (List<String> other :
        List.of(
            List.of("acme", "kim", "secret", "hash"),
            List.of("demo", "lee", "secret", "hash"),
            List.of("demo", "kim", "Secret", "hash"),
            List.of("demo", "kim", "secret", "new hash"),
            List.of("demok", "im", "secret", "hash"),
            List.of("demo", "kim", "secreth", "ash"))) {
      var seal = remembered.seal(other.get(0), other.get(1), other.get(2), other.get(3));
      assertThat(remembered.contains(seal)).as("%s", other).isFalse();
    }
  }

  @Test
  void seals_differently_in_each_process() {
    var seal = remembered.seal("demo", "kim", "secret", "hash");

    assertThat(
            new RememberedCredentials(Duration.ofMinutes(1)).seal("demo", "kim", "secret", "hash"))
        .isNotEqualTo(seal);
  }
}
