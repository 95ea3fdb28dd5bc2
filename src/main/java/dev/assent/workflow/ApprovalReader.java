package dev.assent.workflow;

import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.GoTo;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.Definition.Source;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads steps of type approval. */
final class ApprovalReader {
  static final int MAX_JUMPS = 1_000;

  private static final Set<String> LATER_POLICIES =
      Set.of("quorum", "majority", "unanimous", "weighted", "multi_criteria");
  private static final List<String> PRIORITIES = List.of("LOW", "NORMAL", "HIGH", "URGENT");
  private static final Set<String> APPROVERS =
      new LinkedHashSet<>(List.of("users", "roles", "notRequester", "distinctFrom"));

  private final Findings findings;

  ApprovalReader(Findings findings) {
    this.findings = findings;
  }

  Definition.ApprovalStep approval(Fields fields, Common common) {
    DocumentNode value =
        fields.required("approvers", "it says who decides, by 'users', 'roles' or both");
    Fields approvers =
        value == null
            ? null
            : Fields.of(value, fields.pointer("approvers"), "'approvers'", findings);
    List<Source> users = List.of();
    List<Reference> roles = List.of();
    List<Reference> distinctFrom = List.of();
    boolean notRequester = false;
    if (approvers != null) {
      approvers.refuseOthers("'approvers'", APPROVERS, Set.of("capabilities", "weights", "stages"));
      users = approvers.sources("users");
      roles = approvers.names("roles", StepReader.MAX_LIST, StepReader.MAX_ROLE);
      notRequester = approvers.flag("notRequester");
      distinctFrom = StepReader.references(approvers, "distinctFrom");
      if (approvers.isEmpty("users") && approvers.isEmpty("roles")) {
        findings.error(
            approvers.place(), "'approvers' names nobody; give 'users', 'roles' or both");
      }
    }
    return new Definition.ApprovalStep(
        common,
        users,
        roles,
        fields.choice("policy", ApprovalPolicy.class, ApprovalPolicy.ANY, LATER_POLICIES),
        notRequester,
        distinctFrom,
        onReject(fields),
        priority(fields));
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
    String text = fields.string("priority", 100);
    if (text != null && !PRIORITIES.contains(text)) {
      fields.refuseValue("priority", text, PRIORITIES, Set.of());
    }
    return text == null ? PRIORITIES.indexOf("NORMAL") : Math.max(0, PRIORITIES.indexOf(text));
  }
}
