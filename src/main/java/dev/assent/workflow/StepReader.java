package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.Definition.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads steps, nested ones included, and remembers the ids they declare. Serves one document. */
final class StepReader {
  static final int MAX_STEPS = 1_000;
  static final int MAX_NESTING = 10;
  static final int MAX_LIST = 100;
  static final Pattern STEP_ID = Pattern.compile("^[a-z0-9][a-z0-9-]{0,63}$");

  /** Names of variables. */
  static final Pattern VARIABLE = Pattern.compile("^[A-Za-z_][A-Za-z0-9_]{0,63}$");

  static final int MAX_ROLE = 64;

  /** Fields of other engines' documents. */
  static final Set<String> LATER_FIELDS =
      Set.of(
          "promptBlocks",
          "guidance",
          "agentRole",
          "requireConfirmation",
          "validationCriteria",
          "hasValidation",
          "runCondition",
          "askForFiles",
          "functionReferences",
          "functionCalls",
          "body",
          "conditions");

  private static final List<String> TYPES =
      Arrays.stream(StepType.values()).map(StepType::inDocument).toList();

  private final Findings findings;
  private final Map<String, Place> declared = new LinkedHashMap<>();
  private int count;

  StepReader(Findings findings) {
    this.findings = findings;
  }

  /** Every id that a step declares, also of steps that could not be read. */
  Set<String> declaredIds() {
    return declared.keySet();
  }

  List<Step> steps(Fields parent, String field, int depth) {
    List<Step> steps = new ArrayList<>();
    if (parent.required(field, "it lists at least one step") == null) {
      return steps;
    }
    if (depth > MAX_NESTING) {
      findings.error(
          parent.place(field), "steps are nested deeper than " + MAX_NESTING + " levels");
      return steps;
    }
    List<DocumentNode> items = parent.list(field, MAX_STEPS);
    if (items.isEmpty()
        && parent.value(field) instanceof DocumentNode.Sequence sequence
        && sequence.items().isEmpty()) {
      findings.error(parent.place(field), "'" + field + "' is empty; it needs at least one step");
    }
    for (int i = 0; i < items.size(); i++) {
      String at = parent.pointer(field) + "/" + i;
      if (++count == MAX_STEPS + 1) {
        findings.error(
            Place.of(at, items.get(i)), "the document has more than " + MAX_STEPS + " steps");
      }
      if (count > MAX_STEPS) {
        break;
      }
      Fields fields = Fields.of(items.get(i), at, "a step", findings);
      Step step = fields == null ? null : step(fields, depth);
      if (step != null) {
        steps.add(step);
      }
    }
    return steps;
  }

  private @Nullable Step step(Fields fields, int depth) {
    String id = fields.id("id", STEP_ID);
    if (id != null) {
      Place other = declared.putIfAbsent(id, fields.place("id"));
      if (other != null) {
        findings.error(
            fields.place("id"),
            "the id '" + id + "' is taken by the step in line " + other.line() + " already");
      }
    }
    StepType type = type(fields);
    if (type == null) {
      return null;
    }
    fields.refuseOthers("a step of type " + type.inDocument(), known(type), LATER_FIELDS);
    Common common = new CommonReader(findings).common(fields, type, id == null ? "" : id);
    return switch (type) {
      case TASK -> task(fields, common);
      case APPROVAL -> new ApprovalReader(findings).approval(fields, common);
      case CONSENSUS -> new ConsensusReader(fields, findings).consensus(common);
      case DECISION -> new DecisionReader(findings, this).decision(fields, common, depth);
      case PARALLEL -> new BlockReader(findings, this).parallel(fields, common, depth);
      case FOR_EACH -> new BlockReader(findings, this).forEach(fields, common, depth);
      case LOOP -> new BlockReader(findings, this).loop(fields, common, depth);
      case CALL, AGENT, NOTIFY, SUBWORKFLOW -> new WorkReader(findings).work(fields, type, common);
      case WAIT -> new WaitReader(findings).wait(fields, common);
    };
  }

  private static Step task(Fields fields, Common common) {
    String description =
        fields.value("description") instanceof DocumentNode.Scalar scalar
            ? scalar.value().asText()
            : null;
    return new Definition.TaskStep(
        common,
        fields.source("assignee"),
        fields.names("roles", MAX_LIST, MAX_ROLE),
        fields.schema("output"),
        description == null
            ? null
            : JsonNodeFactory.instance.objectNode().put("description", description));
  }

  private @Nullable StepType type(Fields fields) {
    if (!fields.has("type")) {
      findings.error(
          fields.place(),
          fields.has("prompt")
              ? "a step without 'type' but with 'prompt' is not run by this version of Assent; write"
                  + " type: agent, and which one by 'agent' or 'capability'"
              : "the field 'type' is missing; allowed are " + String.join(", ", TYPES));
      return null;
    }
    String text = fields.string("type", 100);
    if (text == null) {
      return null;
    }
    for (StepType type : StepType.values()) {
      if (type.inDocument().equals(text)) {
        return type;
      }
    }
    fields.refuseValue("type", text, TYPES, Set.of());
    return null;
  }

  private static Set<String> known(StepType type) {
    Set<String> known = new LinkedHashSet<>(CommonReader.FIELDS);
    known.addAll(
        switch (type) {
          case TASK -> List.of("assignee", "roles", "output");
          case APPROVAL -> ApprovalReader.fields();
          case CONSENSUS -> ConsensusReader.FIELDS;
          case DECISION -> List.of("cases", "default");
          case PARALLEL, FOR_EACH, LOOP -> BlockReader.fields(type);
          case CALL, AGENT, NOTIFY, SUBWORKFLOW -> WorkReader.fields(type);
          case WAIT -> WaitReader.FIELDS;
        });
    switch (type) {
      case TASK, APPROVAL, CONSENSUS, CALL, AGENT, NOTIFY, SUBWORKFLOW -> {
        known.addAll(CommonReader.LIMIT);
        known.add("compensate");
      }
      case DECISION, PARALLEL, FOR_EACH, LOOP, WAIT -> {}
    }
    return known;
  }

  /** Step ids in a list of references. */
  static List<Reference> references(Fields fields, String field) {
    List<Reference> references = new ArrayList<>();
    List<DocumentNode> items = fields.list(field, MAX_LIST);
    for (int i = 0; i < items.size(); i++) {
      String at = fields.pointer(field) + "/" + i;
      String id = fields.string(field, items.get(i), at, 1_000);
      if (id != null) {
        references.add(new Reference(id, Place.of(at, items.get(i))));
      }
    }
    return references;
  }
}
