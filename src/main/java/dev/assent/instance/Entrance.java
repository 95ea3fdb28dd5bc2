package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.consensus.BallotOrder;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.json.Json;
import dev.assent.workflow.Node;
import dev.assent.workflow.StepType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What happens when a path comes to a step, for each type of step. */
final class Entrance {
  private final Run run;
  private final Walk walk;

  Entrance(Run run, Walk walk) {
    this.run = run;
    this.walk = walk;
  }

  static StepType type(Node.StepNode step) {
    if (step instanceof Node.Work work) {
      return work.type();
    }
    if (step instanceof Node.Task) {
      return StepType.TASK;
    }
    if (step instanceof Node.Approval) {
      return StepType.APPROVAL;
    }
    if (step instanceof Node.Consensus) {
      return StepType.CONSENSUS;
    }
    if (step instanceof Node.Exclusive) {
      return StepType.DECISION;
    }
    if (step instanceof Node.Fork) {
      return StepType.PARALLEL;
    }
    if (step instanceof Node.ForEach) {
      return StepType.FOR_EACH;
    }
    return step instanceof Node.Loop ? StepType.LOOP : StepType.WAIT;
  }

  /**
   * @throws ExpressionException when something cannot be computed; the step may be active by then
   */
  void into(Area area, Node.StepNode step, UUID id) {
    if (step instanceof Node.Task task) {
      assign(area, task, id);
    } else if (step instanceof Node.Approval approval) {
      ask(area, approval, id);
    } else if (step instanceof Node.Consensus consensus) {
      poll(area, consensus, id);
    } else if (step instanceof Node.Exclusive exclusive) {
      choose(area, exclusive);
    } else if (step instanceof Node.Fork fork) {
      run.activate(area, fork.step(), null);
      for (int branch : fork.branches()) {
        walk.toLast(area, branch);
      }
    } else if (step instanceof Node.ForEach each) {
      turns(area, each);
    } else if (step instanceof Node.Loop loop) {
      run.activate(area, loop.step(), null);
      area.jumps.remove(loop.counter());
      walk.turns().next(area, loop, id, null);
    } else if (step instanceof Node.Work work) {
      work(area, work, id);
    } else if (step instanceof Node.Wait wait) {
      pause(area, wait, id);
    }
  }

  private Map<String, Object> seen(Area area, Node node) {
    return run.variables().at(area, node);
  }

  private void assign(Area area, Node.Task task, UUID id) {
    String assignee = null;
    if (task.assignee() != null) {
      List<String> names = task.assignee().strings(seen(area, task));
      if (names.size() != 1 || names.get(0).isBlank()) {
        throw new ExpressionException(
            "'" + task.assignee().source() + "' names " + names + " instead of one user");
      }
      assignee = names.get(0);
    }
    run.activate(
        area,
        task.step(),
        assignee == null ? null : Json.mapper().createObjectNode().put("assignee", assignee));
    run.await(area, task, StepType.TASK, id, assignee, null, 0);
  }

  private void ask(Area area, Node.Approval approval, UUID id) {
    Effect.OpenApproval request = new Asking(run, area, approval).request(id);
    if (request == null) {
      run.change(area, approval.step(), StepState.SKIPPED, "STEP_SKIPPED", null);
      walk.to(area, approval.next());
      return;
    }
    run.activate(area, approval.step(), null);
    if (request.isUnrouted()) {
      run.awaitRoute(area, approval, id);
      run.effect(new Effect.FindRoute(request));
    } else {
      run.await(area, approval, StepType.APPROVAL, id, null, null, 0);
      run.effect(request);
    }
  }

  private void poll(Area area, Node.Consensus consensus, UUID id) {
    BallotOrder order = new Polling(run, area, consensus).order();
    run.activate(area, consensus.step(), null);
    run.await(area, consensus, StepType.CONSENSUS, id, null, null, 0);
    run.effect(new Effect.OpenBallot(id, consensus.step(), order));
  }

  private void choose(Area area, Node.Exclusive exclusive) {
    run.activate(area, exclusive.step(), null);
    Node.Branch chosen = exclusive.otherwise();
    String name = "default";
    for (int i = 0; i < exclusive.cases().size(); i++) {
      Expression when = exclusive.cases().get(i).when();
      if (when == null || when.test(seen(area, exclusive))) {
        chosen = exclusive.cases().get(i);
        name = Integer.toString(i + 1);
        break;
      }
    }
    walk.consequences(area, exclusive, null);
    if (!run.mayJump(area, chosen.jump(), chosen.atMost())) {
      throw new ExpressionException(
          "case " + name + " was taken " + chosen.atMost() + " times, which is its bound (atMost)");
    }
    run.change(
        area,
        exclusive.step(),
        StepState.COMPLETED,
        "STEP_COMPLETED",
        Json.mapper().createObjectNode().put("case", name));
    Node target = run.graph().node(chosen.target());
    // a join or a return is where the branch or body itself leads
    if (target.region() != exclusive.region() && target instanceof Node.StepNode) {
      walk.jump(area, exclusive, chosen.target());
    } else {
      walk.to(area, chosen.target());
    }
  }

  private void turns(Area area, Node.ForEach each) {
    run.activate(area, each.step(), null);
    JsonNode items =
        run.kept("the list of items", each.items().json(seen(area, each)), Bounds.MAX_OUTPUT_BYTES);
    if (!items.isArray()) {
      throw new ExpressionException("'" + each.items().source() + "' yields no list to go through");
    }
    if (items.size() > each.atMost()) {
      throw new ExpressionException(
          "'"
              + each.items().source()
              + "' yields "
              + items.size()
              + " items; allowed are "
              + each.atMost()
              + " (atMost)");
    }
    List<JsonNode> list = new ArrayList<>();
    items.forEach(list::add);
    if (list.isEmpty()) {
      walk.turns().finishAll(area, each, List.of());
      return;
    }
    List<JsonNode> results = Collections.nCopies(list.size(), NullNode.instance);
    area.each.put(each.index(), new Scope.Each(list, 0, 0, results));
    for (int i = 0; i < Math.min(each.parallel(), list.size()); i++) {
      nextTurn(area, each);
    }
  }

  /** Begins the turn of the next item. */
  void nextTurn(Area area, Node.ForEach each) {
    Scope.Each before = Objects.requireNonNull(area.each.get(each.index()));
    int index = before.started();
    area.each.put(
        each.index(), new Scope.Each(before.items(), index + 1, before.done(), before.results()));
    Area turn = run.newTurn(area, each.index(), index, before.items().get(index));
    walk.toLast(turn, each.body());
  }

  private void work(Area area, Node.Work work, UUID id) {
    JsonNode request =
        run.kept("the request", work.request().fill(seen(area, work)), Bounds.MAX_REQUEST_BYTES);
    Node.Cached cached = work.cached();
    String key = cached == null ? null : Json.write(cached.key().json(seen(area, work)));
    run.activate(area, work.step(), null);
    run.await(area, work, work.type(), id, null, null, 1);
    run.effect(new Effect.StartWork(id, work, request, key));
  }

  private void pause(Area area, Node.Wait wait, UUID id) {
    Map<String, Object> seen = seen(area, wait);
    if (wait.signal() != null) {
      listen(area, wait, wait.signal(), id);
      return;
    }
    Duration after = wait.durationOf() == null ? null : duration(wait.durationOf(), seen);
    Instant at = wait.until() == null ? null : instant(wait.until(), seen);
    ObjectNode data = Json.mapper().createObjectNode();
    if (after != null) {
      data.put("duration", after.toString());
    } else {
      data.put("until", String.valueOf(at));
    }
    run.activate(area, wait.step(), data);
    run.await(area, wait, StepType.WAIT, id, null, null, 1);
    run.effect(new Effect.StartTimer(id, wait.step(), after, at));
  }

  private void listen(Area area, Node.Wait wait, String signal, UUID id) {
    Expression by = wait.correlation();
    String correlation = by == null ? null : correlation(by, seen(area, wait));
    ObjectNode data = Json.mapper().createObjectNode().put("signal", signal);
    if (correlation != null) {
      data.put("correlation", correlation);
    }
    run.activate(area, wait.step(), data);
    for (Iterator<Execution.Signal> it = run.signals().iterator(); it.hasNext(); ) {
      Execution.Signal kept = it.next();
      if (kept.name().equals(signal)
          && (kept.correlation() == null || kept.correlation().equals(correlation))) {
        it.remove();
        walk.complete(area, wait, id, kept.payload(), null, List.of());
        return;
      }
    }
    run.await(area, wait, StepType.WAIT, id, null, correlation, 0);
    if (correlation != null) {
      run.effect(new Effect.Subscribe(id, signal, correlation));
    }
  }

  private static String correlation(Expression by, Map<String, Object> seen) {
    List<String> texts = by.strings(seen);
    if (texts.size() != 1) {
      throw new ExpressionException(
          "'" + by.source() + "' yields " + texts + " instead of one correlation");
    }
    return texts.get(0);
  }

  private static Duration duration(Expression expression, Map<String, Object> seen) {
    String text = expression.json(seen).asText();
    try {
      Duration duration = Duration.parse(text);
      if (duration.isNegative() || duration.compareTo(Bounds.MAX_WAIT) > 0) {
        throw new ExpressionException(
            "'" + text + "' is no time to wait: allowed are PT0S to " + Bounds.MAX_WAIT);
      }
      return duration;
    } catch (DateTimeException e) {
      throw new ExpressionException(
          "'" + expression.source() + "' yields '" + text + "', which is no ISO 8601 duration", e);
    }
  }

  private static Instant instant(Expression expression, Map<String, Object> seen) {
    String text = expression.json(seen).asText();
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      if (at.isAfter(Bounds.LATEST)) {
        throw new ExpressionException("'" + text + "' is too far in the future");
      }
      return at;
    } catch (DateTimeException e) {
      throw new ExpressionException(
          "'" + expression.source() + "' yields '" + text + "', which is no RFC 3339 time", e);
    }
  }
}
