package dev.assent.workflow;

import dev.assent.workflow.Definition.ApprovalStep;
import dev.assent.workflow.Definition.ConsensusStep;
import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.ForEachStep;
import dev.assent.workflow.Definition.LoopStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.TaskStep;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.Way;
import dev.assent.workflow.Definition.WorkStep;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Points out what is allowed but is probably not meant. */
final class Lint {
  private final WorkflowGraph graph;
  private final @Nullable Set<String> roles;
  private final Findings findings;
  private final Paths paths;
  private final BitSet reachable;
  private final Map<String, Integer> entries = new HashMap<>();

  private Lint(WorkflowGraph graph, @Nullable Set<String> roles, Findings findings) {
    this.graph = graph;
    this.roles = roles;
    this.findings = findings;
    this.paths = new Paths(graph);
    this.reachable = paths.reachable();
    graph.steps().forEach(info -> entries.put(info.id(), info.node()));
  }

  /**
   * @param roles the names of the roles that there are; null when that is not to be looked at
   */
  static void check(
      Definition definition, WorkflowGraph graph, @Nullable Set<String> roles, Findings findings) {
    new Lint(graph, roles, findings).steps(definition.steps());
  }

  private void steps(List<Step> steps) {
    for (Step step : steps) {
      int index = entries.getOrDefault(step.id(), 0);
      if (!reachable.get(index)) {
        warn(step, "nothing leads to the step '" + step.id() + "'; it never runs");
      }
      step(step, index);
    }
  }

  private void step(Step step, int index) {
    if (step instanceof DecisionStep decision) {
      decision(decision, index);
      for (Way way : References.ways(decision)) {
        if (way instanceof Through through) {
          steps(through.steps());
        }
      }
    } else if (step instanceof ParallelStep parallel) {
      join(parallel, index);
      parallel.branches().forEach(this::steps);
    } else if (step instanceof ForEachStep forEach) {
      steps(forEach.steps());
    } else if (step instanceof LoopStep loop) {
      loop(loop, index);
      steps(loop.steps());
    } else if (step instanceof TaskStep task) {
      roles(task.roles());
      if (task.assignee() == null && task.roles().isEmpty()) {
        warn(
            step,
            "the task '"
                + step.id()
                + "' has neither 'assignee' nor 'roles'; everybody may complete it");
      }
    } else if (step instanceof ApprovalStep approval) {
      approval.stages().forEach(stage -> roles(stage.roles()));
      approval.stages().forEach(this::named);
    } else if (step instanceof ConsensusStep consensus) {
      consensus(consensus);
    } else if (step instanceof WorkStep work) {
      roles(work.roles());
    }
    if (step.common().compensate() != null) {
      roles(step.common().compensate().roles());
    }
  }

  private void decision(DecisionStep step, int index) {
    boolean certain =
        step.cases().stream().anyMatch(one -> one.when().text().strip().equals("true"));
    if (step.otherwise() == null && !certain) {
      warn(
          step,
          "the decision '"
              + step.id()
              + "' has no 'default'; when no case is true the workflow goes on behind it");
    }
    Node.Exclusive node = (Node.Exclusive) graph.node(index);
    for (Node.Branch branch : node.cases()) {
      goesBack(step, index, branch);
    }
    goesBack(step, index, node.otherwise());
  }

  private void goesBack(DecisionStep step, int index, Node.Branch branch) {
    if (branch.target() <= index && paths.withoutWaiting(branch.target()).get(index)) {
      warn(
          step,
          "the decision '"
              + step.id()
              + "' goes back to a step before it with nothing between that waits; it may turn "
              + branch.atMost()
              + " times at once");
    }
  }

  private void join(ParallelStep step, int index) {
    Node.Fork fork = (Node.Fork) graph.node(index);
    int arriving = paths.arriving(fork);
    if (arriving < step.wanted()) {
      warn(
          step,
          "the step '"
              + step.id()
              + "' is never done: its join wants "
              + step.wanted()
              + " of "
              + step.branches().size()
              + " branches, but "
              + (arriving == 0 ? "none" : "only " + arriving)
              + " can come to the end; the others always end the instance or go elsewhere");
    }
  }

  private void loop(LoopStep step, int index) {
    Node.Loop loop = (Node.Loop) graph.node(index);
    Long times = times(loop);
    if (paths.withoutWaiting(loop.body()).get(index)) {
      warn(
          step,
          "the loop '"
              + step.id()
              + "' has nothing in it that waits; it may turn "
              + (times == null ? loop.atMost() : Math.min(times, loop.atMost()))
              + " times at once");
    }
    if (step.atMost() == null && times == null) {
      warn(
          step,
          "the loop '"
              + step.id()
              + "' has no 'atMost'; after "
              + loop.atMost()
              + " turns it "
              + (loop.goOn() ? "ends" : "fails"));
    }
    if (times != null && times > loop.atMost()) {
      warn(
          step,
          "the loop '"
              + step.id()
              + "' is to turn "
              + times
              + " times, but 'atMost' is "
              + loop.atMost());
    }
  }

  private static @Nullable Long times(Node.Loop loop) {
    return loop.times() != null && loop.times().constant().orElse("") instanceof Long times
        ? times
        : null;
  }

  /** Where only roles are asked it is known whose weights and vetoes count. */
  private void named(WrittenStage stage) {
    if (!stage.asked().users().isEmpty() || stage.lookUp() != null) {
      return;
    }
    List<String> asked = Reference.ids(stage.asked().roles());
    Set<String> named = new LinkedHashSet<>(stage.weights().keySet());
    named.addAll(stage.policy().veto());
    for (String name : named) {
      if (!asked.contains(name)) {
        findings.warning(
            stage.place(),
            "'"
                + name
                + "' has a weight or a veto here, but is not asked"
                + Spelling.hint(name, asked));
      }
    }
  }

  private void consensus(ConsensusStep step) {
    if (step.onReject() != null && step.ballot().neverRejects()) {
      findings.warning(
          step.onReject().target().place(),
          "no option of the step '"
              + step.id()
              + "' has 'meaning: reject'; 'onReject' is never taken");
    }
    boolean dropsInVain =
        Boolean.TRUE.equals(step.ballot().rules().dropLast())
            && Objects.requireNonNullElse(step.ballot().rules().rounds(), 1) == 1;
    if (dropsInVain) {
      warn(
          step,
          "the step '"
              + step.id()
              + "' has one round only, so 'dropLast' changes nothing; give 'rounds' as well");
    }
  }

  private void roles(List<Reference> mentioned) {
    if (roles == null) {
      return;
    }
    for (Reference role : mentioned) {
      if (!roles.contains(role.id())) {
        findings.warning(
            role.place(),
            "there is no role '"
                + role.id()
                + "' yet; nobody can have it"
                + Spelling.hint(role.id(), roles));
      }
    }
  }

  private void warn(Step step, String detail) {
    findings.warning(step.common().place(), detail);
  }
}
