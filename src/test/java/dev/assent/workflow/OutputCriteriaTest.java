package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.workflow.OutputCriteria.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputCriteriaTest {
  private static final String JWT =
      "{\"type\":\"contains\",\"value\":\"jwt\",\"message\":\"Should handle tokens\"}";
  private static final String LONG =
      "{\"type\":\"length\",\"min\":5,\"max\":8,\"message\":\"Should be about six\"}";
  private static final String DEEP =
      "{\"type\":\"contains\",\"value\":\"edge\",\"message\":\"Should have edges\","
          + "\"condition\":{\"var\":\"scope\",\"equals\":\"large\"}}";

  @Test
  void a_list_wants_all_and_tells_the_authors_words_first() {
    assertThat(check("[" + JWT + "," + LONG + "]", "the jwt", "{}").valid()).isTrue();

    Result wrong = check("[" + JWT + "," + LONG + "]", "nothing of it", "{}");
    assertThat(wrong.valid()).isFalse();
    assertThat(wrong.issues()).containsExactly("Should handle tokens", "Should be about six");
    assertThat(wrong.suggestions())
        .containsExactly("Include 'jwt'.", "Write at most 8 characters; there are 13.");
  }

  @Test
  void counts_characters_as_people_do() {
    assertThat(check("[" + LONG + "]", "😀😀😀😀😀😀😀😀", "{}").valid()).isTrue();
    assertThat(check("[" + LONG + "]", "😀😀😀😀", "{}").valid()).isFalse();
  }

  @Test
  void leaves_a_rule_aside_whose_condition_does_not_hold() {
    assertThat(check("[" + DEEP + "]", "x", "{}").valid()).isTrue();
    assertThat(check("[" + DEEP + "]", "x", "{\"scope\":\"large\"}").valid()).isFalse();
    assertThat(check("{\"not\":" + DEEP + "}", "edge", "{}").valid()).isTrue();
    assertThat(check("{\"or\":[" + DEEP + "," + JWT + "]}", "x", "{}").valid()).isFalse();
    assertThat(check("{\"or\":[" + DEEP + "]}", "x", "{}").valid()).isTrue();
  }

  @Test
  void composes_rules() {
    String nested = "{\"and\":[" + JWT + ",{\"or\":[" + LONG + ",{\"not\":" + JWT + "}]}]}";
    assertThat(check(nested, "the jwt", "{}").valid()).isTrue();
    Result wrong = check(nested, "a jwt that is too long", "{}");
    assertThat(wrong.valid()).isFalse();
    assertThat(wrong.issues())
        .containsExactly("Should be about six", "must not be so: Should handle tokens");
    assertThat(wrong.suggestions()).contains("One of these is enough.");
  }

  @Test
  void checks_json_by_its_schema() {
    String rule =
        "[{\"type\":\"schema\",\"message\":\"Should be a result\",\"schema\":{\"type\":\"object\","
            + "\"required\":[\"score\"],\"properties\":{\"score\":{\"type\":\"integer\"}}}}]";
    assertThat(check(rule, "{\"score\":7}", "{}").valid()).isTrue();
    assertThat(check(rule, "{\"score\":\"7\"}", "{}").suggestions().get(0)).contains("/score");
    assertThat(check(rule, "no json", "{}").suggestions().get(0)).contains("Answer with JSON");
  }

  @Test
  void an_expression_that_is_too_costly_is_an_issue() {
    String rule =
        "[{\"type\":\"regex\",\"pattern\":\"^(?=(a+)+$)b\",\"message\":\"Should be so\"}]";
    Result result = check(rule, "a".repeat(1_000) + "!", "{}");
    assertThat(result.valid()).isFalse();
    assertThat(result.issues()).containsExactly("Should be so");
    assertThat(result.suggestions().get(0)).contains("too costly");
  }

  @Test
  void many_costly_expressions_cost_no_more_than_some() {
    StringBuilder rules = new StringBuilder("[");
    for (int i = 0; i < 2_000; i++) {
      rules.append(i == 0 ? "" : ",");
      rules
          .append("{\"type\":\"regex\",\"pattern\":\"^(?=(a+)+$)b\",\"message\":\"m")
          .append(i)
          .append("\"}");
    }
    long start = System.nanoTime();
    assertThat(check(rules + "]", "a".repeat(1_000) + "!", "{}").issues()).hasSize(2_000);
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  void without_criteria_everything_is_valid() {
    assertThat(OutputCriteria.check(null, "", Json.mapper().createObjectNode()).valid()).isTrue();
  }

  @Test
  void says_what_is_wrong_with_rules() {
    String document =
        """
        id: wrong
        name: Wrong
        description: Wrong rules
        version: 1.0.0
        steps:
          - id: one
            title: One
            prompt: P
            validationCriteria:
              - {type: contains, message: m}
              - {type: regex, pattern: "(?>a", message: m}
              - {type: regex, pattern: a, flags: q, message: m}
              - {type: length, message: m}
              - {type: length, min: 3, max: 2, message: m}
              - {type: schema, message: m, schema: {type: 7}}
              - {type: has, value: x, message: m}
              - {type: contains, value: x}
              - {type: contains, value: x, message: m, condition: {equals: 1}}
          - id: two
            title: Two
            prompt: P
            validationCriteria: {and: [], or: []}
        """;
    List<String> errors = AgentDocuments.errors(document);
    assertThat(errors).anyMatch(e -> e.startsWith("10: ") && e.contains("'value'"));
    assertThat(errors).anyMatch(e -> e.startsWith("11: ") && e.contains("regular expression"));
    assertThat(errors).anyMatch(e -> e.startsWith("12: ") && e.contains("flags"));
    assertThat(errors).anyMatch(e -> e.startsWith("13: ") && e.contains("'min' nor 'max'"));
    assertThat(errors).anyMatch(e -> e.startsWith("14: ") && e.contains("larger than"));
    assertThat(errors).anyMatch(e -> e.startsWith("15: ") && e.contains("schema is wrong"));
    assertThat(errors).anyMatch(e -> e.startsWith("16: ") && e.contains("'has'"));
    assertThat(errors).anyMatch(e -> e.startsWith("17: ") && e.contains("'message' is missing"));
    assertThat(errors).anyMatch(e -> e.startsWith("18: ") && e.contains("'var'"));
    assertThat(errors).anyMatch(e -> e.startsWith("22: ") && e.contains("exactly one"));
    assertThat(errors).hasSize(11);
  }

  private static Result check(String criteria, String output, String context) {
    String document =
        "{\"id\":\"abc\",\"name\":\"N\",\"description\":\"D\",\"version\":\"1.0.0\",\"steps\":"
            + "[{\"id\":\"one\",\"title\":\"T\",\"prompt\":\"P\",\"validationCriteria\":"
            + criteria
            + "}]}";
    return AgentGuide.validate(
        AgentDocuments.read(document, DocumentFormat.JSON),
        "one",
        output,
        (ObjectNode) Json.parse(context));
  }
}
