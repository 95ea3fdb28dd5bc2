package dev.assent.workflow;

import dev.assent.workflow.Definition.Case;
import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.Way;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads steps of type decision. */
final class DecisionReader {
  private static final List<String> WAYS = List.of("goto", "end", "steps");
  private static final Set<String> DEFAULT =
      new LinkedHashSet<>(List.of("goto", "atMost", "end", "steps"));
  private static final Set<String> CASE =
      new LinkedHashSet<>(List.of("when", "goto", "atMost", "end", "steps"));

  private final Findings findings;
  private final StepReader steps;

  DecisionReader(Findings findings, StepReader steps) {
    this.findings = findings;
    this.steps = steps;
  }

  Definition.DecisionStep decision(Fields fields, Common common, int depth) {
    fields.required("cases", "it lists conditions and where they lead");
    List<DocumentNode> items = fields.list("cases", StepReader.MAX_LIST);
    if (items.isEmpty() && fields.value("cases") instanceof DocumentNode.Sequence) {
      findings.error(fields.place("cases"), "'cases' needs at least one case");
    }
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String at = fields.pointer("cases") + "/" + i;
      Fields one = Fields.of(items.get(i), at, "a case", findings);
      Case read = one == null ? null : oneCase(one, depth);
      if (read != null) {
        cases.add(read);
      }
    }
    return new Definition.DecisionStep(common, cases, otherwise(fields, depth));
  }

  private @Nullable Case oneCase(Fields fields, int depth) {
    fields.refuseOthers("a case", CASE, Set.of());
    fields.required("when", "it says when the case is taken");
    Source when = fields.source("when");
    Way way = way(fields, "a case", depth);
    return when == null || way == null ? null : new Case(when, way);
  }

  private @Nullable Way otherwise(Fields fields, int depth) {
    DocumentNode value = fields.value("default");
    Fields otherwise =
        value == null ? null : Fields.of(value, fields.pointer("default"), "'default'", findings);
    if (otherwise == null) {
      return null;
    }
    otherwise.refuseOthers("'default'", DEFAULT, Set.of());
    return way(otherwise, "'default'", depth);
  }

  private @Nullable Way way(Fields fields, String what, int depth) {
    List<String> given = WAYS.stream().filter(fields::has).toList();
    if (given.size() != 1) {
      findings.error(
          fields.place(),
          what
              + " needs exactly one of goto, end and steps, but has "
              + (given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    if (fields.has("atMost") && !fields.has("goto")) {
      findings.error(fields.place("atMost"), "'atMost' bounds a 'goto', and there is none");
    }
    if (fields.has("steps")) {
      return new Definition.Through(steps.steps(fields, "steps", depth + 1));
    }
    if (fields.has("end")) {
      return new Definition.Finish(
          fields.choice("end", Outcome.class, Outcome.COMPLETED, Set.of("cancelled", "failed")));
    }
    return ApprovalReader.goTo(fields);
  }
}
