package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
  void demo_data_is_for_a_loopback_address(String address) {
    assertThatCode(() -> Bootstrap.requireLoopback(Set.of(address))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "", "no.such.host.invalid"})
  void demo_data_is_not_for_any_other(String address) {
    assertThatThrownBy(() -> Bootstrap.requireLoopback(Set.of(address, "127.0.0.1")))
        .hasMessageContaining("assent.demo=true")
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void demo_data_is_refused_when_nobody_says_where_the_server_listens() {
    assertThatThrownBy(() -> Bootstrap.requireLoopback(Set.of()))
        .hasMessageContaining("assent.bind.address");
  }

  @Test
  void what_is_logged_cannot_forge_a_line() {
    assertThat(Names.forLog("a\r\nb\u2028c\u009bd")).isEqualTo("a\\u000d\\u000ab\\u2028c\\u009bd");
    assertThat(Names.forLog("x".repeat(1000))).hasSize(200);
  }
}
