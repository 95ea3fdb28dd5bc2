package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assent.workflow.Definition.Computed;
import dev.assent.workflow.Definition.Fielded;
import dev.assent.workflow.Definition.Listed;
import dev.assent.workflow.Definition.Literal;
import dev.assent.workflow.Definition.Part;
import dev.assent.workflow.Definition.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a template: every string in it is an expression, everything else stands for itself. */
final class PartReader {
  static final int MAX_DEPTH = 20;
  static final int MAX_SIZE = 1_000;

  private final Fields fields;
  private final String field;
  private final Findings findings;

  private PartReader(Fields fields, String field, Findings findings) {
    this.fields = fields;
    this.field = field;
    this.findings = findings;
  }

  /** Null when absent or reported. */
  static @Nullable Part read(Fields fields, String field, Findings findings) {
    DocumentNode value = fields.value(field);
    if (value == null) {
      return null;
    }
    if (value.size() > MAX_SIZE) {
      findings.error(
          fields.place(field),
          "'" + field + "' has " + value.size() + " values; allowed are " + MAX_SIZE);
      return null;
    }
    return new PartReader(fields, field, findings).part(value, fields.pointer(field), 1);
  }

  static Part literal(String text) {
    return new Literal(JsonNodeFactory.instance.textNode(text));
  }

  private @Nullable Part part(DocumentNode node, String at, int depth) {
    if (depth > MAX_DEPTH) {
      findings.error(
          Place.of(at, node), "'" + field + "' is nested deeper than " + MAX_DEPTH + " levels");
      return null;
    }
    if (node instanceof DocumentNode.Mapping mapping) {
      Map<String, Part> parts = new LinkedHashMap<>();
      mapping
          .fields()
          .forEach(
              (name, one) -> {
                Part part = part(one.value(), Place.pointer(at, name), depth + 1);
                if (part != null) {
                  parts.put(name, part);
                }
              });
      return parts.values().stream().allMatch(Literal.class::isInstance)
              && parts.size() == mapping.fields().size()
          ? new Literal(mapping.toJson())
          : new Fielded(parts);
    }
    if (node instanceof DocumentNode.Sequence sequence) {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < sequence.items().size(); i++) {
        Part part = part(sequence.items().get(i), at + "/" + i, depth + 1);
        if (part != null) {
          parts.add(part);
        }
      }
      return parts.stream().allMatch(Literal.class::isInstance)
              && parts.size() == sequence.items().size()
          ? new Literal(sequence.toJson())
          : new Listed(parts);
    }
    if (!node.toJson().isTextual()) {
      return new Literal(node.toJson());
    }
    Source source = fields.source(field, node, at);
    return source == null ? null : new Computed(source);
  }
}
