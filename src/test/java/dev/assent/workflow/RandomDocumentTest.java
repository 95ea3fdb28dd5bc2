package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomDocumentTest {
  private static final int DOCUMENTS = 100;

  @Test
  void compiles_random_documents_to_sound_graphs() {
    long first = Long.getLong("seed", System.nanoTime());
    for (int i = 0; i < DOCUMENTS; i++) {
      long seed = first + i;
      String text = new RandomDocument(new SplittableRandom(seed)).text();
      String where = "-Dseed=" + seed + "\n" + text;
      WorkflowCompiler.Check check = WorkflowCompiler.check(text, DocumentFormat.JSON);
      CompiledWorkflow workflow = check.workflow();
      assertThat(workflow).as(where + check.findings()).isNotNull();
      if (workflow != null) {
        checkSound(workflow, where);
        assertThat(WorkflowCompiler.compile(text, DocumentFormat.YAML).contentHash())
            .as(where)
            .isEqualTo(workflow.contentHash());
      }
    }
  }

  private static void checkSound(CompiledWorkflow workflow, String where) {
    WorkflowGraph graph = workflow.graph();
    int size = graph.nodes().size();
    BitSet reached = new BitSet();
    List<Integer> open = new ArrayList<>(List.of(graph.start()));
    for (Node node : graph.nodes()) {
      assertThat(graph.node(node.index())).as(where).isSameAs(node);
      assertThat(node.region()).as(where).isBetween(0, graph.regionParents().length - 1);
      WorkflowGraph.targets(node).forEach(target -> checkFlow(graph, node, target, where));
      if (node instanceof Node.Fork fork) {
        Node.Join join = (Node.Join) graph.node(fork.join());
        assertThat(join.arity())
            .as(where)
            .isEqualTo(fork.branches().length)
            .isEqualTo(fork.branchRegions().length);
        assertThat(join.region()).as(where).isEqualTo(fork.region());
        assertThat(join.next()).as(where).isEqualTo(fork.next());
        for (int i = 0; i < fork.branches().length; i++) {
          assertThat(graph.regionParents()[fork.branchRegions()[i]])
              .as(where)
              .isEqualTo(fork.region());
          assertThat(graph.node(fork.branches()[i]).region())
              .as(where)
              .isEqualTo(fork.branchRegions()[i]);
        }
      }
    }
    for (int region = 1; region < graph.regionParents().length; region++) {
      assertThat(graph.regionParents()[region]).as(where).isBetween(0, region - 1);
    }
    BitSet counters = new BitSet();
    graph.nodes().forEach(node -> counters(node).forEach(i -> count(counters, i, where)));
    assertThat(counters.cardinality()).as(where).isEqualTo(graph.jumpCount());
    while (!open.isEmpty()) {
      int index = open.remove(open.size() - 1);
      if (!reached.get(index)) {
        reached.set(index);
        WorkflowGraph.targets(graph.node(index)).forEach(open::add);
      }
    }
    for (StepInfo step : graph.steps()) {
      assertThat(
              workflow.warnings().size() == Findings.MAX_FINDINGS
                  || reached.get(step.node())
                  || workflow.warnings().stream()
                      .anyMatch(w -> w.detail().contains("'" + step.id() + "'; it never runs")))
          .as(step + " " + where)
          .isTrue();
    }
    assertThat(size).as(where).isGreaterThan(1);
  }

  /**
   * In range, never into another branch except by its fork and out of it by its join or a goto;
   * backwards only when counted.
   */
  private static void checkFlow(WorkflowGraph graph, Node from, int target, String where) {
    assertThat(target).as(where).isBetween(0, graph.nodes().size() - 1);
    Node to = graph.node(target);
    boolean enters =
        from instanceof Node.Fork
            || (from instanceof Node.ForEach forEach && forEach.body() == target)
            || (from instanceof Node.Loop loop && loop.body() == target);
    if (!enters) {
      assertThat(graph.encloses(to.region(), from.region()))
          .as(from + " -> " + to + where)
          .isTrue();
    }
    if (target <= from.index() && !(from instanceof Node.Return)) {
      boolean jumps =
          from instanceof Node.StepNode step
              && WorkflowGraph.jumps(step).stream()
                  .anyMatch(jump -> jump.target() == target && jump.atMost() > 0);
      boolean cases =
          from instanceof Node.Exclusive exclusive
              && Stream.concat(exclusive.cases().stream(), Stream.of(exclusive.otherwise()))
                  .filter(branch -> branch.target() == target)
                  .allMatch(branch -> branch.atMost() > 0 && branch.jump() >= 0);
      assertThat(jumps || cases).as(from + where).isTrue();
    }
    if (from instanceof Node.Return end) {
      assertThat(graph.node(end.owner()))
          .as(where)
          .isInstanceOfAny(Node.ForEach.class, Node.Loop.class);
      assertThat(graph.regionParents()[end.region()]).as(where).isEqualTo(to.region());
    }
  }

  /** No two nodes share a counter. */
  private static void count(BitSet counters, int counter, String where) {
    assertThat(counters.get(counter)).as(where).isFalse();
    counters.set(counter);
  }

  private static List<Integer> counters(Node node) {
    List<Integer> counters = new ArrayList<>();
    if (node instanceof Node.StepNode step) {
      WorkflowGraph.jumps(step).forEach(jump -> counters.add(jump.jump()));
    }
    if (node instanceof Node.Exclusive exclusive) {
      Stream.concat(exclusive.cases().stream(), Stream.of(exclusive.otherwise()))
          .filter(branch -> branch.jump() >= 0)
          .forEach(branch -> counters.add(branch.jump()));
    } else if (node instanceof Node.Loop loop) {
      counters.add(loop.counter());
    }
    return counters;
  }
}
