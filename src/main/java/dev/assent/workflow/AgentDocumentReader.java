package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads documents for agents: sequences of prompts, whose steps have no type of ours. */
final class AgentDocumentReader {
  static final Pattern WORKFLOW_ID =
      Pattern.compile("^([a-z0-9_-]+|[a-z][a-z0-9_-]+\\.[a-z][a-z0-9_-]+)$");
  private static final Pattern SEMANTIC_VERSION =
      Pattern.compile(
          "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
              + "(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
              + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$");
  private static final Pattern SLOT = Pattern.compile("^[a-z][a-z0-9_]*$");
  private static final Pattern REFERENCE_ID = Pattern.compile("^[a-z][a-z0-9_-]*$");

  private static final Set<String> ONLY_HERE =
      Set.of(
          "preconditions",
          "clarificationPrompts",
          "metaGuidance",
          "functionDefinitions",
          "recommendedPreferences",
          "features",
          "extensionPoints",
          "references");
  private static final Set<String> KNOWN =
      AgentStepReader.known(
          "id name description version preconditions clarificationPrompts steps metaGuidance"
              + " functionDefinitions recommendedPreferences features extensionPoints references");

  private final Findings findings;
  private final AgentFields fields;

  private AgentDocumentReader(Findings findings, AgentFields fields) {
    this.findings = findings;
    this.fields = fields;
  }

  /**
   * Whether {@code root} is meant to be a document for agents: a step is told by a title or a
   * prompt and not by a type, or, where no step says anything, the document has fields that only
   * these documents have.
   */
  static boolean recognises(DocumentNode root) {
    if (!(root instanceof DocumentNode.Mapping document)) {
      return false;
    }
    boolean prompts = false;
    if (document.child("steps") instanceof DocumentNode.Sequence steps) {
      for (DocumentNode step : steps.items()) {
        DocumentNode type = step.child("type");
        if (type != null && !isLoop(type)) {
          return false;
        }
        prompts |=
            type == null
                && (step.child("title") != null
                    || step.child("prompt") != null
                    || step.child("promptBlocks") != null);
      }
    }
    return prompts || ONLY_HERE.stream().anyMatch(document.fields()::containsKey);
  }

  private static boolean isLoop(DocumentNode type) {
    return type instanceof DocumentNode.Scalar scalar
        && scalar.value().isTextual()
        && scalar.value().textValue().equals("loop");
  }

  /** Null when it is no object; of use only when {@code findings} has no errors. */
  static @Nullable AgentDocument read(DocumentNode root, Findings findings) {
    AgentFields fields = AgentFields.of(root, "", "the document", KNOWN, findings);
    return fields == null ? null : new AgentDocumentReader(findings, fields).document();
  }

  private AgentDocument document() {
    String id =
        fields.required("id", 3, 64, "it must match " + WORKFLOW_ID).isEmpty()
            ? null
            : fields.text("id", WORKFLOW_ID, 3, 64);
    String name = fields.required("name", 1, 128, "it is what people see");
    String description = fields.required("description", 1, 512, "it says what this is good for");
    String version = fields.text("version", SEMANTIC_VERSION, 1, 256);
    if (!fields.has("version")) {
      fields.warning("id", "the field 'version' is missing; other tools insist on it");
    }
    AgentDocument.Start start =
        new AgentDocument.Start(
            unique("preconditions", 256),
            unique("clarificationPrompts", 256),
            unique("metaGuidance", 256),
            references());
    fields.requireUnique("functionDefinitions");
    unique("features", 128);
    preferences();
    extensionPoints();
    if (!fields.has("steps")) {
      fields.error("steps", "the field 'steps' is missing; it is what there is to do");
    }
    AgentStepReader reader = new AgentStepReader(findings);
    AgentDocument document =
        new AgentDocument(
            AgentFields.orEmpty(id),
            name,
            description,
            version,
            start,
            new FunctionReader(findings).definitions(fields, "functionDefinitions"),
            reader.steps(fields));
    reader.checkReferences(document);
    return document;
  }

  private List<String> unique(String field, int most) {
    fields.requireUnique(field);
    return fields.texts(field, 1, most);
  }

  private void preferences() {
    DocumentNode node = fields.value("recommendedPreferences");
    AgentFields preferences =
        node == null
            ? null
            : AgentFields.of(
                node,
                fields.pointer("recommendedPreferences"),
                "'recommendedPreferences'",
                AgentStepReader.known("recommendedAutonomy recommendedRiskPolicy"),
                findings);
    if (preferences != null) {
      preferences.choice(
          "recommendedAutonomy",
          List.of("guided", "full_auto_stop_on_user_deps", "full_auto_never_stop"));
      preferences.choice(
          "recommendedRiskPolicy", List.of("conservative", "balanced", "aggressive"));
    }
  }

  private void extensionPoints() {
    fields.requireUnique("extensionPoints");
    fields.each(
        "extensionPoints",
        (item, at) -> {
          AgentFields point =
              AgentFields.of(
                  item,
                  at,
                  "the extension point",
                  AgentStepReader.known("slotId purpose default acceptedKinds"),
                  findings);
          if (point != null) {
            if (!point.required("slotId", 2, 64, "it must match " + SLOT).isEmpty()) {
              point.text("slotId", SLOT, 2, 64);
            }
            point.required("purpose", 1, 256, "it says what the slot is for");
            point.required("default", 1, 128, "it is what the slot holds otherwise");
            point.requireUnique("acceptedKinds");
            for (String kind : point.texts("acceptedKinds", 1, 100)) {
              if (!kind.equals("routine") && !kind.equals("workflow")) {
                point.error("acceptedKinds", "'" + kind + "' is neither routine nor workflow");
              }
            }
          }
        });
  }

  private List<JsonNode> references() {
    List<JsonNode> references = new ArrayList<>();
    fields.requireUnique("references");
    fields.each(
        "references",
        (item, at) -> {
          AgentFields reference =
              AgentFields.of(
                  item,
                  at,
                  "the reference",
                  AgentStepReader.known("id title source purpose authoritative resolveFrom"),
                  findings);
          if (reference != null) {
            if (!reference.required("id", 2, 64, "it must match " + REFERENCE_ID).isEmpty()) {
              reference.text("id", REFERENCE_ID, 2, 64);
            }
            reference.required("title", 1, 128, "it is what people see");
            reference.required("source", 1, 512, "it says where the document is");
            reference.required("purpose", 1, 512, "it says why the document matters");
            reference.flag("authoritative");
            if (!reference.has("authoritative")) {
              reference.error("id", "the field 'authoritative' is missing; it is true or false");
            }
            reference.choice("resolveFrom", List.of("workspace", "package"));
            references.add(item.toJson());
          }
        });
    return references;
  }
}
