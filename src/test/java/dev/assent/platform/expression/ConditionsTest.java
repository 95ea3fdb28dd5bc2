package dev.assent.platform.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.assent.platform.json.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
  private static final Set<String> VARIABLES = Set.of("request", "requester");

  private static Expression compile(String text) {
    return Conditions.compile(text, VARIABLES);
  }

  private static Map<String, Object> values() {
    return Map.of(
        "request",
        Json.parse("{\"amount\": 300, \"tags\": [\"a\", \"b\"], \"route\": {\"to\": \"Oslo\"}}"),
        "requester",
        Map.of("name", "alice", "roles", List.of("employee")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true | true",
        "request.amount > 250.0 | true",
        "request.amount == 300 && requester.name == 'bob' | false",
        "has(request.risk) && request.risk == 'HIGH' | false",
        "'employee' in requester.roles | true",
        "request.tags.exists(tag, tag == 'b') | true",
        "request.tags.exists(requester, requester == 'b') | true",
        "request.route['to'] == 'Oslo' | true",
        "request.route.to.matches('^O') | true",
      })
  void tests_values_of_any_type(String text, boolean expected) {
    assertThat(compile(text).test(values())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size('ab') == 2 && [1, 2].size() == 2 && {'a': 1}.size() == 1",
        "'abc'.contains('b') && 'abc'.startsWith('a') && 'abc'.endsWith('c') && 'abc'.matches('b')",
        "timestamp('2030-12-31T12:00:00Z').getFullYear() == 2030",
        "timestamp('2030-12-31T12:00:00Z').getHours('+02:00') == 14",
        "timestamp('2030-12-31T12:00:00Z') - duration('1h') < timestamp('2030-12-31T12:00:00Z')",
        "duration('90m').getMinutes() == 90",
        "int('7') + int(1.9) == 8 && double('1.5') == 1.5 && string(7) == '7' && uint(7) == 7u",
        "bytes('a') == b'a' && type(1) == int && dyn(1) == 1 && bool('true')",
        "1 in [1] && 'a' in {'a': 1} && !(2 in [1])",
        "(7 - 1) * 2 / 3 % 3 == 1 && -(-1) == 1",
        "1 != 2 && 1 <= 1.0 && 2 >= 1u && 'a' < 'b'",
        "request.tags.all(t, t != '') && request.tags.exists_one(t, t == 'a')",
        "request.tags.filter(t, t == 'a').map(t, t + t)[0] == 'aa'",
        "(request.amount > 1 ? 'more' : 'less') == 'more'",
      })
  void knows_all_of_the_language(String text) {
    assertThat(compile(text).test(values())).isTrue();
  }

  @Test
  void says_what_is_no_function() {
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(() -> compile("request.sum() > 1"))
        .withMessageContaining("is wrong at position 12: ")
        .withMessageContaining("'sum'");
  }

  @Test
  void needs_only_the_variables_that_it_reads() {
    assertThat(compile("1 < 2").test(Map.of())).isTrue();
    assertThat(compile("requester == 'x'").test(Map.of("requester", "x"))).isTrue();
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(() -> compile("request == 1").test(Map.of("requester", "x")))
        .withMessageContaining("the variable 'request' is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "requst.amount > 1 | 'requst.amount > 1' is wrong at position 1: unknown variable 'requst'; known are request, requester",
        "request.amount > | is wrong at position 17: mismatched input",
        "request.amount > 1 && | is wrong at position 22",
        "request.amount = 1 | is wrong at position 16",
        "'a' + 1 == 2 | is wrong at position 5: found no matching overload",
        "1 + 1 | must yield true or false, but yields a number",
        "'true' | must yield true or false, but yields a string",
        "null | must yield true or false, but yields null",
        "[true] | must yield true or false, but yields a list",
        "{'a': true} | must yield true or false, but yields an object",
        "google.protobuf.BoolValue{value: true} | is wrong at position 26: 'google.protobuf.BoolValue' cannot be made here",
      })
  void says_what_is_wrong_and_where(String text, String message) {
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(() -> compile(text))
        .withMessageContaining(message);
  }

  @Test
  void says_the_line_of_a_longer_text() {
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(() -> compile("request.amount > 1 &&\n  other"))
        .withMessageContaining("is wrong at line 2, position 3: unknown variable 'other'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "request.amount | it yields a number where true or false is needed",
        "request.tags | it yields a list where true or false is needed",
        "request.risk == 'HIGH' | the field 'risk' is missing",
        "request.amount > 'x' | cannot be evaluated",
        "request.route.to.matches('(') | cannot be evaluated",
      })
  void says_what_is_wrong_with_the_values(String text, String message) {
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(() -> compile(text).test(values()))
        .withMessageContaining(message);
  }

  @Test
  void counts_what_it_reads() {
    Expression expression = compile("request.all(x, x == x)");
    Seen values = new Seen(new Effort(5_000));
    values.put("request", Json.parse("[1" + ",1".repeat(900) + "]"));
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(() -> expression.test(values))
        .withMessageContaining("there is too much to compute at once");
  }

  @Test
  void ends_soon_whatever_it_says() {
    Map<String, Object> values = Map.of("request", Collections.nCopies(100, "x"));
    for (String text :
        List.of(
            "request.all(a, request.all(b, request.all(c, a == b)))",
            "request.map(a, request.map(b, a + b)).size() > 0",
            "('a' + 'a'.replace('a', 'aa')).size() > 0",
            "'" + "a".repeat(3_000) + "!'.matches('(a+)+$')")) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(5),
          () -> {
            try {
              compile(text).test(values);
            } catch (ExpressionException expected) {
              assertThat(expected).hasMessageContaining("the expression '");
            }
          });
    }
  }

  static List<String> naughty() {
    return List.of(
        "",
        " \t\n",
        "\0",
        "a\0b",
        "'\0'",
        "\uD800",
        "'\uD800'",
        "\uFEFFtrue",
        "тест",
        "'; drop table journal; --",
        "${jndi:ldap://x}",
        "`",
        "`request`.x`",
        "\\",
        "'\\",
        "\"",
        "'''",
        "r'",
        "b'",
        "//",
        "true//",
        "1/0",
        "9".repeat(400),
        "1e999999999",
        "0x",
        "-9223372036854775809",
        "request.",
        ".request",
        "request..x",
        "request?.x",
        "has(request)",
        "request.map(request)",
        "request.all(1, true)",
        "(".repeat(3_000),
        "(".repeat(1_000) + "true" + ")".repeat(1_000),
        "!".repeat(3_999) + "true",
        "[".repeat(1_500) + "]".repeat(1_500),
        "true" + "&&true".repeat(660),
        "a.".repeat(1_900) + "a",
        "true" + " ".repeat(4_000),
        "x".repeat(1_000_000));
  }

  @ParameterizedTest
  @MethodSource("naughty")
  void refuses_naughty_texts_in_words_or_takes_them(String text) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          try {
            compile(text).test(values());
          } catch (ExpressionException expected) {
            assertThat(expected.getMessage())
                .startsWith("the expression ")
                .hasSizeLessThan(6_000)
                .doesNotContain("Exception");
          }
        });
  }
}
