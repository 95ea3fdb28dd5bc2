package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.workflow.Expression;
import dev.assent.workflow.ExpressionException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How large what an instance computes may become, so that its row stays one that can be read. */
final class Bounds {
  static final int MAX_VARIABLES_BYTES = 262_144;
  static final int MAX_OUTPUT_BYTES = 262_144;
  static final int MAX_REQUEST_BYTES = 262_144;
  static final int MAX_UNDO = 1_000;
  static final int MAX_SIGNALS = 100;
  static final Duration MAX_WAIT = Duration.ofDays(3_650);

  /** PostgreSQL knows later times, but nobody means them. */
  static final Instant LATEST = Instant.parse("2999-12-31T23:59:59Z");

  private Bounds() {}

  /**
   * {@code value} as it will be when it has been stored and read again: a number that was computed
   * may be of another Java type.
   *
   * @throws ExpressionException when it is larger than {@code most} bytes as JSON
   */
  static JsonNode kept(String what, JsonNode value, int most) {
    String text = Json.write(value);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > most) {
      throw new ExpressionException(what + " would be " + bytes + " bytes; allowed are " + most);
    }
    return Json.parse(text);
  }

  static void checkCount(String what, int count, int most) {
    if (count > most) {
      throw new ExpressionException("there are more than " + most + " " + what);
    }
  }

  /**
   * @throws ExpressionException when the expression yields no whole number from 0 on
   */
  static long count(Expression expression, Map<String, Object> seen) {
    JsonNode value = expression.json(seen);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new ExpressionException(
          "'" + expression.source() + "' yields " + value + " where a number of turns is needed");
    }
    return value.longValue();
  }
}
