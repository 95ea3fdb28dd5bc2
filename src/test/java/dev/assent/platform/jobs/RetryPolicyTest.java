package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(10, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(30));

  @Test
  void the_wait_doubles_up_to_its_most() {
    assertThat(IntStream.rangeClosed(1, 8).mapToObj(n -> POLICY.waitAfter(n, 1).toSeconds()))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 20L, 20L, 20L);
    assertThat(POLICY.waitAfter(1_000_000, 1)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void half_of_the_wait_is_left_to_chance() {
    assertThat(POLICY.waitAfter(3, 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(POLICY.waitAfter(3, 0.5)).isEqualTo(Duration.ofSeconds(3));
    assertThat(POLICY.waitAfter(3, 1)).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void nothing_overflows() {
    RetryPolicy longest =
        new RetryPolicy(
            100, Duration.ofDays(100_000), Duration.ofDays(100_000), Duration.ofDays(1));
    assertThat(longest.waitAfter(99, 1)).isEqualTo(Duration.ofDays(100_000));
  }

  @Test
  void without_backoff_there_is_no_wait() {
    assertThat(RetryPolicy.once(Duration.ofSeconds(1)).waitAfter(3, 1)).isZero();
  }

  @Test
  void refuses_what_is_no_policy() {
    assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.once(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));
  }
}
