package dev.assent.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the blocks of a prompt into text, always in the same order. */
final class PromptBlocks {
  private static final Set<String> KNOWN =
      AgentStepReader.known("goal constraints procedure outputRequired verify");

  private final Findings findings;

  PromptBlocks(Findings findings) {
    this.findings = findings;
  }

  /** Empty when the step has none. */
  String render(AgentFields step) {
    DocumentNode node = step.value("promptBlocks");
    AgentFields fields =
        node == null
            ? null
            : AgentFields.of(node, step.pointer("promptBlocks"), "'promptBlocks'", KNOWN, findings);
    if (fields == null) {
      return "";
    }
    List<String> sections = new ArrayList<>();
    DocumentNode goal = fields.value("goal");
    if (goal != null) {
      sections.add("Goal: " + text(goal, fields.pointer("goal")));
    }
    list(fields, "constraints", "Constraints:", sections);
    list(fields, "procedure", "Procedure:", sections);
    outputs(fields, sections);
    list(fields, "verify", "Verify:", sections);
    return String.join("\n\n", sections);
  }

  private void list(AgentFields fields, String field, String heading, List<String> sections) {
    List<String> lines = new ArrayList<>(List.of(heading));
    fields.each(field, (item, at) -> lines.add("- " + text(item, at)));
    if (lines.size() > 1) {
      sections.add(String.join("\n", lines));
    }
  }

  private void outputs(AgentFields fields, List<String> sections) {
    DocumentNode node = fields.value("outputRequired");
    if (node == null || fields.object("outputRequired") == null) {
      return;
    }
    List<String> lines = new ArrayList<>(List.of("Required output:"));
    for (Map.Entry<String, DocumentNode.Field> field :
        ((DocumentNode.Mapping) node).fields().entrySet()) {
      String at = Place.pointer(fields.pointer("outputRequired"), field.getKey());
      lines.add("- " + field.getKey() + ": " + string(field.getValue().value(), at));
    }
    if (lines.size() > 1) {
      sections.add(String.join("\n", lines));
    }
  }

  private String text(DocumentNode node, String pointer) {
    if (!(node instanceof DocumentNode.Sequence parts)) {
      return string(node, pointer);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.items().size(); i++) {
      text.append(part(parts.items().get(i), pointer + "/" + i));
    }
    return text.toString();
  }

  private String part(DocumentNode node, String pointer) {
    boolean reference =
        node instanceof DocumentNode.Mapping mapping && mapping.fields().containsKey("refId");
    AgentFields fields =
        AgentFields.of(
            node,
            pointer,
            "the part of a prompt",
            AgentStepReader.known(reference ? "kind refId" : "kind text"),
            findings);
    if (fields == null) {
      return "";
    }
    List<String> kinds = List.of(reference ? "ref" : "text");
    if (!fields.required("kind", 1, 100, "it is text or ref").isEmpty()) {
      fields.choice("kind", kinds);
    }
    return reference
        ? "(see " + AgentFields.orEmpty(fields.text("refId", 1, 1_000)) + ")"
        : fields.required("text", 0, 100_000, "it is what the prompt says");
  }

  private String string(DocumentNode node, String pointer) {
    if (node instanceof DocumentNode.Scalar scalar && scalar.value().isTextual()) {
      return scalar.value().textValue();
    }
    findings.error(Place.of(pointer, node), "a prompt is a string, but this is " + node.kind());
    return "";
  }
}
