package dev.assent.platform.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON and plain Java values into those that CEL computes with: long, double, String,
 * Boolean, List and Map.
 */
final class ExpressionValues {
  private ExpressionValues() {}

  static Object of(@Nullable Object value, ValueType type, Effort effort) {
    if (value == null) {
      return NullValue.NULL_VALUE;
    }
    if (value instanceof JsonNode json) {
      return ofJson(json, type, effort);
    }
    if (value instanceof Lookup lookup) {
      return new Looked(lookup, effort);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> converted = new LinkedHashMap<>();
      map.forEach(
          (name, item) ->
              converted.put(
                  String.valueOf(name), of(item, type.field(String.valueOf(name)), effort)));
      return converted;
    }
    if (value instanceof Collection<?> items) {
      ValueType itemType = itemType(type);
      List<Object> converted = new ArrayList<>(items.size());
      items.forEach(item -> converted.add(of(item, itemType, effort)));
      return converted;
    }
    if (value instanceof Number number) {
      return ofNumber(number, type);
    }
    return value instanceof Boolean ? value : value.toString();
  }

  private static ValueType itemType(ValueType type) {
    return type.items() == null ? ValueType.DYN : type.items();
  }

  private static Object ofJson(JsonNode json, ValueType type, Effort effort) {
    effort.spend(Effort.VALUE);
    return switch (json.getNodeType()) {
      case OBJECT -> new Fields((ObjectNode) json, type, effort);
      case ARRAY -> new Items((ArrayNode) json, itemType(type), effort);
      case STRING -> {
        effort.spend(json.textValue().length());
        yield json.textValue();
      }
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

  /**
   * What CEL computed, as JSON.
   *
   * @throws IllegalArgumentException when it has no form in JSON
   */
  static JsonNode json(@Nullable Object value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (value == null || value instanceof NullValue) {
      return json.nullNode();
    }
    if (value instanceof Boolean truth) {
      return json.booleanNode(truth);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = json.objectNode();
      map.forEach((name, item) -> object.set(String.valueOf(name), json(item)));
      return object;
    }
    if (value instanceof Collection<?> items) {
      ArrayNode array = json.arrayNode(items.size());
      items.forEach(item -> array.add(json(item)));
      return array;
    }
    if (value instanceof String || value instanceof Instant || value instanceof Duration) {
      return json.textNode(value.toString());
    }
    throw new IllegalArgumentException("it yields a value that JSON does not have");
  }

  private static JsonNode number(Number number) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new IllegalArgumentException("it yields " + number + ", which JSON does not have");
      }
      // jsonb makes 1.0E7 an integer, but keeps 10000000.0: a double must come back as one
      BigDecimal decimal = BigDecimal.valueOf(number.doubleValue());
      return DecimalNode.valueOf(decimal.setScale(Math.max(decimal.scale(), 1)));
    }
    return number instanceof UnsignedLong unsigned
        ? json.numberNode(unsigned.bigIntegerValue())
        : json.numberNode(number.longValue());
  }

  /** A lookup as a map, whose values are converted when they are read. */
  private static final class Looked extends AbstractMap<String, Object> {
    private final Lookup lookup;
    private final Effort effort;

    Looked(Lookup lookup, Effort effort) {
      this.lookup = lookup;
      this.effort = effort;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return name instanceof String && lookup.names().contains(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
      Object value = name instanceof String known ? lookup.value(known) : null;
      return value == null ? null : of(value, ValueType.DYN, effort);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      Map<String, Object> all = new LinkedHashMap<>();
      for (String name : lookup.names()) {
        Object value = lookup.value(name);
        if (value != null) {
          all.put(name, of(value, ValueType.DYN, effort));
        }
      }
      return all.entrySet();
    }
  }

  /** A JSON object as a map, whose values are converted when they are read: most are not. */
  private static final class Fields extends AbstractMap<String, Object> {
    private final ObjectNode json;
    private final ValueType type;
    private final Effort effort;

    Fields(ObjectNode json, ValueType type, Effort effort) {
      this.json = json;
      this.type = type;
      this.effort = effort;
    }

    @Override
    public int size() {
      return json.size();
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return name instanceof String known && json.has(known);
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
      JsonNode value = name instanceof String known ? json.get(known) : null;
      return value == null ? null : ofJson(value, type.field(String.valueOf(name)), effort);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      Map<String, Object> all = new LinkedHashMap<>();
      json.properties()
          .forEach(
              field ->
                  all.put(
                      field.getKey(),
                      ofJson(field.getValue(), type.field(field.getKey()), effort)));
      return all.entrySet();
    }
  }

  /** A JSON array as a list, whose items are converted when they are read. */
  private static final class Items extends AbstractList<Object> implements RandomAccess {
    private final ArrayNode json;
    private final ValueType type;
    private final Effort effort;

    Items(ArrayNode json, ValueType type, Effort effort) {
      this.json = json;
      this.type = type;
      this.effort = effort;
    }

    @Override
    public int size() {
      return json.size();
    }

    @Override
    public Object get(int index) {
      JsonNode item = json.get(index);
      if (item == null) {
        throw new IndexOutOfBoundsException(index);
      }
      return ofJson(item, type, effort);
    }
  }
}
