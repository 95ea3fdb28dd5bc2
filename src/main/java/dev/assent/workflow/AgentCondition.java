package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a document for agents over the variables that the agent tells. All that it says
 * must hold. Values are equal when they are of the same type and value; numbers are compared by
 * value, 1 and 1.0 are equal, 1 and "1" are not. A variable that is missing equals nothing, differs
 * from everything and is neither less nor greater than any number. A variable alone holds when it
 * is there and neither null, false, 0 nor empty.
 *
 * @param variable what is compared; null when only {@code all}, {@code any} or {@code not} are told
 * @param comparisons none means that the variable alone must hold
 */
record AgentCondition(
    @Nullable String variable,
    List<Comparison> comparisons,
    @Nullable List<AgentCondition> all,
    @Nullable List<AgentCondition> any,
    @Nullable AgentCondition not) {

  /** How a variable is compared. */
  enum Operator {
    EQUALS("equals"),
    NOT_EQUALS("not_equals"),
    GT("gt"),
    GTE("gte"),
    LT("lt"),
    LTE("lte"),
    IN("in");

    private final String field;

    Operator(String field) {
      this.field = field;
    }

    /** As it stands in documents. */
    String field() {
      return field;
    }
  }

  /**
   * One comparison.
   *
   * @param size how many values the constant has, as a measure of the work
   */
  record Comparison(Operator operator, JsonNode constant, int size) {}

  AgentCondition {
    comparisons = List.copyOf(comparisons);
    all = all == null ? null : List.copyOf(all);
    any = any == null ? null : List.copyOf(any);
  }

  /**
   * Whether it holds.
   *
   * @throws TooCostlyException when the context has been asked too much
   */
  boolean holds(AgentContext context) {
    context.spend(1);
    if (variable != null && !variableHolds(variable, context)) {
      return false;
    }
    if (all != null) {
      for (AgentCondition one : all) {
        if (!one.holds(context)) {
          return false;
        }
      }
    }
    return (any == null || anyHolds(any, context)) && (not == null || !not.holds(context));
  }

  /** Whether it looks at one of {@code variables}. */
  boolean mentions(Set<String> variables) {
    return (variable != null
            && (variables.contains(variable) || variables.contains(variable.split("\\.", 2)[0])))
        || (all != null && all.stream().anyMatch(one -> one.mentions(variables)))
        || (any != null && any.stream().anyMatch(one -> one.mentions(variables)))
        || (not != null && not.mentions(variables));
  }

  private static boolean anyHolds(List<AgentCondition> any, AgentContext context) {
    for (AgentCondition one : any) {
      if (one.holds(context)) {
        return true;
      }
    }
    return false;
  }

  private boolean variableHolds(String name, AgentContext context) {
    JsonNode value = context.find(name);
    if (comparisons.isEmpty()) {
      return value != null && isTrue(value);
    }
    for (Comparison comparison : comparisons) {
      context.spend(comparison.size());
      if (!holds(value, comparison)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(@Nullable JsonNode value, Comparison comparison) {
    JsonNode constant = comparison.constant();
    return switch (comparison.operator()) {
      case EQUALS -> value != null && equal(value, constant);
      case NOT_EQUALS -> value == null || !equal(value, constant);
      case GT -> isNumber(value) && compare(value, constant) > 0;
      case GTE -> isNumber(value) && compare(value, constant) >= 0;
      case LT -> isNumber(value) && compare(value, constant) < 0;
      case LTE -> isNumber(value) && compare(value, constant) <= 0;
      case IN -> value != null && isIn(value, constant);
    };
  }

  private static boolean isNumber(@Nullable JsonNode value) {
    return value != null && value.isNumber();
  }

  private static int compare(@Nullable JsonNode value, JsonNode constant) {
    return value == null ? 0 : value.decimalValue().compareTo(constant.decimalValue());
  }

  private static boolean isIn(JsonNode value, JsonNode list) {
    for (JsonNode item : list) {
      if (equal(value, item)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTrue(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.decimalValue().signum() != 0;
      case STRING -> !value.textValue().isEmpty();
      case NULL, MISSING -> false;
      default -> true;
    };
  }

  private static boolean equal(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
      return false;
    }
    if (a.isArray()) {
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.path(i), b.path(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isObject()) {
      for (Map.Entry<String, JsonNode> field : a.properties()) {
        JsonNode other = b.get(field.getKey());
        if (other == null || !equal(field.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }
}
