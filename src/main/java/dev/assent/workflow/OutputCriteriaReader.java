package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.workflow.OutputCriteria.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a document for agents wants of an output, and compiles its expressions. */
final class OutputCriteriaReader {
  private static final Set<String> RULE =
      new LinkedHashSet<>(
          List.of(
              "type", "value", "pattern", "flags", "min", "max", "message", "schema", "condition"));
  private static final Set<String> COMPOSITION = new LinkedHashSet<>(List.of("and", "or", "not"));
  private static final List<String> TYPES = List.of("contains", "regex", "length", "schema");

  private final Findings findings;
  private final AgentConditionReader conditions;

  OutputCriteriaReader(Findings findings) {
    this.findings = findings;
    conditions = new AgentConditionReader(findings);
  }

  /** A list of rules or a composition; null when there is none, or it was reported. */
  @Nullable OutputCriteria read(AgentFields fields, String field) {
    DocumentNode node = fields.value(field);
    if (node == null) {
      return null;
    }
    if (node instanceof DocumentNode.Mapping) {
      return composition(node, fields.pointer(field));
    }
    if (!(node instanceof DocumentNode.Sequence)) {
      fields.error(
          field,
          "'"
              + field
              + "' must be a list of rules, or an object with 'and', 'or' or 'not', but is "
              + node.kind());
      return null;
    }
    List<OutputCriteria> rules = new ArrayList<>();
    fields.each(field, (item, at) -> add(rules, rule(item, at)));
    return new OutputCriteria.All(rules);
  }

  private @Nullable OutputCriteria ruleOrComposition(DocumentNode node, String pointer) {
    boolean composition =
        node instanceof DocumentNode.Mapping mapping
            && !mapping.fields().containsKey("type")
            && COMPOSITION.stream().anyMatch(mapping.fields()::containsKey);
    return composition ? composition(node, pointer) : rule(node, pointer);
  }

  private @Nullable OutputCriteria composition(DocumentNode node, String pointer) {
    AgentFields fields =
        AgentFields.of(node, pointer, "the composition of rules", COMPOSITION, findings);
    if (fields == null) {
      return null;
    }
    List<String> there = COMPOSITION.stream().filter(fields::has).toList();
    if (there.size() != 1) {
      findings.error(
          Place.of(pointer, node),
          "a composition of rules has exactly one of 'and', 'or' and 'not', but this one has "
              + (there.isEmpty() ? "none" : String.join(", ", there)));
      return null;
    }
    String kind = there.get(0);
    if (kind.equals("not")) {
      DocumentNode inner = fields.value(kind);
      OutputCriteria part = inner == null ? null : ruleOrComposition(inner, fields.pointer(kind));
      return part == null ? null : new OutputCriteria.Not(part);
    }
    List<OutputCriteria> parts = new ArrayList<>();
    boolean[] any = {false};
    fields.each(
        kind,
        (item, at) -> {
          any[0] = true;
          add(parts, ruleOrComposition(item, at));
        });
    if (!any[0] && fields.value(kind) instanceof DocumentNode.Sequence) {
      fields.error(kind, "'" + kind + "' has no rules");
    }
    return kind.equals("and") ? new OutputCriteria.All(parts) : new OutputCriteria.Any(parts);
  }

  private @Nullable Rule rule(DocumentNode node, String pointer) {
    AgentFields fields = AgentFields.of(node, pointer, "the rule", RULE, findings);
    if (fields == null) {
      return null;
    }
    String message =
        fields.required("message", 0, 10_000, "it tells the agent what is wrong with its output");
    String hint = "it is one of " + String.join(", ", TYPES);
    String type =
        fields.required("type", 1, 100, hint).isEmpty() ? null : fields.choice("type", TYPES);
    AgentCondition condition = conditions.read(fields, "condition");
    if (type == null) {
      return null;
    }
    OutputCriteria.Test test =
        switch (type) {
          case "contains" -> contains(fields);
          case "regex" -> matches(fields);
          case "length" -> length(fields);
          default -> fits(fields);
        };
    return test == null ? null : new Rule(test, message, condition);
  }

  private static OutputCriteria.@Nullable Test contains(AgentFields fields) {
    if (!fields.has("value")) {
      fields.error("type", "a rule of type contains has no 'value': the text to look for");
      return null;
    }
    String value = fields.text("value", 0, 10_000);
    return value == null ? null : new OutputCriteria.Contains(value);
  }

  private static OutputCriteria.@Nullable Test matches(AgentFields fields) {
    if (!fields.has("pattern")) {
      fields.error("type", "a rule of type regex has no 'pattern': the expression to look for");
      return null;
    }
    String pattern = fields.text("pattern", 0, 100_000);
    String flags = fields.has("flags") ? fields.text("flags", 0, 100) : "";
    if (pattern == null || flags == null) {
      return null;
    }
    try {
      return new OutputCriteria.Matches(pattern, OutputPattern.of(pattern, flags));
    } catch (IllegalArgumentException e) {
      fields.error("pattern", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static OutputCriteria.@Nullable Test length(AgentFields fields) {
    if (!fields.has("min") && !fields.has("max")) {
      fields.error("type", "a rule of type length has neither 'min' nor 'max'");
      return null;
    }
    Integer least = fields.number("min", 0, Integer.MAX_VALUE);
    Integer most = fields.number("max", 0, Integer.MAX_VALUE);
    if (least != null && most != null && least > most) {
      fields.error("min", "'min' is " + least + " and so larger than 'max', which is " + most);
    }
    return new OutputCriteria.Length(least, most);
  }

  private OutputCriteria.@Nullable Test fits(AgentFields fields) {
    DocumentNode node = fields.value("schema");
    JsonNode schema = fields.object("schema");
    if (node == null) {
      fields.error("type", "a rule of type schema has no 'schema': the JSON Schema to fit");
    }
    if (node == null || !(schema instanceof ObjectNode object)) {
      return null;
    }
    boolean[] usable = {true};
    InputSchema.check(
        object,
        (pointer, detail) -> {
          usable[0] = false;
          findings.error(
              Place.of(fields.pointer("schema") + pointer, node.nearest(pointer)),
              "the schema is wrong: " + detail);
        });
    return usable[0] ? new OutputCriteria.Fits(InputSchema.of(object)) : null;
  }

  private static void add(List<OutputCriteria> list, @Nullable OutputCriteria one) {
    if (one != null) {
      list.add(one);
    }
  }
}
