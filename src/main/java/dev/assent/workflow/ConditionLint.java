package dev.assent.workflow;

import dev.assent.platform.expression.Expression;
import dev.assent.workflow.Definition.ApprovalStep;
import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.ForEachStep;
import dev.assent.workflow.Definition.LoopStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.Way;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Points out conditions that do not depend on anything. */
final class ConditionLint {
  private final Function<Source, Expression> expressions;
  private final Findings findings;

  private ConditionLint(Function<Source, Expression> expressions, Findings findings) {
    this.expressions = expressions;
    this.findings = findings;
  }

  static void check(
      Definition definition, Function<Source, Expression> expressions, Findings findings) {
    new ConditionLint(expressions, findings).steps(definition.steps());
  }

  private void steps(List<Step> steps) {
    for (Step step : steps) {
      condition(step.common().when(), "the step never runs", "the step runs without it as well");
      if (step instanceof DecisionStep decision) {
        cases(decision);
        for (Way way : References.ways(decision)) {
          if (way instanceof Through through) {
            steps(through.steps());
          }
        }
      } else if (step instanceof ApprovalStep approval) {
        approval
            .stages()
            .forEach(
                stage ->
                    condition(
                        stage.when(),
                        "the stage is never asked",
                        "the stage is asked without it as well"));
      } else if (step instanceof ParallelStep parallel) {
        parallel.branches().forEach(this::steps);
      } else if (step instanceof ForEachStep forEach) {
        steps(forEach.steps());
      } else if (step instanceof LoopStep loop) {
        condition(loop.whileTrue(), "the loop never turns", "only 'atMost' ends the loop");
        condition(loop.untilTrue(), "only 'atMost' ends the loop", "the loop turns once");
        steps(loop.steps());
      }
    }
  }

  /** A last case that is always true is another way of writing the default. */
  private void cases(DecisionStep decision) {
    for (int i = 0; i < decision.cases().size(); i++) {
      boolean last = i == decision.cases().size() - 1 && decision.otherwise() == null;
      condition(
          decision.cases().get(i).when(),
          "the case is never taken",
          last ? null : "what stands behind it is never taken");
    }
  }

  private void condition(@Nullable Source source, String ifFalse, @Nullable String ifTrue) {
    if (source == null
        || !(expressions.apply(source).constant().orElse("") instanceof Boolean is)) {
      return;
    }
    String consequence = is ? ifTrue : ifFalse;
    if (consequence != null) {
      findings.warning(
          source.place(),
          "the condition '" + source.text() + "' is always " + is + "; " + consequence);
    }
  }
}
