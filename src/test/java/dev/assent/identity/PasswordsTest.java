package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private final Passwords passwords = passwords(2, Duration.ofSeconds(30));

  @Test
  void hashes_as_owasp_advises_with_a_salt_each_time() {
    String hash = passwords.hash("correct horse");

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.hash("correct horse")).isNotEqualTo(hash);
    assertThat(passwords.isOutdated(hash)).isFalse();
  }

  @Test
  void knows_the_right_password_from_wrong_ones() {
    String hash = passwords.hash("pässword");

    assertThat(passwords.matches("pässword", hash)).isTrue();
    assertThat(passwords.matches("pa\u0308ssword", hash)).as("the same, decomposed").isTrue();
    assertThat(passwords.matches("passwörd", hash)).isFalse();
    assertThat(passwords.matches("", hash)).isFalse();
  }

  @Test
  void matches_nothing_against_a_hash_that_is_none() {
    assertThat(passwords.matches("x", "")).isFalse();
    assertThat(passwords.matches("x", "$argon2id$v=19$broken")).isFalse();
  }

  @Test
  void still_verifies_weaker_hashes_and_calls_them_outdated() {
    var weaker = Argon2Function.getInstance(1024, 1, 1, 32, Argon2.ID);
    String old = Password.hash("correct horse").addRandomSalt(16).with(weaker).getResult();

    assertThat(passwords.matches("correct horse", old)).isTrue();
    assertThat(passwords.isOutdated(old)).isTrue();
  }

  @Test
  void computes_for_nobody_what_it_computes_for_somebody() {
    // by the parameters and not by a clock, which tells nothing on a busy machine
    String somebody = passwords.hash("correct horse");
    assertThat(parameters(passwords.hashOfNobody())).isEqualTo(parameters(somebody));
    assertThat(passwords.hashOfNobody()).hasSameSizeAs(somebody);
  }

  private static String parameters(String phc) {
    return String.join("$", java.util.Arrays.copyOf(phc.split("\\$", -1), 4));
  }

  @Test
  void refuses_when_too_many_are_hashed_at_once_instead_of_queueing_for_ever() throws Exception {
    Passwords narrow = passwords(1, Duration.ofMillis(1));
    var pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        work.add(() -> narrow.hash("correct horse"));
      }
      int refused = 0;
      for (Future<String> hash : pool.invokeAll(work)) {
        try {
          hash.get();
        } catch (ExecutionException e) {
          ProblemException problem = (ProblemException) e.getCause();
          assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
          assertThat(problem.retryAfter()).isNotNull();
          refused++;
        }
      }
      assertThat(refused).isBetween(1, 7);
      assertThatCode(() -> narrow.hash("correct horse")).doesNotThrowAnyException();
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7 chars", "control\u0007character", "new\nline here"})
  void refuses_weak_passwords(String password) {
    assertThatThrownBy(() -> Passwords.requireStrong("/password", password))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.errors().get(0).pointer()).isEqualTo("/password");
              assertThat(e.detail()).doesNotContain(password.isEmpty() ? "nothing" : password);
            });
  }

  @Test
  void takes_passwords_of_8_to_200_characters() {
    assertThatCode(() -> Passwords.requireStrong("/password", "x".repeat(8)))
        .doesNotThrowAnyException();
    assertThatCode(() -> Passwords.requireStrong("/password", "😀".repeat(200)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Passwords.requireStrong("/password", "x".repeat(201)))
        .isInstanceOf(ProblemException.class);
  }

  private static Passwords passwords(int atOnce, Duration wait) {
    Passwords passwords = new Passwords();
    passwords.prepare(atOnce, wait);
    return passwords;
  }
}
