package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
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
    if (!(from instanceof Node.Fork)) {
      assertThat(graph.encloses(to.region(), from.region()))
          .as(from + " -> " + to + where)
          .isTrue();
    }
    if (target <= from.index()) {
      boolean counted =
          from instanceof Node.Approval approval
              ? approval.onReject() != null && approval.onReject().atMost() > 0
              : from instanceof Node.Exclusive exclusive
                  && java.util.stream.Stream.concat(
                          exclusive.cases().stream(),
                          java.util.stream.Stream.of(exclusive.otherwise()))
                      .filter(branch -> branch.target() == target)
                      .allMatch(
                          branch ->
                              branch.atMost() > 0
                                  && branch.jump() >= 0
                                  && branch.jump() < graph.jumpCount());
      assertThat(counted).as(from + where).isTrue();
    }
  }
}
