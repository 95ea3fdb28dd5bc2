package dev.assent.workflow;

import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.TaskStep;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.Way;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Points out what is allowed but is probably not meant. */
final class Lint {
  private final WorkflowGraph graph;
  private final Findings findings;
  private final BitSet reachable;
  private final Map<String, Integer> entries = new HashMap<>();

  private Lint(WorkflowGraph graph, Findings findings) {
    this.graph = graph;
    this.findings = findings;
    this.reachable = reach(graph.start(), false);
    graph.steps().forEach(info -> entries.put(info.id(), info.node()));
  }

  static void check(Definition definition, WorkflowGraph graph, Findings findings) {
    new Lint(graph, findings).steps(definition.steps());
  }

  private void steps(List<Step> steps) {
    for (Step step : steps) {
      int index = entries.getOrDefault(step.id(), 0);
      if (!reachable.get(index)) {
        findings.warning(
            step.common().place(), "nothing leads to the step '" + step.id() + "'; it never runs");
      }
      if (step instanceof DecisionStep decision) {
        decision(decision, index);
        for (Way way : References.ways(decision)) {
          if (way instanceof Through through) {
            steps(through.steps());
          }
        }
      } else if (step instanceof ParallelStep parallel) {
        parallel.branches().forEach(this::steps);
      } else if (step instanceof TaskStep task
          && task.assignee() == null
          && task.roles().isEmpty()) {
        findings.warning(
            step.common().place(),
            "the task '"
                + step.id()
                + "' has neither 'assignee' nor 'roles'; everybody may complete it");
      }
    }
  }

  private void decision(DecisionStep step, int index) {
    boolean certain =
        step.cases().stream().anyMatch(one -> one.when().text().strip().equals("true"));
    if (step.otherwise() == null && !certain) {
      findings.warning(
          step.common().place(),
          "the decision '"
              + step.id()
              + "' has no 'default'; when no case is true the workflow goes on behind it");
    }
    Node.Exclusive node = (Node.Exclusive) graph.node(index);
    for (Node.Branch branch : node.cases()) {
      loop(step, index, branch);
    }
    loop(step, index, node.otherwise());
  }

  private void loop(DecisionStep step, int index, Node.Branch branch) {
    if (branch.target() <= index && reach(branch.target(), true).get(index)) {
      findings.warning(
          step.common().place(),
          "the decision '"
              + step.id()
              + "' goes back to a step before it with no task and no approval between; it may turn "
              + branch.atMost()
              + " times at once");
    }
  }

  /** The nodes that can be reached from one, itself included. */
  private BitSet reach(int from, boolean withoutPeople) {
    BitSet seen = new BitSet(graph.nodes().size());
    Deque<Integer> open = new ArrayDeque<>(List.of(from));
    seen.set(from);
    while (!open.isEmpty()) {
      Node node = graph.node(open.pop());
      boolean person = node instanceof Node.Task || node instanceof Node.Approval;
      if (withoutPeople && person) {
        continue;
      }
      for (int target : WorkflowGraph.targets(node).toArray()) {
        if (!seen.get(target)) {
          seen.set(target);
          open.push(target);
        }
      }
    }
    return seen;
  }
}
