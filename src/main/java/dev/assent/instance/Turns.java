package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.instance.Effect.StepKind;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.json.Json;
import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The turns of loops and of {@code forEach}, on behalf of a {@link Walk}. */
final class Turns {
  private final Run run;
  private final Walk walk;
  private final WorkflowGraph graph;
  private final Map<Integer, Integer> turned = new HashMap<>();

  Turns(Run run, Walk walk) {
    this.run = run;
    this.walk = walk;
    this.graph = run.graph();
  }

  /** The outermost loop around a step that has turned more than once, with only this path in it. */
  @Nullable Position circle(Area from, Node.StepNode step) {
    Position found = null;
    Area area = from;
    Node.StepNode holder = graph.holder(step.region());
    while (holder != null) {
      if (holder instanceof Node.ForEach) {
        area = run.area(area.parent);
      }
      if (turned.getOrDefault(holder.index(), 0) > 1 && !run.isOpenInside(area, holder)) {
        found = new Position(area.id, holder.index());
      }
      holder = graph.holder(holder.region());
    }
    return found;
  }

  /**
   * Begins the next turn of a loop, or ends it.
   *
   * @param until the condition that ends it now; null before the first turn
   */
  void next(Area area, Node.Loop loop, UUID id, @Nullable Expression until) {
    int turns = area.jumps.getOrDefault(loop.counter(), 0);
    boolean another;
    try {
      Map<String, Object> seen = run.variables().at(area, loop);
      if (loop.whileTrue() != null) {
        another = loop.whileTrue().test(seen);
      } else if (loop.times() != null) {
        another = turns < Bounds.count(loop.times(), seen);
      } else {
        another = until == null || !until.test(seen);
      }
    } catch (ExpressionException e) {
      walk.failed(area, loop, id, String.valueOf(e.getMessage()), turns > 0, StepKind.EXPRESSION);
      return;
    }
    if (another && turns >= loop.atMost() && !loop.goOn()) {
      walk.failed(
          area,
          loop,
          id,
          "has turned " + turns + " times, which is its bound (atMost)",
          true,
          StepKind.BOUND);
    } else if (another && turns < loop.atMost()) {
      area.jumps.put(loop.counter(), turns + 1);
      turned.merge(loop.index(), 1, Integer::sum);
      walk.to(area, loop.body());
    } else {
      walk.complete(area, loop, id, null, null, List.of());
    }
  }

  /** A turn of {@code each} has come to the end of the body. */
  void finish(Area turn, Node.ForEach each) {
    Area area = run.area(turn.parent);
    JsonNode result = turn.last == null ? null : turn.record(turn.last).output();
    try {
      Expression wanted = each.result();
      if (wanted != null) {
        result =
            run.kept(
                "the result",
                wanted.json(run.variables().at(turn, graph.node(each.body()))),
                Bounds.MAX_OUTPUT_BYTES);
      }
    } catch (ExpressionException e) {
      walk.leaveInside(area, each);
      walk.failed(
          area, each, run.newId(), String.valueOf(e.getMessage()), false, StepKind.EXPRESSION);
      return;
    }
    run.endTurn(turn);
    Scope.Each before = area.each.get(each.index());
    if (before == null) {
      throw new IllegalStateException("step " + each.step() + " is not running");
    }
    List<JsonNode> results = new ArrayList<>(before.results());
    results.set(turn.index, result == null ? NullNode.instance : result);
    Scope.Each after = new Scope.Each(before.items(), before.started(), before.done() + 1, results);
    area.each.put(each.index(), after);
    if (after.done() == after.items().size()) {
      area.each.remove(each.index());
      finishAll(area, each, results);
    } else if (after.started() < after.items().size()) {
      walk.entrance().nextTurn(area, each);
    }
  }

  /** Ends a step whose turns have all come to their end. */
  void finishAll(Area area, Node.ForEach each, List<JsonNode> results) {
    ArrayNode list = Json.mapper().createArrayNode().addAll(results);
    try {
      run.kept("the results", list, Bounds.MAX_OUTPUT_BYTES);
    } catch (ExpressionException e) {
      walk.failed(area, each, run.newId(), String.valueOf(e.getMessage()), false, StepKind.BOUND);
      return;
    }
    walk.complete(area, each, run.newId(), list, null, List.of());
  }
}
