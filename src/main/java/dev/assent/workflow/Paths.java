package dev.assent.workflow;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Where tokens can come to in a graph. */
final class Paths {
  private final WorkflowGraph graph;
  private final List<int[]> targets;
  private final Map<Integer, BitSet> withoutWaiting = new HashMap<>();

  Paths(WorkflowGraph graph) {
    this.graph = graph;
    this.targets = graph.nodes().stream().map(node -> targets(node).toArray()).toList();
  }

  /** The nodes that a token can come to; it never gets past a join that cannot be done. */
  BitSet reachable() {
    BitSet stuck = new BitSet(graph.nodes().size());
    for (Node node : graph.nodes()) {
      if (node instanceof Node.Fork fork
          && graph.node(fork.join()) instanceof Node.Join join
          && arriving(fork) < join.wanted()) {
        stuck.set(join.index());
      }
    }
    return reach(graph.start(), node -> !stuck.get(node.index()), target -> true);
  }

  /** The nodes that a token comes to from {@code from} in one go. */
  BitSet withoutWaiting(int from) {
    return withoutWaiting.computeIfAbsent(
        from, start -> reach(start, node -> !waits(node), target -> true));
  }

  private static boolean waits(Node node) {
    return node instanceof Node.Task
        || node instanceof Node.Approval
        || node instanceof Node.Consensus
        || node instanceof Node.Work
        || node instanceof Node.Wait;
  }

  /** How many branches have a way to their join. */
  int arriving(Node.Fork fork) {
    int arriving = 0;
    for (int i = 0; i < fork.branches().length; i++) {
      int region = fork.branchRegions()[i];
      BitSet reached =
          reach(
              fork.branches()[i],
              node -> node.index() != fork.join(),
              target ->
                  target == fork.join() || graph.encloses(region, graph.node(target).region()));
      arriving += reached.get(fork.join()) ? 1 : 0;
    }
    return arriving;
  }

  /** The nodes that can be reached from one, itself included. */
  private BitSet reach(int from, Predicate<Node> through, IntPredicate to) {
    BitSet seen = new BitSet(graph.nodes().size());
    Deque<Integer> open = new ArrayDeque<>(List.of(from));
    seen.set(from);
    while (!open.isEmpty()) {
      Node node = graph.node(open.pop());
      if (!through.test(node)) {
        continue;
      }
      for (int target : targets.get(node.index())) {
        if (!seen.get(target) && to.test(target)) {
          seen.set(target);
          open.push(target);
        }
      }
    }
    return seen;
  }

  /** Without the ways that constant conditions keep tokens from. */
  private IntStream targets(Node node) {
    if (node instanceof Node.Exclusive decision && decision.when() == null) {
      IntStream.Builder targets = IntStream.builder();
      for (Node.Branch branch : decision.cases()) {
        Object constant = branch.when() == null ? true : branch.when().constant().orElse("");
        if (!constant.equals(false)) {
          targets.add(branch.target());
        }
        if (constant.equals(true)) {
          return targets.build();
        }
      }
      return targets.add(decision.otherwise().target()).build();
    }
    if (node instanceof Node.Loop loop && turns(loop)) {
      return IntStream.of(loop.body());
    }
    if (node instanceof Node.Return end
        && graph.node(end.owner()) instanceof Node.Loop loop
        && turns(loop)) {
      return IntStream.of(loop.index(), loop.next());
    }
    return WorkflowGraph.targets(node);
  }

  /** Whether a token cannot pass by the body. */
  private static boolean turns(Node.Loop loop) {
    boolean some =
        loop.times() != null
            && loop.times().constant().orElse(0L) instanceof Long times
            && times > 0;
    return loop.when() == null && (loop.untilTrue() != null || some);
  }
}
