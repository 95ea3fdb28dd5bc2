package dev.assent.workflow;

import dev.assent.workflow.Definition.ApprovalStep;
import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.Computed;
import dev.assent.workflow.Definition.ConsensusStep;
import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.Fielded;
import dev.assent.workflow.Definition.ForEachStep;
import dev.assent.workflow.Definition.Listed;
import dev.assent.workflow.Definition.LoopStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Part;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.TaskStep;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.WaitStep;
import dev.assent.workflow.Definition.Way;
import dev.assent.workflow.Definition.WorkStep;
import dev.assent.workflow.ExpressionCompiler.Wanted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds all expressions of a document, with what each must yield and what it sees. */
final class ExpressionUses {

  /** An expression in its place. */
  record Use(Source source, Wanted wanted, Scope scope) {}

  private final List<Use> uses = new ArrayList<>();
  private final Set<String> variables = new LinkedHashSet<>();

  private ExpressionUses() {}

  static ExpressionUses of(Definition definition) {
    ExpressionUses uses = new ExpressionUses();
    definition
        .variables()
        .forEach(
            (name, source) -> {
              uses.variables.add(name);
              uses.add(source, Wanted.ANYTHING, Scope.START);
            });
    uses.add(definition.result(), Scope.WORKFLOW);
    uses.steps(definition.steps(), Scope.WORKFLOW);
    return uses;
  }

  /** Outer ones before inner ones; otherwise in the order of the text. */
  List<Use> list() {
    return uses;
  }

  List<Source> sources() {
    return uses.stream().map(Use::source).toList();
  }

  /** The names of all variables that get a value somewhere. */
  Set<String> variables() {
    return variables;
  }

  private void steps(List<Step> steps, Scope scope) {
    steps.forEach(step -> step(step, scope));
  }

  private void step(Step step, Scope scope) {
    common(step.common(), scope);
    if (step instanceof TaskStep task) {
      add(task.assignee(), Wanted.NAME, scope);
    } else if (step instanceof ApprovalStep approval) {
      approval(approval, scope);
    } else if (step instanceof ConsensusStep consensus) {
      ballot(consensus.ballot(), scope);
    } else if (step instanceof DecisionStep decision) {
      decision.cases().forEach(one -> add(one.when(), Wanted.CONDITION, scope));
      for (Way way : References.ways(decision)) {
        if (way instanceof Through through) {
          steps(through.steps(), scope);
        }
      }
    } else if (step instanceof ParallelStep parallel) {
      parallel.branches().forEach(branch -> steps(branch, scope));
    } else if (step instanceof ForEachStep forEach) {
      Scope inside = scope.with(Scope.ITEM).with(Scope.INDEX);
      add(forEach.items(), Wanted.LIST, scope);
      steps(forEach.steps(), inside);
      add(forEach.result(), Wanted.ANYTHING, inside);
    } else if (step instanceof LoopStep loop) {
      add(loop.whileTrue(), Wanted.CONDITION, scope);
      add(loop.untilTrue(), Wanted.CONDITION, scope);
      add(loop.times(), Wanted.INTEGER, scope);
      steps(loop.steps(), scope.with(Scope.INDEX));
    } else if (step instanceof WorkStep work) {
      work(work, scope);
    } else if (step instanceof WaitStep wait) {
      add(wait.durationOf(), Wanted.DURATION, scope);
      add(wait.until(), Wanted.TIME, scope);
      add(wait.correlation(), Wanted.TEXT, scope);
    }
  }

  private void approval(ApprovalStep approval, Scope scope) {
    for (WrittenStage stage : approval.stages()) {
      add(stage.when(), Wanted.CONDITION, scope);
      stage.users().forEach(user -> add(user, Wanted.NAMES, scope));
    }
    add(approval.subject().title(), Wanted.TEXT, scope);
    add(approval.subject().description(), Wanted.TEXT, scope);
    add(approval.subject().data(), scope);
  }

  private void ballot(WrittenBallot ballot, Scope scope) {
    add(ballot.title(), Wanted.TEXT, scope);
    add(ballot.description(), Wanted.TEXT, scope);
    ballot.computedOptions().forEach(options -> add(options, Wanted.ENTRIES, scope));
    for (WrittenBallot.Voters voters : ballot.participants()) {
      add(voters.users(), Wanted.ENTRIES, scope);
      add(voters.weightOf(), Wanted.NUMBER, scope);
    }
  }

  private void common(Common common, Scope scope) {
    add(common.when(), Wanted.CONDITION, scope);
    common
        .set()
        .forEach(
            (name, source) -> {
              variables.add(name);
              add(source, Wanted.ANYTHING, scope.with(Scope.OUTPUT));
            });
    WorkStep compensation = common.compensate();
    if (compensation != null) {
      common(compensation.common(), scope);
      work(compensation, scope);
    }
  }

  private void work(WorkStep work, Scope scope) {
    if (work.request() instanceof Fielded request) {
      request(request, work.type(), scope);
    }
    if (work.kept() != null) {
      add(work.kept().key(), Wanted.TEXT, scope);
    }
    add(work.result(), Wanted.ANYTHING, scope.with(Scope.OUTPUT));
  }

  private void request(Fielded request, StepType type, Scope scope) {
    request
        .fields()
        .forEach(
            (field, part) -> {
              if (type == StepType.CALL && field.equals("http") && part instanceof Fielded http) {
                request(http, type, scope);
              } else {
                add(part, wanted(field), scope);
              }
            });
  }

  /** What an expression of a request must yield, by the field it stands in. */
  private static Wanted wanted(String field) {
    return switch (field) {
      case "to" -> Wanted.NAMES;
      case "url", "headers", "message", "businessKey" -> Wanted.TEXT;
      default -> Wanted.ANYTHING;
    };
  }

  private void add(@Nullable Part part, Scope scope) {
    if (part != null) {
      add(part, Wanted.ANYTHING, scope);
    }
  }

  private void add(Part part, Wanted wanted, Scope scope) {
    if (part instanceof Computed computed) {
      add(computed.source(), wanted, scope);
    } else if (part instanceof Listed listed) {
      listed.items().forEach(item -> add(item, wanted, scope));
    } else if (part instanceof Fielded fielded) {
      fielded.fields().values().forEach(one -> add(one, wanted, scope));
    }
  }

  private void add(@Nullable Source source, Wanted wanted, Scope scope) {
    if (source != null) {
      uses.add(new Use(source, wanted, scope));
    }
  }
}
