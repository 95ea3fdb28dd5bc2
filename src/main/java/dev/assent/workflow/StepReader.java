package dev.assent.workflow;

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

  private static final List<String> COMMON =
      List.of("id", "name", "title", "description", "type", "when");
  private static final List<String> TYPES =
      Arrays.stream(StepType.values()).map(StepType::inDocument).toList();
  private static final Set<String> LATER_TYPES =
      Set.of("consensus", "forEach", "loop", "call", "agent", "wait", "notify", "subworkflow");
  private static final Set<String> LATER_FIELDS =
      Set.of(
          "timeout",
          "onTimeout",
          "retry",
          "compensate",
          "bean",
          "http",
          "prompt",
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
          "loop",
          "escalateTo",
          "quorum",
          "veto",
          "conditions",
          "output");

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
    Common common = common(fields, id == null ? "" : id);
    return switch (type) {
      case TASK ->
          new Definition.TaskStep(
              common, fields.source("assignee"), fields.strings("roles", MAX_LIST, 64));
      case APPROVAL -> new ApprovalReader(findings).approval(fields, common);
      case DECISION -> new DecisionReader(findings, this).decision(fields, common, depth);
      case PARALLEL -> parallel(fields, common, depth);
    };
  }

  private Common common(Fields fields, String id) {
    String name = fields.string("name", DocumentReader.MAX_NAME);
    String title = fields.string("title", DocumentReader.MAX_NAME);
    if (fields.has("name") && fields.has("title")) {
      findings.error(
          fields.place("title"), "'title' is another word for 'name'; give only one of them");
    }
    fields.string("description", DocumentReader.MAX_DESCRIPTION);
    String shown = name != null ? name : title != null ? title : id;
    return new Common(id, shown, fields.source("when"), fields.place("id"));
  }

  private @Nullable StepType type(Fields fields) {
    if (!fields.has("type")) {
      findings.error(
          fields.place(),
          fields.has("prompt")
              ? "a step without 'type' but with 'prompt' is an agent's, which is not run by this"
                  + " version of Assent"
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
    fields.refuseValue("type", text, TYPES, LATER_TYPES);
    return null;
  }

  private static Set<String> known(StepType type) {
    Set<String> known = new LinkedHashSet<>(COMMON);
    known.addAll(
        switch (type) {
          case TASK -> List.of("assignee", "roles");
          case APPROVAL -> List.of("approvers", "policy", "onReject", "priority");
          case DECISION -> List.of("cases", "default");
          case PARALLEL -> List.of("branches", "join");
        });
    return known;
  }

  private Step parallel(Fields fields, Common common, int depth) {
    List<List<Step>> branches = new ArrayList<>();
    fields.required("branches", "it lists what runs at the same time");
    List<DocumentNode> items = fields.list("branches", MAX_LIST);
    if (items.isEmpty() && fields.value("branches") instanceof DocumentNode.Sequence) {
      findings.error(fields.place("branches"), "'branches' needs at least one branch");
    }
    for (int i = 0; i < items.size(); i++) {
      Fields branch =
          Fields.of(items.get(i), fields.pointer("branches") + "/" + i, "a branch", findings);
      if (branch != null) {
        branch.refuseOthers("a branch", new LinkedHashSet<>(List.of("name", "steps")), Set.of());
        branch.string("name", DocumentReader.MAX_NAME);
        branches.add(steps(branch, "steps", depth + 1));
      }
    }
    join(fields);
    return new Definition.ParallelStep(common, branches);
  }

  private void join(Fields fields) {
    DocumentNode join = fields.value("join");
    if (join instanceof DocumentNode.Scalar scalar && scalar.value().isIntegralNumber()) {
      findings.error(
          fields.place("join"),
          "a join of some branches is not run by this version of Assent, which runs all");
      return;
    }
    String text = fields.string("join", 100);
    if (text != null && !text.equals("all")) {
      fields.refuseValue("join", text, List.of("all"), Set.of("any"));
    }
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
