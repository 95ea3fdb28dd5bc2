package dev.assent.workflow;

import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads steps of the types that hold other steps in branches or bodies. */
final class BlockReader {
  static final int MAX_TURNS = 1_000;
  static final int MAX_PARALLEL = 100;
  static final int DEFAULT_TURNS = 100;

  private static final List<String> CONDITIONS = List.of("while", "until", "times");

  private final Findings findings;
  private final StepReader steps;

  BlockReader(Findings findings, StepReader steps) {
    this.findings = findings;
    this.steps = steps;
  }

  static List<String> fields(StepType type) {
    return switch (type) {
      case PARALLEL -> List.of("branches", "join");
      case FOR_EACH -> List.of("items", "parallel", "atMost", "steps", "result");
      case LOOP -> List.of("while", "until", "times", "atMost", "atLimit", "steps");
      default -> throw new IllegalArgumentException(type + " holds no steps in a block");
    };
  }

  Step parallel(Fields fields, Common common, int depth) {
    List<List<Step>> branches = new ArrayList<>();
    fields.required("branches", "it lists what runs at the same time");
    List<DocumentNode> items = fields.list("branches", StepReader.MAX_LIST);
    if (items.isEmpty() && fields.value("branches") instanceof DocumentNode.Sequence) {
      findings.error(fields.place("branches"), "'branches' needs at least one branch");
    }
    for (int i = 0; i < items.size(); i++) {
      Fields branch =
          Fields.of(items.get(i), fields.pointer("branches") + "/" + i, "a branch", findings);
      if (branch != null) {
        branch.refuseOthers("a branch", new LinkedHashSet<>(List.of("name", "steps")), Set.of());
        branch.string("name", DocumentReader.MAX_NAME);
        branches.add(steps.steps(branch, "steps", depth + 1));
      }
    }
    return new Definition.ParallelStep(common, branches, wanted(fields, items.size()));
  }

  private static int wanted(Fields fields, int branches) {
    DocumentNode join = fields.value("join");
    if (join instanceof DocumentNode.Scalar scalar && scalar.value().isIntegralNumber()) {
      Integer wanted = fields.integer("join", 1, Math.max(branches, 1));
      return wanted == null ? branches : wanted;
    }
    String text = fields.string("join", 100);
    if (text != null && !text.equals("all") && !text.equals("any")) {
      fields.refuseValue("join", text, List.of("all", "any", "a number of branches"), Set.of());
    }
    return "any".equals(text) ? 1 : branches;
  }

  @Nullable Step forEach(Fields fields, Common common, int depth) {
    fields.required("items", "it is an expression that yields the list");
    Source items = fields.source("items");
    Integer parallel = fields.integer("parallel", 1, MAX_PARALLEL);
    Integer atMost = fields.integer("atMost", 1, MAX_TURNS);
    List<Step> body = steps.steps(fields, "steps", depth + 1);
    Source result = fields.source("result");
    return items == null
        ? null
        : new Definition.ForEachStep(
            common,
            items,
            parallel == null ? 1 : parallel,
            atMost == null ? DEFAULT_TURNS : atMost,
            body,
            result);
  }

  Step loop(Fields fields, Common common, int depth) {
    List<String> given = CONDITIONS.stream().filter(fields::has).toList();
    if (given.size() != 1) {
      findings.error(
          fields.place(),
          "a loop needs exactly one of while, until and times, but has "
              + (given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    return new Definition.LoopStep(
        common,
        fields.source("while"),
        fields.source("until"),
        fields.source("times"),
        fields.integer("atMost", 1, MAX_TURNS),
        fields.choice("atLimit", AtLimit.class, AtLimit.FAIL, Set.of()) == AtLimit.CONTINUE,
        steps.steps(fields, "steps", depth + 1));
  }

  /** What follows when a loop comes to its bound. */
  private enum AtLimit {
    FAIL,
    CONTINUE
  }
}
