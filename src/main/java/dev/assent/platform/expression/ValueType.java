package dev.assent.platform.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a JSON value from its schema: enough to check expressions against and to turn
 * numbers into the right kind. Whatever a schema says in other words than type, properties and
 * items (references, allOf, several types) is DYN.
 *
 * @param fields of an OBJECT
 * @param open whether an OBJECT may have other fields too
 * @param items of a LIST
 */
public record ValueType(
    Kind kind, Map<String, ValueType> fields, boolean open, @Nullable ValueType items) {
  public static final ValueType DYN = new ValueType(Kind.DYN, Map.of(), true, null);
  private static final int MAX_DEPTH = 64;
  private static final List<String> INDIRECT =
      List.of("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas");

  public enum Kind {
    DYN,
    BOOL,
    INT,
    DOUBLE,
    STRING,
    LIST,
    OBJECT
  }

  public static ValueType of(@Nullable JsonNode schema) {
    return of(schema, MAX_DEPTH);
  }

  private static ValueType of(@Nullable JsonNode schema, int depth) {
    if (schema == null || !schema.isObject() || depth == 0) {
      return DYN;
    }
    return switch (schema.path("type").asText(schema.has("properties") ? "object" : "")) {
      case "boolean" -> scalar(Kind.BOOL);
      case "integer" -> scalar(Kind.INT);
      case "number" -> scalar(Kind.DOUBLE);
      case "string" -> scalar(Kind.STRING);
      case "array" ->
          new ValueType(
              Kind.LIST,
              Map.of(),
              true,
              schema.has("prefixItems") ? DYN : of(schema.get("items"), depth - 1));
      case "object" -> object(schema, depth);
      default -> DYN;
    };
  }

  private static ValueType object(JsonNode schema, int depth) {
    Map<String, ValueType> fields = new HashMap<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      fields.put(property.getKey(), of(property.getValue(), depth - 1));
    }
    JsonNode others = schema.path("additionalProperties");
    boolean closed =
        others.isBoolean()
            && !others.booleanValue()
            && !schema.has("patternProperties")
            && INDIRECT.stream().noneMatch(schema::has);
    return new ValueType(Kind.OBJECT, fields, !closed, null);
  }

  private static ValueType scalar(Kind kind) {
    return new ValueType(kind, Map.of(), false, null);
  }

  /** The type of a field, DYN when nothing is known of it. */
  public ValueType field(String name) {
    return fields.getOrDefault(name, DYN);
  }
}
