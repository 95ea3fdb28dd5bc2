package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON and plain Java values into those that CEL computes with: long, double, String,
 * Boolean, List and Map.
 */
final class ExpressionValues {
  private ExpressionValues() {}

  static Object of(@Nullable Object value, ValueType type) {
    if (value == null) {
      return NullValue.NULL_VALUE;
    }
    if (value instanceof JsonNode json) {
      return ofJson(json, type);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> converted = new LinkedHashMap<>();
      map.forEach(
          (name, item) ->
              converted.put(String.valueOf(name), of(item, type.field(String.valueOf(name)))));
      return converted;
    }
    if (value instanceof Collection<?> items) {
      ValueType itemType = type.items() == null ? ValueType.DYN : type.items();
      List<Object> converted = new ArrayList<>(items.size());
      items.forEach(item -> converted.add(of(item, itemType)));
      return converted;
    }
    if (value instanceof Number number) {
      return ofNumber(number, type);
    }
    return value instanceof Boolean ? value : value.toString();
  }

  private static Object ofJson(JsonNode json, ValueType type) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        json.properties()
            .forEach(
                field ->
                    map.put(field.getKey(), ofJson(field.getValue(), type.field(field.getKey()))));
        yield map;
      }
      case ARRAY -> {
        ValueType itemType = type.items() == null ? ValueType.DYN : type.items();
        List<Object> list = new ArrayList<>(json.size());
        json.forEach(item -> list.add(ofJson(item, itemType)));
        yield list;
      }
      case STRING -> json.textValue();
      case BOOLEAN -> json.booleanValue();
      case NUMBER -> ofJsonNumber(json, type);
      default -> NullValue.NULL_VALUE;
    };
  }

  private static Object ofJsonNumber(JsonNode json, ValueType type) {
    boolean integer =
        type.kind() == ValueType.Kind.INT
            ? json.canConvertToExactIntegral()
            : type.kind() != ValueType.Kind.DOUBLE && isKeptIntegral(json);
    return integer && json.canConvertToLong() ? (Object) json.longValue() : json.doubleValue();
  }

  /** Whether jsonb gives it back without a fraction: 1e2 becomes 100, 1.0 stays as it is. */
  private static boolean isKeptIntegral(JsonNode json) {
    return json.isIntegralNumber() || (json.isBigDecimal() && json.decimalValue().scale() <= 0);
  }

  private static Object ofNumber(Number number, ValueType type) {
    boolean integer =
        number instanceof Integer
            || number instanceof Long
            || number instanceof Short
            || number instanceof Byte;
    return integer && type.kind() != ValueType.Kind.DOUBLE
        ? (Object) number.longValue()
        : number.doubleValue();
  }
}
