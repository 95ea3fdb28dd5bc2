package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assent.platform.expression.Effort;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundsTest {
  @Test
  void what_is_kept_can_be_read_again_some_levels_further_down() {
    JsonNode deepest = nested(Bounds.MAX_DEPTH);

    assertThat(Bounds.kept("it", deepest, 10_000, Effort.unbounded())).isEqualTo(deepest);
    JsonNode stored = Json.mapper().createArrayNode().add(deepest);
    for (int i = 0; i < 40; i++) {
      stored = Json.mapper().createObjectNode().set("a", stored);
    }
    assertThat(Json.parse(Json.write(stored))).isEqualTo(stored);
  }

  @Test
  void what_is_nested_too_deep_is_told_and_not_kept() {
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(
            () -> Bounds.kept("it", nested(Bounds.MAX_DEPTH + 1), 10_000, Effort.unbounded()))
        .withMessageContaining("it would be nested deeper than 150 levels");
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(() -> Bounds.kept("it", nested(900), 10_000, Effort.unbounded()));
  }

  @Test
  void what_is_too_large_is_told_and_not_kept() {
    assertThatExceptionOfType(ExpressionException.class)
        .isThrownBy(
            () ->
                Bounds.kept("it", JsonNodeFactory.instance.textNode("four"), 5, Effort.unbounded()))
        .withMessageContaining("it would be 6 bytes; allowed are 5");
  }

  @Test
  void what_cannot_be_stored_is_told_and_not_kept() {
    for (String text : List.of("a\0", "\uD83D", "\uDE00x")) {
      JsonNode value = Json.mapper().createObjectNode().put("a", text);
      assertThatExceptionOfType(ExpressionException.class)
          .isThrownBy(() -> Bounds.kept("it", value, 1_000, Effort.unbounded()))
          .withMessageContaining("it cannot be stored: /a the text holds");
    }
  }

  @Test
  void details_are_told_as_they_can_be_kept() {
    assertThat(Bounds.told("yields a\0b")).isEqualTo("yields a\uFFFDb");
    assertThat(Bounds.told("x".repeat(4_001))).hasSize(4_000);
    assertThat(Bounds.told("x".repeat(3_999) + "\uD83D\uDE00")).isEqualTo("x".repeat(3_999));
  }

  private static JsonNode nested(int levels) {
    JsonNode value = Json.mapper().createArrayNode();
    for (int i = 1; i < levels; i++) {
      value = Json.mapper().createArrayNode().add(value);
    }
    return value;
  }
}
