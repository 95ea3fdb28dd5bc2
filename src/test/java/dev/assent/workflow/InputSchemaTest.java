package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class InputSchemaTest {
  private static List<String> violations(String schema, String input) {
    return InputSchema.of(Json.parse(schema)).violations(Json.parse(input)).stream()
        .map(error -> error.pointer() + " " + error.detail())
        .toList();
  }

  @Test
  void points_at_each_wrong_value() {
    String schema =
        "{\"type\":\"object\",\"required\":[\"amount\"],\"additionalProperties\":false,"
            + "\"properties\":{\"amount\":{\"type\":\"number\"},\"a/b\":{\"items\":{\"type\":\"string\"}}}}";
    assertThat(violations(schema, "{\"amount\": 3}")).isEmpty();
    assertThat(violations(schema, "{\"amount\": \"3\"}"))
        .containsExactly("/amount string found, number expected");
    assertThat(violations(schema, "{}"))
        .containsExactly("/amount required property 'amount' not found");
    assertThat(violations(schema, "{\"amount\":1,\"x\":1}"))
        .singleElement()
        .asString()
        .startsWith("/x ");
    assertThat(violations(schema, "{\"amount\":1,\"a/b\":[1]}"))
        .singleElement()
        .asString()
        .startsWith("/a~1b/0 ");
  }

  @Test
  void takes_anything_without_a_schema() {
    assertThat(InputSchema.of(null).violations(Json.parse("{\"a\":[1]}"))).isEmpty();
  }

  @Test
  void matches_regular_expressions_in_linear_time() {
    String schema = "{\"pattern\":\"^(a+)+$\"}";
    String input = "\"" + "a".repeat(50_000) + "b\"";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(violations(schema, input)).hasSize(1));
    assertThat(violations("{\"patternProperties\":{\"^x\":{\"type\":\"string\"}}}", "{\"xa\":1}"))
        .hasSize(1);
  }

  @Test
  void stops_schemas_that_refer_to_themselves_too_often() {
    StringBuilder doubling = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < 40; i++) {
      doubling.append(
          "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]},"
              .formatted(i, i + 1, i + 1));
    }
    doubling.append("\"d40\":{\"type\":\"object\"}}}");
    String tree = "{\"properties\":{\"c\":{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}}}";
    String deep = "{\"c\":".repeat(60) + "{}" + "}".repeat(60);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(violations(doubling.toString(), "{}"))
              .singleElement()
              .asString()
              .contains("too often");
          assertThat(violations(tree, deep)).singleElement().asString().contains("too often");
          assertThat(violations("{\"$ref\":\"#\"}", "{}"))
              .singleElement()
              .asString()
              .contains("cannot be checked");
          assertThat(violations("{\"allOf\":[{\"$ref\":\"#\"}]}", "{}"))
              .singleElement()
              .asString()
              .contains("cannot be checked");
        });
  }

  @Test
  void refuses_numbers_that_nobody_can_calculate_with() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(
                  violations("{\"properties\":{\"a\":{\"multipleOf\":3}}}", "{\"a\":1e999999999}"))
              .singleElement()
              .asString()
              .startsWith("/a ");
          assertThat(violations("{\"multipleOf\":3}", "1e-999999999")).hasSize(1);
        });
  }

  @Test
  void never_leaves_the_document() {
    List<String> found = new ArrayList<>();
    for (String schema :
        List.of(
            "{\"$ref\":\"file:///etc/passwd\"}",
            "{\"properties\":{\"a\":{\"$dynamicRef\":\"http://localhost:1/x\"}}}",
            "{\"items\":{\"$id\":\"http://localhost:1/\"}}",
            "{\"$schema\":\"http://localhost:1/meta\"}",
            "{\"$ref\":\"#/$defs/nothing\"}",
            "{\"allOf\":[{\"not\":{\"pattern\":\"(a)\\\\1\"}}]}")) {
      int before = found.size();
      InputSchema.check(
          (ObjectNode) Json.parse(schema), (pointer, detail) -> found.add(pointer + " " + detail));
      assertThat(found.size()).as(schema).isGreaterThan(before);
    }
    JsonNode harmless =
        Json.parse(
            "{\"properties\":{\"$ref\":{\"type\":\"string\"}},\"const\":{\"$ref\":\"x\"},\"$id\":\"urn:x\"}");
    List<String> none = new ArrayList<>();
    InputSchema.check((ObjectNode) harmless, (pointer, detail) -> none.add(pointer + " " + detail));
    assertThat(none).isEmpty();
  }
}
