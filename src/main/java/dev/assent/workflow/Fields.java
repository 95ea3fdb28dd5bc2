package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.expression.ExpressionLanguage;
import dev.assent.platform.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of one object of a document and reports those that are not what they
 * should be.
 */
final class Fields {
  private final DocumentNode.Mapping mapping;
  private final String pointer;
  private final Findings findings;

  private Fields(DocumentNode.Mapping mapping, String pointer, Findings findings) {
    this.mapping = mapping;
    this.pointer = pointer;
    this.findings = findings;
  }

  /** Empty when {@code node} is no object, which is reported. */
  static @Nullable Fields of(DocumentNode node, String pointer, String what, Findings findings) {
    if (node instanceof DocumentNode.Mapping mapping) {
      return new Fields(mapping, pointer, findings);
    }
    findings.error(
        Place.of(pointer, node), what + " must be an object with fields, but is " + node.kind());
    return null;
  }

  Place place() {
    return Place.of(pointer, mapping);
  }

  String pointer(String field) {
    return Place.pointer(pointer, field);
  }

  boolean has(String field) {
    return mapping.fields().containsKey(field);
  }

  /** Where the field's value stands, or the object when there is none. */
  Place place(String field) {
    DocumentNode value = mapping.child(field);
    return value == null ? place() : Place.of(pointer(field), value);
  }

  /** Reports every field that is not known, and those of {@code later} as not run yet. */
  void refuseOthers(String where, Set<String> known, Set<String> later) {
    for (Map.Entry<String, DocumentNode.Field> entry : mapping.fields().entrySet()) {
      String field = entry.getKey();
      Place place = Place.of(pointer(field), entry.getValue());
      if (known.contains(field)) {
        continue;
      }
      if (later.contains(field)) {
        findings.error(place, "the field '" + field + "' is not run by this version of Assent");
        continue;
      }
      String hint = Spelling.hint(field, known);
      findings.error(
          place,
          "unknown field '"
              + field
              + "' in "
              + where
              + (hint.isEmpty() ? "; allowed are " + String.join(", ", known) : hint));
    }
  }

  /** Null when absent or reported. */
  @Nullable DocumentNode value(String field) {
    return mapping.child(field);
  }

  @Nullable DocumentNode required(String field, String hint) {
    DocumentNode value = mapping.child(field);
    if (value == null) {
      findings.error(place(), "the field '" + field + "' is missing; " + hint);
    }
    return value;
  }

  @Nullable String string(String field, int maxLength) {
    DocumentNode value = mapping.child(field);
    return value == null ? null : string(field, value, pointer(field), maxLength);
  }

  @Nullable String string(String what, DocumentNode value, String at, int maxLength) {
    Place place = Place.of(at, value);
    if (!(value instanceof DocumentNode.Scalar scalar) || !scalar.value().isTextual()) {
      String hint =
          value instanceof DocumentNode.Scalar scalar && !scalar.value().isNull()
              ? "; write \"" + scalar.value().asText() + "\" in quotes"
              : "";
      findings.error(place, "'" + what + "' must be a string, but is " + value.kind() + hint);
      return null;
    }
    String text = scalar.value().textValue();
    if (text.isBlank()) {
      findings.error(place, "'" + what + "' is empty");
      return null;
    }
    if (text.length() > maxLength) {
      findings.error(
          place, "'" + what + "' has " + text.length() + " characters; allowed are " + maxLength);
      return null;
    }
    return text;
  }

  @Nullable String id(String field, Pattern pattern) {
    DocumentNode value = required(field, "it must match " + pattern.pattern());
    String id = value == null ? null : string(field, value, pointer(field), 1_000);
    if (id != null && !pattern.matcher(id).matches()) {
      findings.error(
          place(field), "'" + id + "' is no valid id: it must match " + pattern.pattern());
      return null;
    }
    return id;
  }

  boolean flag(String field) {
    DocumentNode value = mapping.child(field);
    if (value == null) {
      return false;
    }
    JsonNode json = value instanceof DocumentNode.Scalar scalar ? scalar.value() : null;
    if (json == null || !json.isBoolean()) {
      findings.error(place(field), "'" + field + "' must be true or false, but is " + value.kind());
      return false;
    }
    return json.booleanValue();
  }

  @Nullable Integer integer(String field, int least, int most) {
    DocumentNode value = mapping.child(field);
    if (value == null) {
      return null;
    }
    JsonNode json = value instanceof DocumentNode.Scalar scalar ? scalar.value() : null;
    if (json == null || !json.isIntegralNumber()) {
      findings.error(place(field), "'" + field + "' must be an integer, but is " + value.kind());
      return null;
    }
    if (!json.canConvertToInt() || json.intValue() < least || json.intValue() > most) {
      findings.error(
          place(field), "'" + field + "' is " + json + "; allowed are " + least + " to " + most);
      return null;
    }
    return json.intValue();
  }

  /** The constant that the field names in lower case; {@code fallback} when absent or reported. */
  <E extends Enum<E>> E choice(String field, Class<E> type, E fallback, Set<String> later) {
    String text = string(field, 100);
    if (text == null) {
      return fallback;
    }
    List<String> allowed = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      allowed.add(name);
    }
    refuseValue(field, text, allowed, later);
    return fallback;
  }

  void refuseValue(String field, String text, List<String> allowed, Set<String> later) {
    findings.error(
        place(field),
        "the "
            + field
            + " '"
            + text
            + (later.contains(text) ? "' is not run by this version of Assent" : "' is unknown")
            + Spelling.hint(text, allowed)
            + (later.contains(text) ? ", which runs " : "; allowed are ")
            + String.join(", ", allowed));
  }

  /** The items of a list; empty when absent or reported. */
  List<DocumentNode> list(String field, int most) {
    DocumentNode value = mapping.child(field);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof DocumentNode.Sequence sequence)) {
      findings.error(place(field), "'" + field + "' must be a list, but is " + value.kind());
      return List.of();
    }
    if (sequence.items().size() > most) {
      findings.error(
          place(field),
          "'" + field + "' has " + sequence.items().size() + " items; allowed are " + most);
      return List.of();
    }
    return sequence.items();
  }

  /** Names with their places, each once. */
  List<Definition.Reference> names(String field, int most, int maxLength) {
    Map<String, Definition.Reference> names = new LinkedHashMap<>();
    List<DocumentNode> items = list(field, most);
    for (int i = 0; i < items.size(); i++) {
      Place place = Place.of(pointer(field) + "/" + i, items.get(i));
      String text = string(field, items.get(i), place.pointer(), maxLength);
      if (text != null && names.putIfAbsent(text, new Definition.Reference(text, place)) != null) {
        findings.error(place, "'" + text + "' is in '" + field + "' twice");
      }
    }
    return List.copyOf(names.values());
  }

  Definition.@Nullable Source source(String field) {
    DocumentNode value = mapping.child(field);
    return value == null ? null : source(field, value, pointer(field));
  }

  Definition.@Nullable Source source(String what, DocumentNode value, String at) {
    String text = string(what, value, at, ExpressionLanguage.MAX_LENGTH);
    return text == null
        ? null
        : new Definition.Source(
            text, Place.of(at, value), ((DocumentNode.Scalar) value).textColumn());
  }

  /** Expressions in a list of at most {@link StepReader#MAX_LIST}. */
  List<Definition.Source> sources(String field) {
    List<Definition.Source> sources = new ArrayList<>();
    List<DocumentNode> items = list(field, StepReader.MAX_LIST);
    for (int i = 0; i < items.size(); i++) {
      Definition.Source source = source(field, items.get(i), pointer(field) + "/" + i);
      if (source != null) {
        sources.add(source);
      }
    }
    return sources;
  }

  /** Expressions by name, in the order of the document; empty when absent or reported. */
  Map<String, Definition.Source> sources(String field, Pattern names, int most) {
    Map<String, Definition.Source> sources = new LinkedHashMap<>();
    DocumentNode value = mapping.child(field);
    Fields named = value == null ? null : of(value, pointer(field), "'" + field + "'", findings);
    if (named == null) {
      return sources;
    }
    if (named.mapping.fields().size() > most) {
      findings.error(
          place(field),
          "'" + field + "' has " + named.mapping.fields().size() + " fields; allowed are " + most);
      return sources;
    }
    named
        .mapping
        .fields()
        .forEach(
            (name, one) -> {
              if (!names.matcher(name).matches()) {
                findings.error(
                    Place.of(named.pointer(name), one),
                    "'"
                        + name
                        + "' is no valid name in '"
                        + field
                        + "': it must match "
                        + names.pattern());
              }
              Definition.Source source = named.source(name);
              if (source != null) {
                sources.put(name, source);
              }
            });
    return sources;
  }

  /** A duration of ISO 8601 within the bounds; null when absent or reported. */
  @Nullable Duration duration(String field) {
    String text = string(field, 100);
    String problem = text == null ? null : Durations.problem(text);
    if (problem != null) {
      findings.error(place(field), problem);
      return null;
    }
    return text == null ? null : Durations.parse(text);
  }

  /** A JSON Schema; null when absent or reported. */
  @Nullable ObjectNode schema(String field) {
    DocumentNode value = mapping.child(field);
    if (value == null) {
      return null;
    }
    if (!(value.toJson() instanceof ObjectNode schema)) {
      findings.error(
          place(field),
          "'" + field + "' must be a JSON Schema, written as an object, but is " + value.kind());
      return null;
    }
    boolean[] usable = {true};
    InputSchema.check(
        schema,
        (at, detail) -> {
          usable[0] = false;
          findings.error(
              Place.of(pointer(field) + at, value.nearest(at)),
              "the schema of the " + field + " is wrong: " + detail);
        });
    return usable[0] ? schema : null;
  }

  /** Whether the list is absent or has no items. */
  boolean isEmpty(String field) {
    DocumentNode value = mapping.child(field);
    return value == null
        || (value instanceof DocumentNode.Sequence sequence && sequence.items().isEmpty());
  }
}
