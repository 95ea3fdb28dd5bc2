package dev.assent.instance;

import dev.assent.workflow.Node;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowGraph;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Predicate;

/** How what is open in a {@link Run} is left: tokens, parked paths, steps and turns. */
final class Departure {
  private final Run run;
  private final WorkflowGraph graph;
  private final NavigableMap<Integer, Area> areas;
  private final List<Position> parked;
  private final Extents extents;

  /**
   * @param areas those of the run, which are changed
   * @param parked those of the run, which are changed
   */
  Departure(Run run, NavigableMap<Integer, Area> areas, List<Position> parked) {
    this.run = run;
    this.graph = run.graph();
    this.areas = areas;
    this.parked = parked;
    this.extents = run.extents();
  }

  /** Releases what a token that is no longer there had outside. */
  private void release(Token token) {
    if (token.incident() != null) {
      run.effect(new Effect.CloseIncident(token.id(), Effect.Resolution.CANCELLED));
    } else if (token.type() == StepType.APPROVAL && !token.routing()) {
      run.effect(new Effect.CancelApproval(token.id()));
    } else if (token.type() == StepType.CONSENSUS) {
      run.effect(new Effect.CancelBallot(token.id()));
    }
    if (token.type() == StepType.SUBWORKFLOW
        && (token.incident() == null || !token.incident().leaving())) {
      // also of one with an incident: a child that has failed may have been taken up again
      run.effect(new Effect.CancelChild(token.id()));
    }
    freed(token);
  }

  /** As {@link #release}, for a token whose waiting has come to its end. */
  void freed(Token token) {
    if (token.jobs() > 0) {
      run.effect(new Effect.CancelJobs(token.id()));
    }
    if (token.correlation() != null && token.incident() == null) {
      run.effect(new Effect.Unsubscribe(token.id()));
    }
  }

  private void cancel(Token token) {
    run.tokens().remove(token);
    release(token);
    run.change(run.area(token.scope()), token.step(), StepState.CANCELLED, "STEP_CANCELLED", null);
  }

  /** Leaves everything that is open. */
  void clear() {
    List.copyOf(run.tokens()).forEach(this::cancel);
    parked.clear();
    for (Area turn : List.copyOf(areas.descendingMap().values())) {
      if (turn.owner >= 0) {
        cancelActive(turn, node -> true);
        areas.remove(turn.id);
      }
    }
    cancelActive(run.outermost(), node -> true);
    run.outermost().joins.clear();
    run.outermost().each.clear();
  }

  /** Ends everything that is open within the branches or the body of {@code container}. */
  void cancelInside(Area area, Node.StepNode container) {
    Predicate<Position> inside = position -> extents.isInside(area, container, position);
    parked.removeIf(inside);
    for (Token token : List.copyOf(run.tokens())) {
      if (inside.test(new Position(token.scope(), token.node()))) {
        cancel(token);
      }
    }
    for (Area turn : List.copyOf(areas.descendingMap().values())) {
      if (turn.owner >= 0 && inside.test(new Position(turn.id, extents.bodyOf(turn.owner)))) {
        cancelActive(turn, node -> true);
        areas.remove(turn.id);
      }
    }
    cancelActive(area, node -> extents.isWithin(container, node.region()));
    area.joins.keySet().removeIf(index -> extents.isWithin(container, graph.node(index).region()));
    area.each.keySet().removeIf(index -> extents.isWithin(container, graph.node(index).region()));
    if (container instanceof Node.Fork fork) {
      area.joins.remove(fork.join());
    }
    area.each.remove(container.index());
  }

  private void cancelActive(Area area, Predicate<Node.StepNode> which) {
    // what stands within comes before what holds it
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      if (graph.node(i) instanceof Node.StepNode step
          && step.next() >= 0
          && area.record(step.step()).status() == StepState.ACTIVE
          && which.test(step)) {
        run.change(area, step.step(), StepState.CANCELLED, "STEP_CANCELLED", null);
      }
    }
  }
}
