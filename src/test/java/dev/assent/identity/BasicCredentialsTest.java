package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kim:secret        |      | kim | secret",
        "acme/kim:secret   | acme | kim | secret",
        "kim:a:b           |      | kim | a:b",
        "kim:a/b           |      | kim | a/b",
        "a/b/c:x           | a    | b/c | x",
        "/kim:x            | ''   | kim | x",
        "kim:pässwörd€     |      | kim | pässwörd€",
        ":x                |      | ''  | x",
        "kim:              |      | kim | ''"
      })
  void reads_tenant_user_and_password(String text, String tenant, String user, String password) {
    assertThat(BasicCredentials.parse(base64(text)))
        .isEqualTo(new BasicCredentials(Optional.ofNullable(tenant), user, password));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!!!", "a", "====", "YTpi=x", "YTpi YTpi"})
  void refuses_what_is_not_base64(String token) {
    refused(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kim", "k\u0000im:x", "kim:x\n", "kim:\u007f", "kim:\u0085"})
  void refuses_text_without_colon_or_with_control_characters(String text) {
    refused(base64(text));
  }

  @Test
  void refuses_what_is_not_utf_8_or_too_long() {
    refused(Base64.getEncoder().encodeToString(new byte[] {'a', ':', (byte) 0xff}));
    refused(Base64.getEncoder().encodeToString(new byte[] {'a', ':', (byte) 0xc0, (byte) 0x80}));
    refused("A".repeat(BasicCredentials.MAX_CHARS + 4));
  }

  @Test
  void does_not_show_the_password() {
    assertThat(BasicCredentials.parse(base64("acme/kim:secret"))).hasToString("acme/kim");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String token) {
    assertThatThrownBy(() -> BasicCredentials.parse(token))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.UNAUTHENTICATED));
  }
}
