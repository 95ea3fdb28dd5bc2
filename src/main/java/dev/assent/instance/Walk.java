package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.instance.Effect.StepKind;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.workflow.InputSchema;
import dev.assent.workflow.Node;
import dev.assent.workflow.Outcome;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moves paths on, from node to node, until each of them waits or the instance has ended. */
final class Walk {
  private final Run run;
  private final WorkflowGraph graph;
  private final Entrance entrance;
  private final Ending ending;
  private final Turns turns;
  private final Deque<Position> ahead = new ArrayDeque<>();
  private int passed;

  Walk(Run run) {
    this.run = run;
    this.graph = run.graph();
    this.entrance = new Entrance(run, this);
    this.ending = new Ending(run);
    this.turns = new Turns(run, this);
  }

  Ending ending() {
    return ending;
  }

  Entrance entrance() {
    return entrance;
  }

  Turns turns() {
    return turns;
  }

  /** Has a path go on at {@code node} next. */
  void to(Area area, int node) {
    ahead.addFirst(new Position(area.id, node));
  }

  /** Has a path go on at {@code node} when the others have. */
  void toLast(Area area, int node) {
    ahead.addLast(new Position(area.id, node));
  }

  /** Runs on until every path waits or the instance has ended. */
  void go() {
    while (!ahead.isEmpty() && run.isOpen() && run.ending() == null) {
      Position at = ahead.removeFirst();
      if (run.isHeld()) {
        run.park(at);
      } else if ((++passed > Engine.MAX_AUTOMATIC_NODES || run.isSpent())
          && graph.node(at.node()) instanceof Node.StepNode step) {
        halt(at, step);
      } else {
        enter(run.area(at.scope()), graph.node(at.node()));
      }
    }
  }

  /**
   * The workflow runs in circles: a person has to look, and nothing goes on meanwhile. If a loop
   * turned and nothing else is open in it, it is the loop that is stopped: to pass over the step
   * that it had just come to would only have it turn again.
   */
  private void halt(Position at, Node.StepNode step) {
    while (!ahead.isEmpty()) {
      run.park(ahead.removeFirst());
    }
    String detail =
        run.isSpent()
            ? "there is too much to compute at once, before a step that waits"
            : "passed " + Engine.MAX_AUTOMATIC_NODES + " steps without coming to one that waits";
    Area area = run.area(at.scope());
    Position circle = turns.circle(area, step);
    if (circle == null) {
      incident(area, step, run.newId(), new Token.Incident(detail, false, null), StepKind.BOUND);
    } else {
      incident(
          run.area(circle.scope()),
          (Node.StepNode) graph.node(circle.node()),
          run.newId(),
          new Token.Incident(detail, false, at),
          StepKind.BOUND);
    }
  }

  /** Has a loop that was stopped go on where it was. */
  void goOn(Position within) {
    ahead.addFirst(within);
  }

  private void enter(Area area, Node node) {
    if (node instanceof Node.StepNode step) {
      begin(area, step, run.newId());
    } else if (node instanceof Node.Join join) {
      arrive(area, join);
    } else if (node instanceof Node.Return back) {
      comeBack(area, graph.node(back.owner()));
    } else if (node instanceof Node.End end) {
      ending.end(
          end.outcome() == Outcome.COMPLETED ? InstanceState.COMPLETED : InstanceState.REJECTED);
    }
  }

  /**
   * Begins a step, for the first time or again.
   *
   * @param id of the token, if it comes to one
   */
  void begin(Area area, Node.StepNode step, UUID id) {
    try {
      Expression when = step.when();
      if (when == null || when.test(run.variables().at(area, step))) {
        entrance.into(area, step, id);
      } else {
        run.change(area, step.step(), StepState.SKIPPED, "STEP_SKIPPED", null);
        to(area, step.next());
      }
    } catch (ExpressionException e) {
      failed(area, step, id, String.valueOf(e.getMessage()), false, StepKind.EXPRESSION);
    }
  }

  /** Ends a step well and goes on behind it. */
  void complete(
      Area area,
      Node.StepNode step,
      UUID id,
      @Nullable JsonNode output,
      @Nullable String decision,
      List<String> by) {
    run.put(area, step.step(), run.record(area, step.step()).with(output, decision, by));
    leave(area, step, id);
  }

  /** Draws the consequences of a step whose output is known, and goes on behind it. */
  void leave(Area area, Node.StepNode step, UUID id) {
    StepRecord record = run.record(area, step.step());
    try {
      consequences(area, step, record.output());
    } catch (ExpressionException e) {
      failed(area, step, id, String.valueOf(e.getMessage()), true, StepKind.EXPRESSION);
      return;
    }
    done(area, step);
    area.last = step.step();
    on(area, step);
  }

  /** Ends a step well, with what is known of it, and leads nowhere. */
  void done(Area area, Node.StepNode step) {
    StepRecord record = run.record(area, step.step());
    run.change(
        area,
        step.step(),
        StepState.COMPLETED,
        "STEP_COMPLETED",
        data(record.decision(), record.output()));
  }

  private void on(Area area, Node.StepNode step) {
    if (step.next() < 0) {
      ending.undone();
    } else {
      to(area, step.next());
    }
  }

  /**
   * Sets the variables that a step sets and notes how it is undone.
   *
   * @throws ExpressionException before anything has changed
   */
  void consequences(Area area, Node.StepNode step, @Nullable JsonNode output) {
    Node.Frame frame = step.frame();
    Map<String, Object> seen =
        frame.set().isEmpty() && frame.compensation() < 0
            ? Map.of()
            : run.variables().behind(area, step, output);
    List<EngineCommand.Assigned> values = new ArrayList<>();
    frame
        .set()
        .forEach((name, value) -> values.add(new EngineCommand.Assigned(name, value.json(seen))));
    JsonNode undo =
        frame.compensation() < 0
            ? null
            : run.kept(
                "the request of the compensation",
                ((Node.Work) graph.node(frame.compensation())).request().fill(seen),
                Bounds.MAX_REQUEST_BYTES);
    if (undo != null) {
      Bounds.checkCount("steps to be compensated", run.undo().size() + 1, Bounds.MAX_UNDO);
    }
    assign(values);
    if (undo != null) {
      run.undo().add(new Execution.Undo(frame.compensation(), undo));
    }
  }

  /**
   * Gives variables new values, all or none.
   *
   * @throws ExpressionException when they would become too large
   */
  void assign(List<EngineCommand.Assigned> values) {
    if (!values.isEmpty()) {
      run.set(values);
    }
  }

  private static @Nullable ObjectNode data(@Nullable String decision, @Nullable JsonNode output) {
    if (decision == null && output == null) {
      return null;
    }
    ObjectNode data = Json.mapper().createObjectNode();
    if (decision != null) {
      data.put("decision", decision);
    }
    if (output != null) {
      data.set("output", output);
    }
    return data;
  }

  /**
   * A step has failed for good: what then, is its own to say.
   *
   * @param leaving its work is done, only what follows from it failed
   */
  void failed(Area area, Node.StepNode step, UUID id, String why, boolean leaving, StepKind kind) {
    String detail = Bounds.told(why);
    Node.OnFailure then = step.frame().onFailure();
    if (then == Node.OnFailure.INCIDENT) {
      incident(area, step, id, new Token.Incident(detail, leaving, null), kind);
    } else {
      giveUp(area, step, detail, then == Node.OnFailure.FAIL);
    }
  }

  /**
   * @param endsInstance else it goes on behind the step
   */
  void giveUp(Area area, Node.StepNode step, String detail, boolean endsInstance) {
    run.activate(area, step.step(), null);
    run.put(area, step.step(), run.record(area, step.step()).failed(detail));
    run.change(
        area,
        step.step(),
        StepState.FAILED,
        "STEP_FAILED",
        Json.mapper().createObjectNode().put("detail", detail));
    if (endsInstance && step.next() >= 0) {
      run.failure(new Execution.Failure(step.step(), detail));
      ending.end(InstanceState.FAILED);
    } else {
      on(area, step);
    }
  }

  private void incident(
      Area area, Node.StepNode step, UUID id, Token.Incident incident, StepKind kind) {
    run.activate(area, step.step(), null);
    run.add(
        new Token(
            id,
            step.index(),
            step.step(),
            Entrance.type(step),
            run.surroundings().now(),
            null,
            area.id,
            0,
            null,
            incident,
            false));
    run.event(
        "INCIDENT_OPENED",
        step.step(),
        Json.mapper()
            .createObjectNode()
            .put("incidentId", id.toString())
            .put("kind", kind.name())
            .put("detail", incident.detail()));
    run.effect(new Effect.OpenIncident(id, step.step(), kind, incident.detail()));
  }

  private void arrive(Area area, Node.Join join) {
    int arrived = area.joins.merge(join.index(), 1, Integer::sum);
    if (arrived == join.wanted()) {
      Node.StepNode fork = (Node.StepNode) graph.node(graph.entry(join.step()));
      if (join.wanted() < join.arity()) {
        leaveInside(area, fork);
      }
      area.joins.remove(join.index());
      complete(area, fork, run.newId(), null, null, List.of());
    }
  }

  /** Ends everything that is open within {@code container}, also what is still ahead. */
  void leaveInside(Area area, Node.StepNode container) {
    ahead.removeIf(position -> run.extents().isInside(area, container, position));
    run.departure().cancelInside(area, container);
  }

  /** The end of a body has been reached in {@code area}. */
  private void comeBack(Area area, Node owner) {
    if (owner instanceof Node.Loop loop) {
      turns.next(area, loop, run.newId(), loop.untilTrue());
    } else if (owner instanceof Node.ForEach each) {
      turns.finish(area, each);
    }
  }

  /** Takes the answer of a job. */
  void answered(Area area, Node.Work work, UUID id, JsonNode answer) {
    JsonNode output;
    try {
      InputSchema schema = work.outputSchema();
      List<FieldError> violations = schema == null ? List.of() : schema.violations(answer);
      if (!violations.isEmpty()) {
        FieldError first = violations.get(0);
        throw new ExpressionException(
            "the answer is not what the step expects: "
                + first.detail()
                + (first.pointer() == null ? "" : " at " + first.pointer()));
      }
      Expression result = work.result();
      output =
          run.kept(
              "the output",
              result == null ? answer : result.json(run.variables().behind(area, work, answer)),
              Bounds.MAX_OUTPUT_BYTES);
    } catch (ExpressionException e) {
      failed(area, work, id, String.valueOf(e.getMessage()), false, StepKind.JOB);
      return;
    }
    complete(area, work, id, output, null, List.of());
  }

  /**
   * Leads a path from a step that is no longer active to {@code target}, out of whatever branch or
   * body it is in.
   */
  void jump(Area from, Node.StepNode source, int target) {
    Node to = graph.node(target);
    run.event(
        "GOTO",
        source.step(),
        Json.mapper().createObjectNode().put("target", String.valueOf(to.step())));
    Area area = from;
    while (area.owner >= 0
        && !graph.encloses(((Node.ForEach) graph.node(area.owner)).bodyRegion(), to.region())) {
      area = run.area(area.parent);
    }
    if (to.region() != source.region() || area != from) {
      Node.StepNode container = run.openContainer(area, to.region());
      if (container != null) {
        leaveInside(area, container);
        run.change(area, container.step(), StepState.CANCELLED, "STEP_CANCELLED", null);
      }
    }
    to(area, target);
  }
}
