package dev.assent.workflow;

import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.GoTo;
import dev.assent.workflow.Definition.Limit;
import dev.assent.workflow.Definition.WorkStep;
import dev.assent.workflow.WrittenStage.Asked;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields that steps of several types have. */
final class CommonReader {
  static final List<String> FIELDS =
      List.of("id", "name", "title", "description", "type", "when", "required", "onFailure", "set");
  static final List<String> LIMIT = List.of("timeout", "onTimeout");

  private static final Set<String> GO_TO = new LinkedHashSet<>(List.of("goto", "atMost"));
  private static final Set<String> COMPENSATION =
      new LinkedHashSet<>(
          List.of(
              "type", "name", "title", "description", "required", "onFailure", "set", "timeout"));

  private final Findings findings;

  CommonReader(Findings findings) {
    this.findings = findings;
  }

  Common common(Fields fields, StepType type, String id) {
    return common(fields, id, shown(fields, id), limit(fields, type), compensation(fields, id));
  }

  private Common common(
      Fields fields,
      String id,
      String shown,
      @Nullable Limit limit,
      @Nullable WorkStep compensation) {
    fields.string("description", DocumentReader.MAX_DESCRIPTION);
    return new Common(
        id,
        shown,
        fields.source("when"),
        fields.place("id"),
        onFailure(fields),
        fields.sources("set", StepReader.VARIABLE, StepReader.MAX_LIST),
        limit,
        compensation);
  }

  private String shown(Fields fields, String otherwise) {
    String name = fields.string("name", DocumentReader.MAX_NAME);
    String title = fields.string("title", DocumentReader.MAX_NAME);
    if (fields.has("name") && fields.has("title")) {
      findings.error(
          fields.place("title"), "'title' is another word for 'name'; give only one of them");
    }
    return name != null ? name : title != null ? title : otherwise;
  }

  private Node.OnFailure onFailure(Fields fields) {
    Node.OnFailure onFailure =
        fields.choice(
            "onFailure", Node.OnFailure.class, Node.OnFailure.INCIDENT, Set.of("escalate"));
    if (!fields.has("required")) {
      return onFailure;
    }
    if (fields.has("onFailure")) {
      findings.error(
          fields.place("required"),
          "'required' is another word for 'onFailure' (true: fail, false: continue); give only one"
              + " of them");
    }
    return fields.flag("required") ? Node.OnFailure.FAIL : Node.OnFailure.CONTINUE;
  }

  private @Nullable Limit limit(Fields fields, StepType type) {
    Duration after = fields.duration("timeout");
    DocumentNode value = fields.value("onTimeout");
    if (value == null) {
      return after == null ? null : new Limit(after, null, null);
    }
    if (!fields.has("timeout")) {
      findings.error(
          fields.place("onTimeout"), "'onTimeout' needs 'timeout', such as timeout: PT72H");
    }
    Fields onTimeout = Fields.of(value, fields.pointer("onTimeout"), "'onTimeout'", findings);
    if (onTimeout != null && type == StepType.APPROVAL && onTimeout.has("escalateTo")) {
      Asked asked = escalateTo(onTimeout);
      return after == null ? null : new Limit(after, null, asked);
    }
    GoTo to = onTimeout == null ? null : onTimeout(onTimeout);
    return after == null ? null : new Limit(after, to, null);
  }

  private Asked escalateTo(Fields onTimeout) {
    onTimeout.refuseOthers("'onTimeout' with 'escalateTo'", Set.of("escalateTo"), Set.of());
    AskedReader reader = new AskedReader(findings);
    return reader.asked(reader.named(onTimeout, "escalateTo"), "escalateTo", null);
  }

  private static @Nullable GoTo onTimeout(Fields fields) {
    if (fields.has("escalateTo")) {
      fields.refuseOthers("'onTimeout', where 'escalateTo' is for approvals", GO_TO, Set.of());
      return null;
    }
    fields.refuseOthers("'onTimeout'", GO_TO, Set.of("end", "steps"));
    fields.required("goto", "it names the step to go on with");
    return ApprovalReader.goTo(fields);
  }

  private @Nullable WorkStep compensation(Fields fields, String id) {
    DocumentNode value = fields.value("compensate");
    Fields work =
        value == null
            ? null
            : Fields.of(value, fields.pointer("compensate"), "'compensate'", findings);
    if (work == null) {
      return null;
    }
    StepType type = compensationType(work);
    if (type == null) {
      return null;
    }
    Set<String> known = new LinkedHashSet<>(COMPENSATION);
    known.addAll(WorkReader.fields(type));
    work.refuseOthers(
        "a compensation of type " + type.inDocument(), known, StepReader.LATER_FIELDS);
    String shown = shown(work, shownOf(fields, id));
    return new WorkReader(findings)
        .work(work, type, common(work, id, shown, limit(work, type), null));
  }

  private static String shownOf(Fields fields, String id) {
    for (String field : List.of("name", "title")) {
      if (fields.value(field) instanceof DocumentNode.Scalar scalar) {
        return scalar.value().asText();
      }
    }
    return id;
  }

  private static @Nullable StepType compensationType(Fields fields) {
    List<String> types = WorkReader.TYPES.stream().map(StepType::inDocument).toList();
    if (fields.required("type", "allowed are " + String.join(", ", types)) == null) {
      return null;
    }
    String text = fields.string("type", 100);
    for (StepType type : WorkReader.TYPES) {
      if (type.inDocument().equals(text)) {
        return type;
      }
    }
    if (text != null) {
      fields.refuseValue("type", text, types, Set.of());
    }
    return null;
  }
}
