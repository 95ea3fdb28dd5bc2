package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code {{variable}}} in texts from a context. What is not known stays as it stands. Long
 * values are cut, and past a bound nothing is filled any more, so that an answer stays small.
 */
final class Placeholders {
  static final int MAX_VALUE = 2_000;
  static final int MAX_FILLED = 100_000;

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{ {0,9}([A-Za-z_][A-Za-z0-9_.-]{0,255}) {0,9}}}");

  private final AgentContext context;
  private int filled;

  Placeholders(AgentContext context) {
    this.context = context;
  }

  List<String> fill(List<String> texts) {
    return texts.stream().map(this::fill).toList();
  }

  String fill(String text) {
    if (!text.contains("{{")) {
      return text;
    }
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      JsonNode value = filled < MAX_FILLED ? context.find(matcher.group(1)) : null;
      String replacement = value == null || value.isNull() ? matcher.group() : text(value);
      if (value != null) {
        filled += replacement.length();
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(out).toString();
  }

  private static String text(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : value.toString();
    if (text.length() <= MAX_VALUE) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_VALUE - 1)) ? MAX_VALUE - 1 : MAX_VALUE;
    return text.substring(0, end) + "…";
  }
}
