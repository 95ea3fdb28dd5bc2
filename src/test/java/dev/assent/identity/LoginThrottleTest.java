package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final AccountKey KIM = new AccountKey("demo", "kim");

  private final AtomicLong time = new AtomicLong();
  private final LoginThrottle throttle = new LoginThrottle(3, time::get);

  @Test
  void refuses_after_so_many_wrong_passwords_and_says_for_how_long() {
    failThreeTimes();
    time.addAndGet(Duration.ofSeconds(20).toNanos());

    assertThatThrownBy(() -> throttle.begin(KIM))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
              assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(40));
            });
  }

  @Test
  void begins_anew_after_a_minute_however_often_it_was_refused() {
    failThreeTimes();
    for (int i = 0; i < 59; i++) {
      time.addAndGet(Duration.ofSeconds(1).toNanos());
      assertThatThrownBy(() -> throttle.begin(KIM)).isInstanceOf(ProblemException.class);
    }
    time.addAndGet(Duration.ofSeconds(2).toNanos());

    assertThatCode(() -> throttle.begin(KIM)).doesNotThrowAnyException();
  }

  @Test
  void does_not_count_right_passwords() {
    for (int i = 0; i < 100; i++) {
      throttle.begin(KIM);
      throttle.takeBack(KIM);
    }

    assertThat(throttle.isSuspicious(KIM)).isFalse();
  }

  @Test
  void counts_each_account_of_each_tenant_alone() {
    failThreeTimes();

    assertThatCode(() -> throttle.begin(new AccountKey("demo", "lee"))).doesNotThrowAnyException();
    assertThatCode(() -> throttle.begin(new AccountKey("acme", "kim"))).doesNotThrowAnyException();
  }

  private void failThreeTimes() {
    throttle.begin(KIM);
    throttle.begin(KIM);
    throttle.begin(KIM);
  }
}
