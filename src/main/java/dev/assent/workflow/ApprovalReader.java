package dev.assent.workflow;

import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.GoTo;
import dev.assent.workflow.Definition.Limit;
import dev.assent.workflow.Definition.Reference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads steps of type approval. */
final class ApprovalReader {
  static final int MAX_JUMPS = 1_000;
  static final int MAX_STAGES = 20;
  static final int MAX_CATEGORY = 100;

  /** The name of the stage of a step that has no other. */
  static final String ONLY = "approval";

  private static final List<String> OWN =
      List.of(
          "stages", "routing", "subject", "category", "risk", "priority", "onResubmit", "onReject");
  private static final Pattern ROUTING = Pattern.compile("^[a-z0-9-]{1,64}$");
  private static final List<String> PRIORITIES = List.of("LOW", "NORMAL", "HIGH", "URGENT");
  private static final List<String> RISKS = List.of("LOW", "MEDIUM", "HIGH", "CRITICAL");
  private static final Set<String> SUBJECT =
      new LinkedHashSet<>(List.of("title", "description", "data"));

  private final Findings findings;

  ApprovalReader(Findings findings) {
    this.findings = findings;
  }

  /** What an approval step may have beside what all steps have. */
  static List<String> fields() {
    Set<String> fields = new LinkedHashSet<>(StageReader.SHARED);
    fields.addAll(OWN);
    return List.copyOf(fields);
  }

  Definition.ApprovalStep approval(Fields fields, Common common) {
    Limit limit = common.limit();
    boolean escalates = limit != null && limit.escalateTo() != null;
    boolean routed = fields.has("routing");
    boolean staged = fields.has("stages") && !routed;
    return new Definition.ApprovalStep(
        escalates ? common.withoutLimit() : common,
        routed
            ? List.of()
            : staged
                ? stages(fields, escalates)
                : List.of(new StageReader(fields, findings).only(limit)),
        routed ? routing(fields, escalates) : null,
        subject(fields),
        fields.choice(
            "onResubmit",
            ApprovalStage.OnResubmit.class,
            ApprovalStage.OnResubmit.KEEP_DECIDED,
            Set.of()),
        staged || routed ? fields.duration("expires") : null,
        onReject(fields),
        priority(fields));
  }

  /** The policy that says what otherwise the step does; null when reported. */
  private @Nullable Reference routing(Fields fields, boolean escalates) {
    Set<String> others = new LinkedHashSet<>(StageReader.SHARED);
    others.addAll(List.of("stages", "onResubmit"));
    others.remove("expires");
    for (String field : others) {
      if (fields.has(field)) {
        findings.error(
            fields.place(field),
            "'" + field + "' is for the policy of 'routing' to say; leave it out of the step");
      }
    }
    if (escalates) {
      findings.error(
          fields.place("onTimeout"),
          "'escalateTo' is for the policy of 'routing' to say, by the 'escalations' of its stages");
    }
    String policy = fields.id("routing", ROUTING);
    return policy == null ? null : new Reference(policy, fields.place("routing"));
  }

  private List<WrittenStage> stages(Fields fields, boolean escalates) {
    for (String field : StageReader.SHARED) {
      if (fields.has(field) && !field.equals("expires")) {
        findings.error(
            fields.place(field),
            "'" + field + "' is said by each of the 'stages'; leave it out of the step");
      }
    }
    if (escalates) {
      findings.error(
          fields.place("onTimeout"),
          "'escalateTo' is for a step without 'stages'; write 'escalations' in the stages");
    }
    List<DocumentNode> items = fields.list("stages", MAX_STAGES);
    if (items.isEmpty() && fields.value("stages") instanceof DocumentNode.Sequence) {
      findings.error(fields.place("stages"), "'stages' needs at least one stage");
    }
    List<WrittenStage> stages = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < items.size(); i++) {
      String at = fields.pointer("stages") + "/" + i;
      Fields one = Fields.of(items.get(i), at, "a stage", findings);
      if (one != null) {
        WrittenStage stage = new StageReader(one, findings).oneOf("stage-" + (i + 1), names);
        if (!names.add(stage.name())) {
          findings.error(
              one.place("name"), "'" + stage.name() + "' is the name of another stage as well");
        }
        stages.add(stage);
      }
    }
    return stages;
  }

  private Definition.Subject subject(Fields fields) {
    DocumentNode value = fields.value("subject");
    Fields subject =
        value == null ? null : Fields.of(value, fields.pointer("subject"), "'subject'", findings);
    if (subject != null) {
      subject.refuseOthers("'subject'", SUBJECT, Set.of());
    }
    String risk = oneOf(fields, "risk", RISKS);
    return new Definition.Subject(
        subject == null ? null : subject.source("title"),
        subject == null ? null : subject.source("description"),
        subject == null ? null : PartReader.read(subject, "data", findings),
        text(fields, "description"),
        fields.string("category", MAX_CATEGORY),
        risk == null ? null : ApprovalStage.Risk.valueOf(risk));
  }

  /** Of a field that was checked already. */
  private static @Nullable String text(Fields fields, String field) {
    return fields.value(field) instanceof DocumentNode.Scalar scalar && scalar.value().isTextual()
        ? scalar.value().textValue()
        : null;
  }

  private @Nullable GoTo onReject(Fields fields) {
    DocumentNode value = fields.value("onReject");
    Fields onReject =
        value == null ? null : Fields.of(value, fields.pointer("onReject"), "'onReject'", findings);
    if (onReject == null) {
      return null;
    }
    onReject.refuseOthers(
        "'onReject'", new LinkedHashSet<>(List.of("goto", "atMost")), Set.of("end", "steps"));
    onReject.required("goto", "it names the step to go back to");
    return goTo(onReject);
  }

  /** The fields goto and atMost; null when there is no usable goto. */
  static @Nullable GoTo goTo(Fields fields) {
    String target = fields.string("goto", 1_000);
    Integer atMost = fields.integer("atMost", 1, MAX_JUMPS);
    return target == null ? null : new GoTo(new Reference(target, fields.place("goto")), atMost);
  }

  private static int priority(Fields fields) {
    String text = oneOf(fields, "priority", PRIORITIES);
    return PRIORITIES.indexOf(text == null ? "NORMAL" : text);
  }

  /** Null when absent or reported. */
  private static @Nullable String oneOf(Fields fields, String field, List<String> allowed) {
    String text = fields.string(field, 100);
    if (text != null && !allowed.contains(text)) {
      fields.refuseValue(field, text, allowed, Set.of());
      return null;
    }
    return text;
  }
}
