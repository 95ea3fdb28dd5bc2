package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.expression.ExpressionException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static String document(String result) {
    return "id: abc\nname: x\nsteps: [{id: t, type: task, roles: [r]}]\nresult: " + result + "\n";
  }

  private static Template template(String result) {
    return Objects.requireNonNull(
        WorkflowCompiler.compile(document(result), DocumentFormat.YAML).graph().result());
  }

  private static List<String> errors(String text) {
    return WorkflowCompiler.check(text, DocumentFormat.YAML).findings().stream()
        .map(finding -> finding.line() + " " + finding.detail())
        .toList();
  }

  @Test
  void takes_strings_for_expressions_and_everything_else_for_itself() {
    Map<String, Object> values = Map.of("input", Map.of("a", 1, "b", List.of("x", "y")));
    assertThat(
            template("{z: \"input.a\", y: [1.50, true, null, {x: \"input.b[1]\"}], x: {}, w: []}")
                .fill(values))
        .hasToString("{\"z\":1,\"y\":[1.50,true,null,{\"x\":\"y\"}],\"x\":{},\"w\":[]}");
    assertThat(template("\"input.b\"").fill(values)).hasToString("[\"x\",\"y\"]");
    assertThat(template("7").fill(Map.of())).hasToString("7");
  }

  @Test
  void gives_each_its_own_copy() {
    Template template = template("{a: {b: 1}}");
    JsonNode first = template.fill(Map.of());
    ((ObjectNode) first).put("a", 2);
    assertThat(template.fill(Map.of())).hasToString("{\"a\":{\"b\":1}}");
  }

  @Test
  void says_which_expression_fails() {
    Template template = template("{a: [{b: \"input.n + 1\"}]}");
    assertThatThrownBy(() -> template.fill(Map.of("input", Map.of())))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("'input.n + 1'")
        .hasMessageContaining("the field 'n' is missing");
  }

  @Test
  void is_bounded_in_depth_and_size() {
    assertThat(template("[".repeat(19) + "1" + "]".repeat(19)).fill(Map.of()))
        .hasToString("[".repeat(19) + "1" + "]".repeat(19));
    assertThat(errors(document("[".repeat(20) + "1" + "]".repeat(20))))
        .containsExactly("4 'result' is nested deeper than 20 levels");
    assertThat(errors(document("[" + "1, ".repeat(1_000) + "]")))
        .containsExactly("4 'result' has 1001 values; allowed are 1000");
  }

  @Test
  void bounds_the_expressions_of_a_document() {
    StringBuilder text = new StringBuilder("id: abc\nname: x\nsteps:\n");
    for (int i = 0; i < 51; i++) {
      text.append(
          "  - {id: s" + i + ", type: call, bean: b, input: [" + "'1', ".repeat(99) + "]}\n");
    }
    assertThat(errors(text.toString()))
        .containsExactly("54 the document has 5049 expressions; allowed are 5000");
  }
}
