package dev.assent.instance;

import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import java.util.SortedMap;

/** What stands within the branches or the body of which step. */
final class Extents {
  private final WorkflowGraph graph;
  private final SortedMap<Integer, Area> areas;

  Extents(WorkflowGraph graph, SortedMap<Integer, Area> areas) {
    this.graph = graph;
    this.areas = areas;
  }

  /** Whether a path at {@code position} is in a branch or the body of {@code container}. */
  boolean isInside(Area area, Node.StepNode container, Position position) {
    // a join stands outside of the branches, but who waits in front of it has not left them
    return (container instanceof Node.Fork fork
            && position.equals(new Position(area.id, fork.join())))
        || (isWithin(container, graph.node(position.node()).region())
            && isAround(area, position.scope()));
  }

  private boolean isAround(Area area, int scope) {
    for (Area inner = areas.get(scope); inner != null; inner = areas.get(inner.parent)) {
      if (inner == area) {
        return true;
      }
    }
    return false;
  }

  /** The first node of a body. */
  int bodyOf(int forEach) {
    return ((Node.ForEach) graph.node(forEach)).body();
  }

  /** Whether {@code region} is in a branch or the body of {@code container}. */
  boolean isWithin(Node.StepNode container, int region) {
    if (container instanceof Node.Fork fork) {
      for (int branch : fork.branchRegions()) {
        if (graph.encloses(branch, region)) {
          return true;
        }
      }
      return false;
    }
    int body =
        container instanceof Node.Loop loop
            ? loop.bodyRegion()
            : container instanceof Node.ForEach each ? each.bodyRegion() : -1;
    return body >= 0 && graph.encloses(body, region);
  }
}
