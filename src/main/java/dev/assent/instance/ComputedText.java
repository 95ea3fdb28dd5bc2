package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Titles and descriptions that a workflow computes. */
final class ComputedText {
  private ComputedText() {}

  /**
   * What {@code expression} yields; null without one.
   *
   * @param seen what it can name
   * @param most characters
   * @throws ExpressionException when that is no text, blank or longer
   */
  static @Nullable String of(
      String what, @Nullable Expression expression, Map<String, Object> seen, int most, Run run) {
    if (expression == null) {
      return null;
    }
    JsonNode value = expression.json(seen);
    String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
    if (text.isBlank() || text.length() > most) {
      throw new ExpressionException(
          "'%s' yields no %s: it takes one text of 1 to %d characters"
              .formatted(expression.source(), what, most));
    }
    run.kept("the " + what, TextNode.valueOf(text), 4 * most);
    return text;
  }
}
