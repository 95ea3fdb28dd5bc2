package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.workflow.AgentCondition.Comparison;
import dev.assent.workflow.AgentCondition.Operator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the conditions of documents for agents. */
final class AgentConditionReader {
  private static final Set<String> KNOWN = known();

  private final Findings findings;

  AgentConditionReader(Findings findings) {
    this.findings = findings;
  }

  private static Set<String> known() {
    Set<String> known = new LinkedHashSet<>();
    known.add("var");
    for (Operator operator : Operator.values()) {
      known.add(operator.field());
    }
    known.addAll(List.of("and", "or", "not"));
    return known;
  }

  /** The condition in a field; null when there is none, or it is no object, which is reported. */
  @Nullable AgentCondition read(AgentFields fields, String field) {
    DocumentNode node = fields.value(field);
    return node == null ? null : read(node, fields.pointer(field));
  }

  @Nullable AgentCondition read(DocumentNode node, String pointer) {
    AgentFields fields = AgentFields.of(node, pointer, "the condition", KNOWN, findings);
    if (fields == null) {
      return null;
    }
    String variable = fields.text("var", 1, 256);
    List<Comparison> comparisons = new ArrayList<>();
    for (Operator operator : Operator.values()) {
      Comparison comparison = comparison(fields, operator);
      if (comparison != null) {
        comparisons.add(comparison);
      }
    }
    if (!comparisons.isEmpty() && !fields.has("var")) {
      fields.error(
          comparisons.get(0).operator().field(),
          "'"
              + comparisons.get(0).operator().field()
              + "' compares nothing: name the variable in 'var'");
    }
    return new AgentCondition(
        variable, comparisons, parts(fields, "and"), parts(fields, "or"), read(fields, "not"));
  }

  private static @Nullable Comparison comparison(AgentFields fields, Operator operator) {
    DocumentNode node = fields.value(operator.field());
    if (node == null) {
      return null;
    }
    JsonNode constant = node.toJson();
    boolean fits =
        switch (operator) {
          case EQUALS, NOT_EQUALS -> true;
          case IN -> constant.isArray();
          default -> constant.isNumber();
        };
    if (!fits) {
      fields.error(
          operator.field(),
          "'"
              + operator.field()
              + "' must be "
              + (operator == Operator.IN ? "a list" : "a number")
              + ", but is "
              + node.kind());
      return null;
    }
    return new Comparison(operator, constant, node.size());
  }

  private @Nullable List<AgentCondition> parts(AgentFields fields, String field) {
    if (!fields.has(field)) {
      return null;
    }
    List<AgentCondition> parts = new ArrayList<>();
    fields.each(
        field,
        (item, at) -> {
          AgentCondition part = read(item, at);
          if (part != null) {
            parts.add(part);
          }
        });
    return parts;
  }
}
