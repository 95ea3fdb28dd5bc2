package dev.assent.workflow.diagram;

import dev.assent.workflow.WorkflowGraph;
import org.jspecify.annotations.Nullable;

/** A picture of a workflow, as SVG. */
public final class Diagram {
  private Diagram() {}

  /** A published version. */
  public static String of(WorkflowGraph graph, int version) {
    return draw(graph, version, null);
  }

  /** A published version, with how far an instance of it has come. */
  public static String of(WorkflowGraph graph, int version, Progress progress) {
    return draw(graph, version, progress);
  }

  private static String draw(WorkflowGraph graph, int version, @Nullable Progress progress) {
    BlockTree tree = BlockTree.of(graph);
    Picture picture = Layout.of(tree, progress == null ? 0 : 1, Drawing.TOP);
    return new Drawing(graph, version, progress, picture).svg();
  }
}
