package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.expression.ValueType;
import dev.assent.platform.json.Json;
import dev.assent.workflow.ExpressionCompiler.Wanted;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final JsonNode SCHEMA =
      Json.parse(
          """
          {"type": "object",
           "properties": {
             "amount": {"type": "number"}, "days": {"type": "integer"}, "owner": {"type": "string"},
             "urgent": {"type": "boolean"}, "trip-id": {"type": "string"},
             "people": {"type": "array", "items": {"type": "string"}},
             "route": {"type": "object", "additionalProperties": false,
                       "properties": {"from": {"type": "string"}}}}}
          """);

  private final Findings findings = new Findings();

  private Expression compile(String text, Wanted wanted) {
    Definition.Source source = new Definition.Source(text, new Place("/when", 3, 9), 10);
    Expression expression =
        new ExpressionCompiler(
                ValueType.of(SCHEMA),
                Set.of("first", "second-one"),
                Set.of("total"),
                List.of(source),
                findings)
            .compile(source, wanted, Scope.WORKFLOW);
    assertThat(findings.inOrder().stream().filter(f -> f.severity() == Finding.Severity.ERROR))
        .as(text)
        .isEmpty();
    return java.util.Objects.requireNonNull(expression);
  }

  private List<String> errors(String text, Wanted wanted) {
    Definition.Source source = new Definition.Source(text, new Place("/when", 3, 9), 10);
    new ExpressionCompiler(
            ValueType.of(SCHEMA),
            Set.of("first", "second-one"),
            Set.of("total"),
            List.of(source),
            findings)
        .compile(source, wanted, Scope.WORKFLOW);
    return findings.inOrder().stream()
        .map(f -> f.severity() + " " + f.line() + ":" + f.column() + " " + f.detail())
        .toList();
  }

  private static Map<String, Object> values(String input) {
    return Map.of(
        "input",
        Json.parse(input),
        "steps",
        Map.of(
            "first",
                Map.of(
                    "status", "COMPLETED", "decision", "APPROVE", "decidedBy", "bob", "visits", 2),
            "second-one", Map.of("status", "PENDING", "output", Json.parse("{\"sum\": 3}"))),
        "instance",
        startedByAlice());
  }

  private static Map<String, Object> startedByAlice() {
    Map<String, Object> instance = new HashMap<>();
    instance.put("startedBy", "alice");
    instance.put("businessKey", null);
    return instance;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "input.amount > 250.0 | {\"amount\": 300} | true",
        "input.amount > 250 | {\"amount\": 300.5} | true",
        "input.amount > 250 | {\"amount\": 250} | false",
        "input.amount * 2.0 >= 500.0 | {\"amount\": 250} | true",
        "input.days + 1 == 3 | {\"days\": 2.0} | true",
        "input.days > 1.5 | {\"days\": 2} | true",
        ".input.urgent | {\"urgent\": true} | true",
        "input.urgent | {\"urgent\": true} | true",
        "has(input.owner) && input.owner == 'x' | {} | false",
        "has(input.other) | {\"other\": 1} | true",
        "input.other == 1 | {\"other\": 1} | true",
        "input['trip-id'] == 'a' | {\"trip-id\": \"a\"} | true",
        "input.`trip-id` == 'a' | {\"trip-id\": \"a\"} | true",
        "'owner' in input | {\"owner\": \"a\"} | true",
        "input.route.from == 'Oslo' | {\"route\": {\"from\": \"Oslo\"}} | true",
        "input.people.exists(p, p == 'eve') | {\"people\": [\"eve\"]} | true",
        "instance.businessKey == null | {} | true",
        "input.nothing == null | {\"nothing\": null} | true",
        "steps.first.decision == 'APPROVE' && steps.first.visits > 1 | {} | true",
        "steps['second-one'].output.sum == 3 | {} | true",
        "instance.startedBy == 'alice' | {} | true",
        "input.owner.matches('^a+$') | {\"owner\": \"aaa\"} | true",
      })
  void tests_a_condition(String text, String input, boolean expected) {
    assertThat(compile(text, Wanted.CONDITION).test(values(input))).isEqualTo(expected);
  }

  @Test
  void yields_one_name_or_many() {
    assertThat(compile("'alice'", Wanted.NAMES).strings(Map.of())).containsExactly("alice");
    assertThat(compile("input.people", Wanted.NAMES).strings(values("{\"people\":[\"a\",\"b\"]}")))
        .containsExactly("a", "b");
    assertThat(compile("input.people[0]", Wanted.NAME).strings(values("{\"people\":[\"a\"]}")))
        .containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | null",
        "true | true",
        "1 + 1 | 2",
        "9007199254740993 | 9007199254740993",
        "3u | 3",
        "1.5 | 1.5",
        "2.0 * 5000000.0 | 10000000.0",
        "1.0 / 10000000000.0 | 1.0E-10",
        "'a' + 'b' | \"ab\"",
        "[1, 'x', null, [true]] | [1,\"x\",null,[true]]",
        "{'a': {'b': 1.0}} | {\"a\":{\"b\":1.0}}",
        "timestamp('2030-01-01T10:00:00+02:00') | \"2030-01-01T08:00:00Z\"",
        "duration('90m') | \"PT1H30M\"",
        "timestamp('2030-01-01T00:00:00Z') + duration('1h') | \"2030-01-01T01:00:00Z\"",
        "input | {\"days\":2,\"amount\":2.5,\"people\":[\"eve\"],\"other\":null}",
        "input.people.map(p, p + '!') | [\"eve!\"]",
        "vars.total | 7",
      })
  void yields_json(String text, String expected) {
    Map<String, Object> values =
        Map.of(
            "input",
            Json.parse("{\"days\": 2, \"amount\": 2.5, \"people\": [\"eve\"], \"other\": null}"),
            "vars",
            Map.of("total", 7));
    assertThat(compile(text, Wanted.ANYTHING).json(values)).hasToString(expected);
  }

  @Test
  void refuses_values_that_json_does_not_have() {
    assertThatThrownBy(() -> compile("1.0 / 0.0", Wanted.ANYTHING).json(Map.of()))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("it yields Infinity, which JSON does not have");
    assertThatThrownBy(() -> compile("b'x'", Wanted.ANYTHING).json(Map.of()))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("it yields a value that JSON does not have");
  }

  @Test
  void takes_for_its_own_what_a_macro_names_like_a_variable() {
    Expression own = compile("input.people.exists(item, item == 'eve')", Wanted.CONDITION);
    assertThat(own.test(values("{\"people\": [\"eve\"]}"))).isTrue();
    assertThat(errors("input.people.exists(x, item == x)", Wanted.CONDITION))
        .anySatisfy(
            error ->
                assertThat(error)
                    .contains("'item' is there only inside the steps and the result of a forEach"));
  }

  @Test
  void names_the_field_that_is_missing() {
    assertThatThrownBy(() -> compile("input.amount > 1.0", Wanted.CONDITION).test(values("{}")))
        .isInstanceOf(ExpressionException.class)
        .hasMessage(
            "the expression 'input.amount > 1.0' cannot be evaluated: the field 'amount' is missing");
    assertThatThrownBy(() -> compile("input.owner", Wanted.NAME).strings(Map.of()))
        .hasMessageContaining("the variable 'input' is missing");
  }

  @Test
  void refuses_values_of_the_wrong_kind() {
    Expression owner = compile("input.owner", Wanted.NAMES);
    assertThatThrownBy(() -> owner.strings(values("{\"owner\": 5}")))
        .hasMessageContaining("it yields a number where a name is needed");
    assertThatThrownBy(() -> owner.strings(values("{\"owner\": \" \"}")))
        .hasMessageContaining("it yields an empty string where a name is needed");
    assertThatThrownBy(() -> owner.strings(values("{\"owner\": null}")))
        .hasMessageContaining("it yields null where a string is needed");
    assertThatThrownBy(
            () -> compile("input.other", Wanted.CONDITION).test(values("{\"other\": \"yes\"}")))
        .hasMessageContaining("it yields a string where true or false is needed");
    assertThatThrownBy(
            () ->
                compile("input.amount > 1.0", Wanted.CONDITION).test(values("{\"amount\":\"x\"}")))
        .isInstanceOf(ExpressionException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "inptu.amount > 1.0 | ERROR 3:10 | unknown variable 'inptu'; known are input, steps, instance and vars; did you mean 'input'?",
        "alice | ERROR 3:10 | unknown variable 'alice'; known are input, steps, instance and vars; for the text itself write \"'alice'\"",
        "input.amount > | ERROR 3:24 | at position 15",
        "input.amount + 'x' == 1 | ERROR 3:23 | at position 14: found no matching overload",
        "steps.frist.visits > 1 | ERROR 3:15 | there is no step 'frist'; did you mean 'first'?",
        "steps['second'].visits > 1 | ERROR | there is no step 'second'",
        "steps.first.vists > 1 | ERROR | a step has no field 'vists'; known are status, output, decision, decidedBy, visits, error; did you mean 'visits'?",
        "input.route.form == 'x' | ERROR 3:21 | at position 12: the input's schema does not allow the field 'form'; did you mean 'from'?",
        "input.amuont > 1 | WARNING 3:15 | which the input's schema does not declare; did you mean 'amount'?",
        "input.amount | ERROR 3:9 | must yield true or false, but yields a number",
        "vars.totl > 1 | ERROR | no 'variables' and no 'set' gives 'totl' a value; did you mean 'total'?",
        ".item == 1 | ERROR 3:11 | 'item' is there only inside the steps and the result of a forEach",
        "input.people.exists(item, .item == item) | ERROR | 'item' is there only inside the steps and the result of a forEach",
        "item == 1 | ERROR 3:10 | 'item' is there only inside the steps and the result of a forEach",
        "index == 1 | ERROR 3:10 | 'index' is there only inside the steps of a forEach or a loop",
        "output == 1 | ERROR 3:10 | 'output' is there only in 'set' and 'result', for what the step has made",
        "assent.Input{amount: 1.0} == input | ERROR | cannot be made here",
      })
  void reports_what_is_wrong(String text, String where, String message) {
    List<String> errors = errors(text, Wanted.CONDITION);
    assertThat(errors)
        .as(text)
        .anySatisfy(error -> assertThat(error).startsWith(where).contains(message));
  }

  @Test
  void refuses_deep_and_long_expressions() {
    assertThat(errors("(".repeat(200) + "true" + ")".repeat(200), Wanted.CONDITION)).isNotEmpty();
    assertThat(errors("true" + " && true".repeat(600), Wanted.CONDITION)).isNotEmpty();
    assertThat(errors("!".repeat(3_000) + "true", Wanted.CONDITION)).isNotEmpty();
    assertThat(errors("[".repeat(1_900) + "]".repeat(1_900), Wanted.CONDITION)).isNotEmpty();
  }

  @Test
  void stops_a_loop_that_is_too_long() {
    Expression nested =
        compile("input.people.all(a, input.people.all(b, a != b || a == b))", Wanted.CONDITION);
    Map<String, Object> values = new HashMap<>();
    values.put("input", Map.of("people", Collections.nCopies(100, "x")));
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThatThrownBy(() -> nested.test(values))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("Iteration budget exceeded: 1000"));
  }

  @Test
  void is_safe_for_threads() {
    Expression expression = compile("input.amount > 250.0", Wanted.CONDITION);
    boolean[] results = new boolean[2_000];
    Arrays.parallelSetAll(
        new Integer[results.length],
        i -> {
          results[i] = expression.test(values("{\"amount\": " + i + "}"));
          return i;
        });
    for (int i = 0; i < results.length; i++) {
      assertThat(results[i]).isEqualTo(i > 250);
    }
  }
}
