package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A compiled workflow: nodes in an array, flows as indices. Immutable and safe for threads; the
 * arrays and the schema are shared, so nobody may change them.
 *
 * @param nodes {@code nodes.get(i).index() == i}
 * @param start the index of the first node
 * @param inputSchema the document's {@code input}, JSON Schema 2020-12; {@link InputSchema} checks
 *     inputs against it
 * @param steps the document's steps in its order
 * @param regionParents the parent of each region; region 0, the workflow itself, has -1
 * @param jumpCount how many counters for bounded jumps an instance needs
 */
@SuppressWarnings(
    "ArrayRecordComponent") // read by the engine on every step; the graph is shared, not copied
public record WorkflowGraph(
    String workflowId,
    String name,
    List<Node> nodes,
    int start,
    @Nullable JsonNode inputSchema,
    List<StepInfo> steps,
    int[] regionParents,
    int jumpCount) {

  public WorkflowGraph {
    nodes = List.copyOf(nodes);
    steps = List.copyOf(steps);
  }

  /** Derives the tree of regions and the number of jump counters from the nodes. */
  public WorkflowGraph(
      String workflowId,
      String name,
      List<Node> nodes,
      int start,
      @Nullable JsonNode inputSchema,
      List<StepInfo> steps) {
    this(
        workflowId, name, nodes, start, inputSchema, steps, regionParents(nodes), jumpCount(nodes));
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  /**
   * The node at which a step begins.
   *
   * @throws IllegalArgumentException when there is no such step
   */
  public int entry(String step) {
    for (StepInfo info : steps) {
      if (info.id().equals(step)) {
        return info.node();
      }
    }
    throw new IllegalArgumentException("the workflow " + workflowId + " has no step " + step);
  }

  /** All nodes that a token may go to from {@code node}. */
  static IntStream targets(Node node) {
    if (node instanceof Node.Task task) {
      return IntStream.of(task.next());
    }
    if (node instanceof Node.Approval approval) {
      Node.Jump onReject = approval.onReject();
      return onReject == null
          ? IntStream.of(approval.next())
          : IntStream.of(approval.next(), onReject.target());
    }
    if (node instanceof Node.Exclusive exclusive) {
      IntStream cases = exclusive.cases().stream().mapToInt(Node.Branch::target);
      IntStream ways = IntStream.concat(cases, IntStream.of(exclusive.otherwise().target()));
      return exclusive.when() == null
          ? ways
          : IntStream.concat(ways, IntStream.of(exclusive.next()));
    }
    if (node instanceof Node.Fork fork) {
      IntStream branches = Arrays.stream(fork.branches());
      return fork.when() == null ? branches : IntStream.concat(branches, IntStream.of(fork.next()));
    }
    return node instanceof Node.Join join ? IntStream.of(join.next()) : IntStream.empty();
  }

  /** Whether {@code inner} is {@code outer} or lies within it. */
  public boolean encloses(int outer, int inner) {
    for (int region = inner; region >= 0; region = regionParents[region]) {
      if (region == outer) {
        return true;
      }
    }
    return false;
  }

  private static int[] regionParents(List<Node> nodes) {
    int regions = 1;
    for (Node node : nodes) {
      if (node instanceof Node.Fork fork) {
        for (int region : fork.branchRegions()) {
          regions = Math.max(regions, region + 1);
        }
      }
    }
    int[] parents = new int[regions];
    parents[0] = -1;
    for (Node node : nodes) {
      if (node instanceof Node.Fork fork) {
        for (int region : fork.branchRegions()) {
          parents[region] = fork.region();
        }
      }
    }
    return parents;
  }

  private static int jumpCount(List<Node> nodes) {
    int last = -1;
    for (Node node : nodes) {
      if (node instanceof Node.Approval approval && approval.onReject() != null) {
        last = Math.max(last, approval.onReject().jump());
      } else if (node instanceof Node.Exclusive exclusive) {
        for (Node.Branch branch : exclusive.cases()) {
          last = Math.max(last, branch.jump());
        }
        last = Math.max(last, exclusive.otherwise().jump());
      }
    }
    return last + 1;
  }
}
