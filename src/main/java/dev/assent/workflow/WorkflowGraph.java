package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.expression.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * @param variables what the variables are made from at the start, in the order of the document
 * @param result makes the output of an instance that is COMPLETED; absent: it has none
 * @param outputSchema what that output must be; absent: anything
 * @param regionParents the parent of each region; region 0, the workflow itself, has -1
 * @param jumpCount how many counters for bounded jumps and loops an instance needs
 * @param entries the node at which each step begins
 * @param regionHolders the node of the step that has each region as a branch or as its body; -1 for
 *     the workflow itself
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
    Map<String, Expression> variables,
    @Nullable Template result,
    @Nullable InputSchema outputSchema,
    int[] regionParents,
    int jumpCount,
    Map<String, Integer> entries,
    int[] regionHolders) {

  public WorkflowGraph {
    nodes = List.copyOf(nodes);
    steps = List.copyOf(steps);
    entries = Map.copyOf(entries);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** Derives the tree of regions and the number of counters from the nodes. */
  public WorkflowGraph(
      String workflowId,
      String name,
      List<Node> nodes,
      int start,
      @Nullable JsonNode inputSchema,
      List<StepInfo> steps,
      Map<String, Expression> variables,
      @Nullable Template result,
      @Nullable InputSchema outputSchema) {
    this(
        workflowId,
        name,
        nodes,
        start,
        inputSchema,
        steps,
        variables,
        result,
        outputSchema,
        regionParents(nodes),
        jumpCount(nodes),
        steps.stream().collect(Collectors.toMap(StepInfo::id, StepInfo::node, (a, b) -> a)),
        regionHolders(nodes));
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
    Integer node = entries.get(step);
    if (node != null) {
      return node;
    }
    throw new IllegalArgumentException("the workflow " + workflowId + " has no step " + step);
  }

  /** The ids of all steps. */
  public Set<String> stepIds() {
    return entries.keySet();
  }

  /**
   * The step that has {@code region} as a branch or as its body; absent for the workflow itself.
   */
  public Node.@Nullable StepNode holder(int region) {
    int node = regionHolders[region];
    return node < 0 ? null : (Node.StepNode) nodes.get(node);
  }

  /** All nodes that a token may go to from {@code node}. */
  static IntStream targets(Node node) {
    if (node instanceof Node.Join join) {
      return IntStream.of(join.next());
    }
    if (node instanceof Node.Return end) {
      return IntStream.of(end.owner());
    }
    return node instanceof Node.StepNode step ? targets(step) : IntStream.empty();
  }

  private static IntStream targets(Node.StepNode node) {
    IntStream.Builder targets = IntStream.builder();
    if (node instanceof Node.Exclusive exclusive) {
      exclusive.cases().forEach(branch -> targets.add(branch.target()));
      targets.add(exclusive.otherwise().target());
    } else if (node instanceof Node.Fork fork) {
      Arrays.stream(fork.branches()).forEach(targets::add);
    } else if (node instanceof Node.ForEach forEach) {
      targets.add(forEach.body());
    } else if (node instanceof Node.Loop loop) {
      targets.add(loop.body());
    }
    boolean alwaysInside = node instanceof Node.Exclusive || node instanceof Node.Fork;
    if (node.next() >= 0 && (!alwaysInside || node.when() != null)) {
      targets.add(node.next());
    }
    jumps(node).forEach(jump -> targets.add(jump.target()));
    return targets.build();
  }

  /** The gotos of a step that are no cases of a decision. */
  static List<Node.Jump> jumps(Node.StepNode node) {
    List<Node.Jump> jumps = new ArrayList<>(2);
    if (node instanceof Node.Approval approval && approval.onReject() != null) {
      jumps.add(approval.onReject());
    }
    if (node instanceof Node.Consensus consensus) {
      Stream.of(consensus.onReject(), consensus.onNoConsensus())
          .filter(Objects::nonNull)
          .forEach(jumps::add);
    }
    Node.Timeout timeout = node.frame().timeout();
    if (timeout != null && timeout.onTimeout() != null) {
      jumps.add(timeout.onTimeout());
    }
    return jumps;
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
      regions = Math.max(regions, inner(node).max().orElse(0) + 1);
    }
    int[] parents = new int[regions];
    parents[0] = -1;
    for (Node node : nodes) {
      inner(node).forEach(region -> parents[region] = node.region());
    }
    return parents;
  }

  private static int[] regionHolders(List<Node> nodes) {
    int[] holders = new int[regionParents(nodes).length];
    holders[0] = -1;
    for (Node node : nodes) {
      inner(node).forEach(region -> holders[region] = node.index());
    }
    return holders;
  }

  /** The regions that a node opens. */
  private static IntStream inner(Node node) {
    if (node instanceof Node.Fork fork) {
      return Arrays.stream(fork.branchRegions());
    }
    if (node instanceof Node.ForEach forEach) {
      return IntStream.of(forEach.bodyRegion());
    }
    return node instanceof Node.Loop loop ? IntStream.of(loop.bodyRegion()) : IntStream.empty();
  }

  private static int jumpCount(List<Node> nodes) {
    int last = -1;
    for (Node node : nodes) {
      if (node instanceof Node.StepNode step) {
        for (Node.Jump jump : jumps(step)) {
          last = Math.max(last, jump.jump());
        }
      }
      if (node instanceof Node.Exclusive exclusive) {
        for (Node.Branch branch : exclusive.cases()) {
          last = Math.max(last, branch.jump());
        }
        last = Math.max(last, exclusive.otherwise().jump());
      } else if (node instanceof Node.Loop loop) {
        last = Math.max(last, loop.counter());
      }
    }
    return last + 1;
  }
}
