package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Finds what the server will not do for a schema that a user wrote: fetch anything, or match
 * regular expressions that need backtracking. Walks through the places where JSON Schema 2020-12
 * has schemas, so that a property may well be called "$ref".
 */
final class SchemaGuard {
  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private static final Set<String> SCHEMA =
      Set.of(
          "additionalProperties",
          "contains",
          "contentSchema",
          "else",
          "if",
          "items",
          "not",
          "propertyNames",
          "then",
          "unevaluatedItems",
          "unevaluatedProperties");
  private static final Set<String> SCHEMAS_BY_NAME =
      Set.of("$defs", "definitions", "dependentSchemas", "patternProperties", "properties");
  private static final Set<String> SCHEMAS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  private final BiConsumer<String, String> report;

  private SchemaGuard(BiConsumer<String, String> report) {
    this.report = report;
  }

  /**
   * @param report takes the JSON Pointer within the schema and what is wrong there
   */
  static void check(JsonNode schema, BiConsumer<String, String> report) {
    new SchemaGuard(report).schema(schema, "");
  }

  /** Puts the counting keyword into every schema below {@code schema}, which is changed. */
  static void countSteps(ObjectNode schema) {
    schema.put(SchemaSteps.NAME, true);
    children(
        schema,
        "",
        (child, pointer) -> {
          if (child instanceof ObjectNode object) {
            countSteps(object);
          }
        });
  }

  private void schema(JsonNode schema, String pointer) {
    if (!schema.isObject()) {
      return;
    }
    for (String keyword : List.of("$ref", "$dynamicRef")) {
      JsonNode reference = schema.path(keyword);
      if (reference.isTextual() && !reference.textValue().startsWith("#")) {
        report.accept(
            Place.pointer(pointer, keyword),
            "'"
                + reference.textValue()
                + "' leads out of the document; only references that begin with # are followed");
      }
    }
    if (!schema.path("$schema").asText(DIALECT).equals(DIALECT)) {
      report.accept(Place.pointer(pointer, "$schema"), "the only dialect is " + DIALECT);
    }
    if (schema.has("$id") && !pointer.isEmpty()) {
      report.accept(Place.pointer(pointer, "$id"), "a schema within another one may have no $id");
    }
    regex(schema.path("pattern"), Place.pointer(pointer, "pattern"));
    Iterator<String> patterns = schema.path("patternProperties").fieldNames();
    while (patterns.hasNext()) {
      String pattern = patterns.next();
      String at = Place.pointer(Place.pointer(pointer, "patternProperties"), pattern);
      regex(pattern, at);
    }
    children(schema, pointer, this::schema);
  }

  private void regex(JsonNode pattern, String pointer) {
    if (pattern.isTextual()) {
      regex(pattern.textValue(), pointer);
    }
  }

  private void regex(String pattern, String pointer) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      report.accept(
          pointer,
          "the regular expression is not one of RE2 (without look-around and back-references): "
              + e.getMessage());
    }
  }

  private static void children(
      JsonNode schema, String pointer, BiConsumer<JsonNode, String> visitor) {
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      String at = Place.pointer(pointer, field.getKey());
      JsonNode value = field.getValue();
      if (SCHEMA.contains(field.getKey())) {
        visitor.accept(value, at);
      } else if (SCHEMAS_BY_NAME.contains(field.getKey()) && value.isObject()) {
        value
            .properties()
            .forEach(one -> visitor.accept(one.getValue(), Place.pointer(at, one.getKey())));
      } else if (SCHEMAS.contains(field.getKey()) && value.isArray()) {
        for (int i = 0; i < value.size(); i++) {
          visitor.accept(value.path(i), at + "/" + i);
        }
      }
    }
  }
}
