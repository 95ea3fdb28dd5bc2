package dev.assent.platform.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.JsonBodies;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression, parsed and type-checked once. Immutable, safe for threads, without side
 * effects. Bounded in its length, its depth and its iterations ({@link ExpressionLanguage}), and by
 * the {@link Effort} of {@link Seen} variables.
 *
 * <p>The values of variables may be {@code JsonNode}s, {@link Lookup}s or plain maps, lists,
 * strings, numbers and booleans. Numbers become what the {@link ValueType} of the variable says
 * they are.
 */
public final class Expression {
  private static final Pattern MISSING_KEY =
      Pattern.compile("key '([^']*)' is not present in map", Pattern.CASE_INSENSITIVE);

  private final String source;
  private final CelRuntime.Program program;
  private final Map<String, ValueType> variables;

  /**
   * @param variables those that it reads
   */
  Expression(String source, CelRuntime.Program program, Map<String, ValueType> variables) {
    this.source = source;
    this.program = program;
    this.variables = Map.copyOf(variables);
  }

  public String source() {
    return source;
  }

  /**
   * The value: Boolean, Long, Double, String, List, Map, or null.
   *
   * @throws ExpressionException when a variable or field is missing, has the wrong type, or a bound
   *     is passed
   */
  public @Nullable Object evaluate(Map<String, Object> values) {
    Effort effort = values instanceof Seen seen ? seen.effort() : Effort.unbounded();
    Map<String, Object> converted = new HashMap<>();
    variables.forEach(
        (name, type) -> {
          if (!values.containsKey(name)) {
            throw failure("the variable '" + name + "' is missing", null);
          }
          converted.put(name, ExpressionValues.of(values.get(name), type, effort));
        });
    try {
      Object result = program.trace(converted, (part, value) -> spend(effort, value));
      return result instanceof NullValue ? null : result;
    } catch (CelEvaluationException | RuntimeException e) {
      throw failure(reason(e), e);
    }
  }

  private static void spend(Effort effort, Object value) {
    int size = value instanceof String text ? text.length() : 0;
    effort.spend(Effort.EVALUATION + (value instanceof Collection<?> all ? all.size() : size));
  }

  /**
   * The value of a condition.
   *
   * @throws ExpressionException also when the value is no boolean
   */
  public boolean test(Map<String, Object> values) {
    Object result = evaluate(values);
    if (result instanceof Boolean truth) {
      return truth;
    }
    throw failure("it yields " + describe(result) + " where true or false is needed", null);
  }

  /**
   * Names: one string or a list of strings.
   *
   * @throws ExpressionException also when the value is anything else or a name is blank
   */
  public List<String> strings(Map<String, Object> values) {
    Object result = evaluate(values);
    List<?> items =
        result instanceof List<?> list ? list : result == null ? List.of() : List.of(result);
    if (result == null) {
      throw failure("it yields null where a string is needed", null);
    }
    List<String> strings = new ArrayList<>(items.size());
    for (Object item : items) {
      if (!(item instanceof String string) || string.isBlank()) {
        throw failure("it yields " + describe(item) + " where a name is needed", null);
      }
      String problem = JsonBodies.unstorable(string);
      if (problem != null) {
        throw failure("the name that it yields " + problem, null);
      }
      strings.add(string);
    }
    return strings;
  }

  /**
   * The value as JSON: a timestamp as RFC 3339 has it, a duration as ISO 8601.
   *
   * @throws ExpressionException also when the value has no form in JSON
   */
  public JsonNode json(Map<String, Object> values) {
    try {
      return ExpressionValues.json(evaluate(values));
    } catch (IllegalArgumentException e) {
      throw failure(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The value that the expression has whatever the variables are; empty when it depends on them, or
   * cannot be evaluated. As {@code true || x} is true even when {@code x} has no value, it is
   * evaluated without any.
   */
  public Optional<Object> constant() {
    try {
      return Optional.ofNullable(program.eval(Map.of()));
    } catch (CelEvaluationException | RuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return source;
  }

  private ExpressionException failure(String reason, @Nullable Exception cause) {
    String message = "the expression '" + source + "' cannot be evaluated: " + reason;
    return cause == null
        ? new ExpressionException(message)
        : new ExpressionException(message, cause);
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    Matcher missing = MISSING_KEY.matcher(message);
    if (missing.find()) {
      return "the field '" + missing.group(1) + "' is missing";
    }
    return message.startsWith("evaluation error at ")
        ? message.substring(message.indexOf(": ") + 2)
        : message;
  }

  private static String describe(@Nullable Object value) {
    if (value == null || value instanceof NullValue) {
      return "null";
    }
    if (value instanceof String string) {
      return string.isBlank() ? "an empty string" : "a string";
    }
    if (value instanceof Number) {
      return "a number";
    }
    return value instanceof List ? "a list" : value instanceof Map ? "an object" : "another value";
  }
}
