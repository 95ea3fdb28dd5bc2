package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.assent.platform.problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks inputs against the schema of a document, JSON Schema 2020-12. Never fetches anything.
 * Bounded: regular expressions are RE2's (linear time), the number of schemas gone through is
 * counted, and numbers and depth of the input are limited. Safe for threads.
 */
public final class InputSchema {
  static final int MAX_VIOLATIONS = 100;
  static final int MAX_INPUT_DEPTH = 64;
  static final int MAX_EXPONENT = 400;

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.builder()
          .defaultMetaSchemaIri(SchemaGuard.DIALECT)
          .metaSchema(
              JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                  .keyword(new SchemaSteps())
                  .build())
          .enableSchemaCache(false)
          .build();
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder()
          .locale(Locale.ENGLISH)
          .pathType(PathType.JSON_POINTER)
          .cacheRefs(true)
          .preloadJsonSchema(false)
          .regularExpressionFactory(
              regex -> {
                Pattern pattern = Pattern.compile(regex);
                return text -> pattern.matcher(text).find();
              })
          .build();
  private static final JsonSchema META =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(SchemaLocation.of(SchemaGuard.DIALECT), CONFIG);

  private final @Nullable JsonSchema schema;

  private InputSchema(@Nullable JsonSchema schema) {
    this.schema = schema;
  }

  /**
   * A check for a schema that a compiled document has. Takes some time: keep it.
   *
   * @param schema null for a document without one, which takes any input
   */
  public static InputSchema of(@Nullable JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return new InputSchema(null);
    }
    ObjectNode copy = object.deepCopy();
    copy.remove(List.of("$id", "$schema"));
    SchemaGuard.countSteps(copy);
    return new InputSchema(FACTORY.getSchema(copy, CONFIG));
  }

  /**
   * What is wrong with {@code input}: at most {@value #MAX_VIOLATIONS} errors, whose pointers are
   * relative to the input. Empty when it is right.
   */
  public List<FieldError> violations(JsonNode input) {
    List<FieldError> violations = new ArrayList<>();
    checkBounds(input, "", 1, violations);
    if (schema == null || !violations.isEmpty()) {
      return violations;
    }
    try {
      Set<ValidationMessage> messages = schema.validate(input);
      messages.stream()
          .limit(MAX_VIOLATIONS)
          .forEach(message -> violations.add(error(pointer(message), message.getError())));
    } catch (SchemaSteps.TooManyException | StackOverflowError e) {
      violations.add(
          error("", "the input cannot be checked: its schema refers to itself too often"));
    } catch (RuntimeException e) {
      violations.add(error("", "the input cannot be checked: " + e.getMessage()));
    }
    return violations;
  }

  /** Reports what keeps {@code schema} from being used, by JSON Pointers within it. */
  static void check(ObjectNode schema, BiConsumer<String, String> report) {
    boolean[] wrong = {false};
    BiConsumer<String, String> noting =
        (pointer, detail) -> {
          wrong[0] = true;
          report.accept(pointer, detail);
        };
    SchemaGuard.check(schema, noting);
    META.validate(schema).stream()
        .limit(MAX_VIOLATIONS)
        .forEach(message -> noting.accept(pointer(message), message.getError()));
    if (wrong[0]) {
      return;
    }
    try {
      JsonSchema compiled = of(schema).schema;
      if (compiled != null) {
        compiled.initializeValidators(); // finds references that lead nowhere
      }
    } catch (RuntimeException | StackOverflowError e) {
      report.accept("", String.valueOf(e.getMessage()));
    }
  }

  private static String pointer(ValidationMessage message) {
    String at = message.getInstanceLocation().toString();
    String property = message.getProperty();
    return property == null ? at : Place.pointer(at, property);
  }

  private static FieldError error(String pointer, String detail) {
    return new FieldError(pointer, null, null, null, detail);
  }

  /** Arithmetic on numbers such as 1e999999999 would take for ever. */
  private static void checkBounds(
      JsonNode node, String pointer, int depth, List<FieldError> violations) {
    if (depth > MAX_INPUT_DEPTH) {
      violations.add(error(pointer, "the input is nested deeper than " + MAX_INPUT_DEPTH));
    } else if (node.isNumber()) {
      BigDecimal number =
          node.isIntegralNumber() ? new BigDecimal(node.bigIntegerValue()) : node.decimalValue();
      if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT
          || Math.abs((long) number.scale()) > MAX_EXPONENT) {
        violations.add(
            error(
                pointer,
                "the number is too large or too small by its exponent; at most 10^"
                    + MAX_EXPONENT));
      }
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  checkBounds(
                      field.getValue(),
                      Place.pointer(pointer, field.getKey()),
                      depth + 1,
                      violations));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkBounds(node.path(i), pointer + "/" + i, depth + 1, violations);
      }
    }
  }
}
