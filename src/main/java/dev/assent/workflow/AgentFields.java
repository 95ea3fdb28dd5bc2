package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of a document for agents out of one of its objects. Lengths are counted in code
 * points, as JSON Schema has it.
 */
final class AgentFields {
  static final Pattern NAME = Pattern.compile("^[a-zA-Z_][a-zA-Z0-9_]*$");
  private static final int MAX_ITEMS = 10_000;

  private final Fields fields;
  private final Findings findings;

  private AgentFields(Fields fields, Findings findings) {
    this.fields = fields;
    this.findings = findings;
  }

  /** Null when {@code node} is no object, or has fields that are not {@code known}: all told. */
  static @Nullable AgentFields of(
      DocumentNode node, String pointer, String what, Set<String> known, Findings findings) {
    Fields fields = Fields.of(node, pointer, what, findings);
    if (fields == null) {
      return null;
    }
    fields.refuseOthers(what, known, Set.of());
    return new AgentFields(fields, findings);
  }

  boolean has(String field) {
    return fields.has(field);
  }

  @Nullable DocumentNode value(String field) {
    return fields.value(field);
  }

  String pointer(String field) {
    return fields.pointer(field);
  }

  Place place(String field) {
    return fields.place(field);
  }

  void error(String field, String detail) {
    findings.error(fields.place(field), detail);
  }

  void warning(String field, String detail) {
    findings.warning(fields.place(field), detail);
  }

  /** The value as JSON; null when absent. */
  @Nullable JsonNode json(String field) {
    DocumentNode value = fields.value(field);
    return value == null ? null : value.toJson();
  }

  /** An object as JSON; null when absent or reported. */
  @Nullable JsonNode object(String field) {
    JsonNode value = json(field);
    if (value != null && !value.isObject()) {
      error(field, "'" + field + "' must be an object with fields");
      return null;
    }
    return value;
  }

  /** Empty when it is missing or wrong, which is reported. */
  String required(String field, int least, int most, String hint) {
    return fields.required(field, hint) == null ? "" : orEmpty(text(field, least, most));
  }

  /** Null when it is absent or reported. */
  @Nullable String text(String field, int least, int most) {
    DocumentNode value = fields.value(field);
    return value == null ? null : text(field, value, fields.pointer(field), least, most);
  }

  /** A text that has to match; null when it is absent or reported. */
  @Nullable String text(String field, Pattern pattern, int least, int most) {
    String text = text(field, least, most);
    if (text != null && !pattern.matcher(text).matches()) {
      error(field, "'" + text + "' is no valid " + field + ": it must match " + pattern);
      return null;
    }
    return text;
  }

  private @Nullable String text(String what, DocumentNode value, String at, int least, int most) {
    Place place = Place.of(at, value);
    if (!(value instanceof DocumentNode.Scalar scalar) || !scalar.value().isTextual()) {
      findings.error(place, "'" + what + "' must be a string, but is " + value.kind());
      return null;
    }
    String text = scalar.value().textValue();
    int length = text.codePointCount(0, text.length());
    if (length == 0 && least > 0) {
      findings.error(place, "'" + what + "' is empty");
      return null;
    }
    if (length < least || length > most) {
      findings.error(
          place,
          "'" + what + "' has " + length + " characters; allowed are " + least + " to " + most);
      return null;
    }
    return text;
  }

  /** The texts of a list; with {@code unique} each may be there once. */
  List<String> texts(String field, int least, int most) {
    List<String> texts = new ArrayList<>();
    each(
        field,
        (item, at) -> {
          String text = text(field, item, at, least, most);
          if (text != null) {
            texts.add(text);
          }
        });
    return texts;
  }

  /** Reports what is in a list twice. */
  void requireUnique(String field) {
    List<JsonNode> seen = new ArrayList<>();
    each(
        field,
        (item, at) -> {
          JsonNode json = item.toJson();
          if (seen.size() < 1_000 && seen.contains(json)) {
            findings.error(
                Place.of(at, item),
                (json.isTextual() ? "'" + json.textValue() + "'" : "the same value")
                    + " is in '"
                    + field
                    + "' twice");
          }
          seen.add(json);
        });
  }

  /** Looks at an item of a list. */
  interface Visitor {
    void visit(DocumentNode item, String pointer);
  }

  void each(String field, Visitor visitor) {
    List<DocumentNode> items = fields.list(field, MAX_ITEMS);
    for (int i = 0; i < items.size(); i++) {
      visitor.visit(items.get(i), fields.pointer(field) + "/" + i);
    }
  }

  boolean flag(String field) {
    return fields.flag(field);
  }

  /** One of {@code allowed}; null when absent or reported. */
  @Nullable String choice(String field, List<String> allowed) {
    String text = text(field, 1, 100);
    if (text != null && !allowed.contains(text)) {
      fields.refuseValue(field, text, allowed, Set.of());
      return null;
    }
    return text;
  }

  /** A whole number, written 5 or 5.0; null when absent or reported. */
  @Nullable Integer number(String field, int least, int most) {
    JsonNode value = json(field);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      error(field, "'" + field + "' must be a number");
      return null;
    }
    if (!value.isIntegralNumber() && value.decimalValue().stripTrailingZeros().scale() > 0) {
      error(field, "'" + field + "' is " + value + ", but must be a whole number");
      return null;
    }
    double approximate = value.doubleValue();
    if (approximate < least || approximate > most) {
      error(field, "'" + field + "' is " + value + "; allowed are " + least + " to " + most);
      return null;
    }
    return value.intValue();
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
