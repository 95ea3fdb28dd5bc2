package dev.assent.workflow;

import dev.assent.platform.expression.Expression;
import dev.assent.workflow.Definition.ApprovalStep;
import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.ConsensusStep;
import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.Finish;
import dev.assent.workflow.Definition.ForEachStep;
import dev.assent.workflow.Definition.GoTo;
import dev.assent.workflow.Definition.Limit;
import dev.assent.workflow.Definition.LoopStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.TaskStep;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.WaitStep;
import dev.assent.workflow.Definition.Way;
import dev.assent.workflow.Definition.WorkStep;
import dev.assent.workflow.Node.Branch;
import dev.assent.workflow.Node.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the graph of a document without errors. Nodes stand as {@link Numbering} has them; so every
 * flow but a goto and a return leads to a higher index, and each cycle has a counter.
 */
final class GraphBuilder {
  static final int DEFAULT_AT_MOST = 100;

  private final Compiled compiled;
  private final Numbering numbers;
  private final List<@Nullable Node> nodes = new ArrayList<>();
  private int regions = 1;
  private int counters;

  private GraphBuilder(Numbering numbers, Function<Source, Expression> expressions) {
    this.numbers = numbers;
    this.compiled = new Compiled(expressions);
    for (int i = 0; i < numbers.size(); i++) {
      nodes.add(null);
    }
  }

  static WorkflowGraph build(Definition definition, Function<Source, Expression> expressions) {
    Numbering numbers = Numbering.of(definition.steps());
    GraphBuilder builder = new GraphBuilder(numbers, expressions);
    builder.steps(definition.steps(), 0, numbers.end());
    builder.put(new Node.End(numbers.end(), null, 0, Outcome.COMPLETED));
    return new WorkflowGraph(
        definition.id(),
        definition.name(),
        builder.made(),
        0,
        definition.input(),
        numbers.infos(),
        builder.compiled.expressions(definition.variables()),
        definition.result() == null ? null : builder.compiled.template(definition.result()),
        Compiled.schema(definition.output()));
  }

  private List<Node> made() {
    List<Node> made = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      if (node == null) {
        throw new IllegalStateException("node " + made.size() + " was numbered but not made");
      }
      made.add(node);
    }
    return made;
  }

  /** Makes the nodes of {@code steps}; the last of them leads to {@code after}. */
  private void steps(List<Step> steps, int region, int after) {
    for (int i = 0; i < steps.size(); i++) {
      int next = i + 1 < steps.size() ? numbers.entry(steps.get(i + 1).id()) : after;
      step(steps.get(i), frame(steps.get(i).common(), region, next));
    }
  }

  private Frame frame(Common common, int region, int next) {
    int compensation = -1;
    WorkStep undo = common.compensate();
    if (undo != null) {
      compensation = numbers.compensation(common.id());
      Frame frame = frame(undo.common(), compensation, common.id() + ".compensate", region, -1, -1);
      put(work(undo, frame));
    }
    return frame(common, numbers.entry(common.id()), common.id(), region, next, compensation);
  }

  private Frame frame(
      Common common, int index, String step, int region, int next, int compensation) {
    return new Frame(
        index,
        step,
        region,
        common.name(),
        compiled.optional(common.when()),
        next,
        common.onFailure(),
        compiled.expressions(common.set()),
        timeout(common.limit()),
        compensation);
  }

  private Node.@Nullable Timeout timeout(@Nullable Limit limit) {
    return limit == null ? null : new Node.Timeout(limit.after(), jump(limit.onTimeout()));
  }

  private Node.@Nullable Jump jump(@Nullable GoTo to) {
    return to == null
        ? null
        : new Node.Jump(numbers.entry(to.target().id()), bound(to), counters++);
  }

  private void step(Step step, Frame frame) {
    if (step instanceof TaskStep task) {
      put(
          new Node.Task(
              frame,
              compiled.optional(task.assignee()),
              Reference.ids(task.roles()),
              Compiled.schema(task.output()),
              task.brief()));
    } else if (step instanceof ApprovalStep approval) {
      put(approval(approval, frame));
    } else if (step instanceof ConsensusStep consensus) {
      put(
          new Node.Consensus(
              frame,
              consensus.ballot().compiled(compiled),
              jump(consensus.onReject()),
              jump(consensus.onNoConsensus())));
    } else if (step instanceof DecisionStep decision) {
      decision(decision, frame);
    } else if (step instanceof ParallelStep parallel) {
      parallel(parallel, frame);
    } else if (step instanceof ForEachStep forEach) {
      forEach(forEach, frame);
    } else if (step instanceof LoopStep loop) {
      loop(loop, frame);
    } else if (step instanceof WorkStep work) {
      put(work(work, frame));
    } else if (step instanceof WaitStep wait) {
      put(
          new Node.Wait(
              frame,
              compiled.optional(wait.durationOf()),
              compiled.optional(wait.until()),
              wait.signal(),
              compiled.optional(wait.correlation())));
    }
  }

  private Node approval(ApprovalStep step, Frame frame) {
    Definition.Subject subject = step.subject();
    return new Node.Approval(
        frame,
        step.stages().stream().map(stage -> stage.compiled(compiled)).toList(),
        step.routing() == null ? null : step.routing().id(),
        new Node.Subject(
            compiled.optional(subject.title()),
            compiled.optional(subject.description()),
            subject.data() == null ? null : compiled.template(subject.data()),
            subject.text(),
            subject.category(),
            subject.risk()),
        step.onResubmit(),
        step.expires(),
        jump(step.onReject()),
        step.priority());
  }

  private void decision(DecisionStep step, Frame frame) {
    List<Branch> branches = new ArrayList<>();
    for (Definition.Case one : step.cases()) {
      branches.add(way(compiled.expression(one.when()), one.way(), frame));
    }
    Way last = step.otherwise();
    Branch otherwise =
        last == null ? new Branch(null, frame.next(), 0, -1) : way(null, last, frame);
    put(new Node.Exclusive(frame, branches, otherwise));
  }

  private Branch way(@Nullable Expression when, Way way, Frame frame) {
    int first = numbers.first(way);
    if (way instanceof Through through) {
      steps(through.steps(), frame.region(), frame.next());
      return new Branch(when, first, 0, -1);
    }
    if (way instanceof Finish finish) {
      put(new Node.End(first, frame.step(), frame.region(), finish.outcome()));
      return new Branch(when, first, 0, -1);
    }
    GoTo to = (GoTo) way;
    int target = numbers.entry(to.target().id());
    boolean forward = target > frame.index();
    return forward && to.atMost() == null
        ? new Branch(when, target, 0, -1)
        : new Branch(when, target, bound(to), counters++);
  }

  private void parallel(ParallelStep step, Frame frame) {
    int count = step.branches().size();
    int[] branches = new int[count];
    int[] branchRegions = new int[count];
    int join = numbers.closing(step.id());
    for (int i = 0; i < count; i++) {
      List<Step> branch = step.branches().get(i);
      branches[i] = numbers.entry(branch.get(0).id());
      branchRegions[i] = regions++;
      steps(branch, branchRegions[i], join);
    }
    put(new Node.Fork(frame, branches, branchRegions, join));
    put(new Node.Join(join, step.id(), frame.region(), frame.next(), count, step.wanted()));
  }

  private void forEach(ForEachStep step, Frame frame) {
    int region = regions++;
    body(step, step.steps(), frame, region);
    put(
        new Node.ForEach(
            frame,
            compiled.expression(step.items()),
            step.atMost(),
            step.parallel(),
            numbers.entry(step.steps().get(0).id()),
            region,
            compiled.optional(step.result())));
  }

  private void loop(LoopStep step, Frame frame) {
    int region = regions++;
    int counter = counters++;
    body(step, step.steps(), frame, region);
    put(
        new Node.Loop(
            frame,
            compiled.optional(step.whileTrue()),
            compiled.optional(step.untilTrue()),
            compiled.optional(step.times()),
            step.atMost() == null ? BlockReader.DEFAULT_TURNS : step.atMost(),
            step.goOn(),
            numbers.entry(step.steps().get(0).id()),
            region,
            counter));
  }

  private void body(Step owner, List<Step> steps, Frame frame, int region) {
    int end = numbers.closing(owner.id());
    steps(steps, region, end);
    put(new Node.Return(end, owner.id(), region, frame.index()));
  }

  private Node work(WorkStep step, Frame frame) {
    return new Node.Work(
        frame,
        step.type(),
        compiled.template(step.request()),
        step.retry(),
        step.kept() == null
            ? null
            : new Node.Cached(compiled.expression(step.kept().key()), step.kept().timeToLive()),
        compiled.optional(step.result()),
        Compiled.schema(step.output()));
  }

  private static int bound(GoTo jump) {
    Integer atMost = jump.atMost();
    return atMost == null ? DEFAULT_AT_MOST : atMost;
  }

  private void put(Node node) {
    nodes.set(node.index(), node);
  }
}
