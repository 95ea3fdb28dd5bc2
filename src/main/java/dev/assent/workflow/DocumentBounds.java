package dev.assent.workflow;

import dev.assent.platform.json.Json;
import java.math.BigDecimal;

/** What a document may not exceed, so that none can exhaust the server that reads it. */
final class DocumentBounds {
  static final int MAX_BYTES = 512 * 1024;
  static final int MAX_DEPTH = 64;
  static final int MAX_NODES = 50_000;
  static final int MAX_NUMBER_LENGTH = 100;

  private DocumentBounds() {}

  static void checkDepth(int depth, int line, int column) {
    if (depth > MAX_DEPTH) {
      throw new DocumentSyntaxException(
          line, column, "the document is nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  static void checkNodes(int nodes, int line, int column) {
    if (nodes > MAX_NODES) {
      throw new DocumentSyntaxException(
          line, column, "the document has more than " + MAX_NODES + " values, aliases included");
    }
  }

  static void checkNumber(String text, int line, int column) {
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw new DocumentSyntaxException(
          line, column, "a number may have at most " + MAX_NUMBER_LENGTH + " characters");
    }
  }

  /** Refuses what would grow beyond measure when its digits are written out, as jsonb does. */
  static void checkExponent(BigDecimal number, int line, int column) {
    if (Math.abs((long) number.scale()) > Json.MAX_EXPONENT) {
      throw tooLargeExponent(line, column);
    }
  }

  static DocumentSyntaxException tooLargeExponent(int line, int column) {
    return new DocumentSyntaxException(
        line, column, "a number may have an exponent of at most " + Json.MAX_EXPONENT);
  }

  /** Refuses what PostgreSQL cannot keep in jsonb. */
  static void checkText(String text, int line, int column) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new DocumentSyntaxException(line, column, "a string may not hold the character NUL");
      }
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        throw new DocumentSyntaxException(
            line, column, "a string may not hold half of a surrogate pair");
      }
    }
  }
}
