package dev.assent.workflow;

import dev.assent.workflow.Definition.ApprovalStep;
import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.Finish;
import dev.assent.workflow.Definition.GoTo;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.TaskStep;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.Way;
import dev.assent.workflow.Node.Branch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the graph of a document without errors. Nodes stand in the order of the text, a join behind
 * its branches and the end last; so every flow but a goto leads to a higher index, and each cycle
 * has a goto to count.
 */
final class GraphBuilder {
  static final int DEFAULT_AT_MOST = 100;

  private final Function<Source, Expression> expressions;
  private final Map<String, Integer> entries = new HashMap<>();
  private final Map<String, Integer> joins = new HashMap<>();
  private final List<StepInfo> infos = new ArrayList<>();
  private final List<@Nullable Node> nodes = new ArrayList<>();
  private int regions = 1;
  private int jumps;

  private GraphBuilder(Function<Source, Expression> expressions) {
    this.expressions = expressions;
  }

  static WorkflowGraph build(Definition definition, Function<Source, Expression> expressions) {
    GraphBuilder builder = new GraphBuilder(expressions);
    int size = builder.number(definition.steps(), 0);
    for (int i = 0; i <= size; i++) {
      builder.nodes.add(null);
    }
    builder.steps(definition.steps(), 0, size);
    builder.put(new Node.End(size, null, 0, Outcome.COMPLETED));
    List<Node> nodes = new ArrayList<>(size + 1);
    for (Node node : builder.nodes) {
      if (node == null) {
        throw new IllegalStateException("node " + nodes.size() + " was numbered but not made");
      }
      nodes.add(node);
    }
    return new WorkflowGraph(
        definition.id(), definition.name(), nodes, 0, definition.input(), builder.infos);
  }

  /** Gives every step its first node; yields the next free index. */
  private int number(List<Step> steps, int first) {
    int index = first;
    for (Step step : steps) {
      entries.put(step.id(), index);
      infos.add(new StepInfo(step.id(), step.common().name(), type(step), index));
      index++;
      if (step instanceof DecisionStep decision) {
        for (Way way : References.ways(decision)) {
          if (way instanceof Through through) {
            index = number(through.steps(), index);
          } else if (way instanceof Finish) {
            index++;
          }
        }
      } else if (step instanceof ParallelStep parallel) {
        for (List<Step> branch : parallel.branches()) {
          index = number(branch, index);
        }
        joins.put(step.id(), index++);
      }
    }
    return index;
  }

  private static StepType type(Step step) {
    if (step instanceof TaskStep) {
      return StepType.TASK;
    }
    if (step instanceof ApprovalStep) {
      return StepType.APPROVAL;
    }
    return step instanceof DecisionStep ? StepType.DECISION : StepType.PARALLEL;
  }

  private int entry(Step step) {
    return entry(step.id());
  }

  private int entry(String id) {
    return index(entries, id);
  }

  private static int index(Map<String, Integer> indices, String id) {
    Integer index = indices.get(id);
    if (index == null) {
      throw new IllegalStateException("the step " + id + " has no node");
    }
    return index;
  }

  /**
   * Makes the nodes of {@code steps}; the last of them leads to {@code after}. Yields the next free
   * index.
   */
  private int steps(List<Step> steps, int region, int after) {
    int free = -1;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      free = step(step, region, i + 1 < steps.size() ? entry(steps.get(i + 1)) : after);
    }
    return free;
  }

  private int step(Step step, int region, int next) {
    int index = entry(step);
    Common common = step.common();
    Expression when = condition(common.when());
    if (step instanceof TaskStep task) {
      put(
          new Node.Task(
              index,
              task.id(),
              region,
              common.name(),
              when,
              next,
              task.assignee() == null ? null : expressions.apply(task.assignee()),
              task.roles()));
      return index + 1;
    }
    if (step instanceof ApprovalStep approval) {
      put(approval(approval, index, region, when, next));
      return index + 1;
    }
    return step instanceof DecisionStep decision
        ? decision(decision, index, region, when, next)
        : parallel((ParallelStep) step, index, region, when, next);
  }

  private Node approval(
      ApprovalStep step, int index, int region, @Nullable Expression when, int next) {
    GoTo onReject = step.onReject();
    return new Node.Approval(
        index,
        step.id(),
        region,
        step.common().name(),
        when,
        next,
        step.users().stream().map(user -> expressions.apply(user)).toList(),
        step.roles(),
        step.policy(),
        step.notRequester(),
        step.distinctFrom().stream().map(Definition.Reference::id).toList(),
        onReject == null
            ? null
            : new Node.Jump(entry(onReject.target().id()), bound(onReject), jumps++),
        step.priority());
  }

  private int decision(
      DecisionStep step, int index, int region, @Nullable Expression when, int next) {
    int[] free = {index + 1};
    List<Branch> cases = new ArrayList<>();
    for (Definition.Case one : step.cases()) {
      cases.add(way(step, condition(one.when()), one.way(), region, next, free));
    }
    Way last = step.otherwise();
    Branch otherwise =
        last == null ? new Branch(null, next, 0, -1) : way(step, null, last, region, next, free);
    put(
        new Node.Exclusive(
            index, step.id(), region, step.common().name(), when, next, cases, otherwise));
    return free[0];
  }

  /**
   * @param free the next free index, moved on past the nodes of this way
   */
  private Branch way(
      DecisionStep step, @Nullable Expression when, Way way, int region, int next, int[] free) {
    int first = free[0];
    if (way instanceof Through through) {
      free[0] = steps(through.steps(), region, next);
      return new Branch(when, first, 0, -1);
    }
    if (way instanceof Finish finish) {
      free[0] = first + 1;
      put(new Node.End(first, step.id(), region, finish.outcome()));
      return new Branch(when, first, 0, -1);
    }
    GoTo jump = (GoTo) way;
    int target = entry(jump.target().id());
    boolean forward = target > entry(step);
    return forward && jump.atMost() == null
        ? new Branch(when, target, 0, -1)
        : new Branch(when, target, bound(jump), jumps++);
  }

  private int parallel(
      ParallelStep step, int index, int region, @Nullable Expression when, int next) {
    int count = step.branches().size();
    int[] branches = new int[count];
    int[] branchRegions = new int[count];
    int join = index(joins, step.id());
    int free = index + 1;
    for (int i = 0; i < count; i++) {
      branches[i] = free;
      branchRegions[i] = regions++;
      free = steps(step.branches().get(i), branchRegions[i], join);
    }
    put(
        new Node.Fork(
            index,
            step.id(),
            region,
            step.common().name(),
            when,
            next,
            branches,
            branchRegions,
            join));
    put(new Node.Join(join, step.id(), region, next, count));
    return join + 1;
  }

  private @Nullable Expression condition(@Nullable Source source) {
    return source == null ? null : expressions.apply(source);
  }

  private static int bound(GoTo jump) {
    Integer atMost = jump.atMost();
    return atMost == null ? DEFAULT_AT_MOST : atMost;
  }

  private void put(Node node) {
    nodes.set(node.index(), node);
  }
}
