package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.expression.Effort;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.json.Json;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How large what an instance computes may become, so that its row stays one that can be read. */
final class Bounds {
  static final int MAX_VARIABLES_BYTES = 262_144;
  static final int MAX_OUTPUT_BYTES = 262_144;
  static final int MAX_REQUEST_BYTES = 262_144;

  /** Below what is read again: the value stands some levels deeper in its row and in answers. */
  static final int MAX_DEPTH = Json.MAX_DEPTH + 50;

  static final int MAX_DETAIL = 4_000;
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
   * @throws ExpressionException when it is larger than {@code most} bytes as JSON, so deep that it
   *     could not be read again, or holds what PostgreSQL cannot keep
   */
  static JsonNode kept(String what, JsonNode value, int most, Effort effort) {
    if (isDeeper(value, MAX_DEPTH)) {
      throw new ExpressionException(what + " would be nested deeper than " + MAX_DEPTH + " levels");
    }
    try {
      JsonBodies.requireStorable(value);
    } catch (ProblemException e) {
      throw new ExpressionException(
          what
              + " cannot be stored: "
              + e.errors().get(0).pointer()
              + " "
              + e.errors().get(0).detail(),
          e);
    }
    String text = Json.write(value);
    effort.spend(text.length());
    checkBytes(what, bytes(text), most);
    return Json.parse(text);
  }

  static void checkBytes(String what, int bytes, int most) {
    if (bytes > most) {
      throw new ExpressionException(what + " would be " + bytes + " bytes; allowed are " + most);
    }
  }

  /** What a field takes in a JSON object, with a colon and a comma. */
  static int bytes(String name, JsonNode value) {
    return bytes(Json.write(name)) + bytes(Json.write(value)) + 2;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isDeeper(JsonNode value, int levels) {
    if (!value.isContainerNode()) {
      return false;
    }
    if (levels == 0) {
      return true;
    }
    for (JsonNode child : value) {
      if (isDeeper(child, levels - 1)) {
        return true;
      }
    }
    return false;
  }

  /** The detail of a failure as it can be kept: no longer than it may be, and without NUL. */
  static String told(String detail) {
    String text = detail.replace('\0', '\uFFFD');
    if (text.length() <= MAX_DETAIL) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_DETAIL - 1)) ? MAX_DETAIL - 1 : MAX_DETAIL;
    return text.substring(0, end);
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
