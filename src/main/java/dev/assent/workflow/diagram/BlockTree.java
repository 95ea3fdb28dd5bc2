package dev.assent.workflow.diagram;

import dev.assent.workflow.Node;
import dev.assent.workflow.Node.StepNode;
import dev.assent.workflow.Outcome;
import dev.assent.workflow.WorkflowGraph;
import dev.assent.workflow.diagram.Block.Jump;
import dev.assent.workflow.diagram.Block.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks of a document in its graph: nodes stand in the order of the text, so what a way
 * of a decision holds begins where the one before it ended.
 */
final class BlockTree {
  static final int TEXT = 158;
  static final int FRAME_TEXT = 300;
  static final int CHIP_TEXT = 130;
  static final int TITLE_SIZE = 13;
  static final int LINE_SIZE = 11;

  /** A jump whose target is not made yet. */
  private record Open(Block from, int target, String label) {}

  private final WorkflowGraph graph;
  private final Map<Integer, Block> entries = new HashMap<>();
  private final List<Open> open = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final Column root = new Column(null, "");

  private BlockTree(WorkflowGraph graph) {
    this.graph = graph;
  }

  static BlockTree of(WorkflowGraph graph) {
    BlockTree tree = new BlockTree(graph);
    tree.add(new Block(Kind.START, null, tree.root, List.of(), List.of()));
    int end = tree.fill(tree.root, graph.start(), tree.end());
    tree.finish(tree.root, end);
    tree.connect();
    return tree;
  }

  Column root() {
    return root;
  }

  /** All of them, from above; each behind the one that holds it. */
  List<Block> blocks() {
    return blocks;
  }

  /** The end behind the last step. */
  private int end() {
    int index = graph.start();
    while (graph.node(index) instanceof StepNode step) {
      index = step.next();
    }
    return index;
  }

  private Block add(Block block) {
    blocks.add(block);
    block.in.blocks.add(block);
    return block;
  }

  /** Adds the steps from {@code first} up to {@code after}, which it answers. */
  private int fill(Column column, int first, int after) {
    int index = first;
    while (index != after) {
      StepNode step = (StepNode) graph.node(index);
      Block block = add(block(column, step));
      entries.put(index, block);
      inside(block, step);
      index = step.next();
    }
    return index;
  }

  private static Block block(Column column, StepNode step) {
    Kind kind =
        step instanceof Node.Exclusive
            ? Kind.DECISION
            : step instanceof Node.Fork
                ? Kind.FORK
                : step instanceof Node.Loop || step instanceof Node.ForEach ? Kind.FRAME : Kind.BOX;
    int width = kind == Kind.FRAME ? FRAME_TEXT : TEXT;
    String name = Words.clean(step.name()).isEmpty() ? step.step() : step.name();
    List<String> lines =
        Captions.of(step).stream().map(line -> Words.line(line, width, LINE_SIZE)).toList();
    return new Block(kind, step, column, Words.lines(name, width, TITLE_SIZE, 2), lines);
  }

  private void inside(Block block, StepNode step) {
    if (step instanceof Node.Exclusive decision) {
      int next = decision.index() + 1;
      for (Node.Branch way : decision.cases()) {
        next = way(block, decision, way, next);
      }
      way(block, decision, decision.otherwise(), next);
    } else if (step instanceof Node.Fork fork) {
      for (int branch : fork.branches()) {
        fill(column(block, ""), branch, fork.join());
      }
    } else if (step instanceof Node.Loop loop) {
      fill(column(block, ""), loop.body(), returnOf(loop.index(), loop.body()));
    } else if (step instanceof Node.ForEach each) {
      fill(column(block, ""), each.body(), returnOf(each.index(), each.body()));
    } else {
      jumps(block, step);
    }
  }

  private static Column column(Block block, String label) {
    Column column = new Column(block, label);
    block.columns.add(column);
    return column;
  }

  /** Follows the body to its end. */
  private int returnOf(int owner, int body) {
    int index = body;
    while (!(graph.node(index) instanceof Node.Return end && end.owner() == owner)) {
      StepNode step = (StepNode) graph.node(index);
      index = step.next();
    }
    return index;
  }

  /** A way of a decision; answers the node behind what it holds. */
  private int way(Block block, Node.Exclusive decision, Node.Branch way, int next) {
    String label = way.when() == null ? "else" : way.when().source();
    Column column = column(block, Words.line(label, TEXT, LINE_SIZE));
    int target = way.target();
    if (way.jump() < 0 && target == decision.next()) {
      return next;
    }
    if (way.jump() >= 0 || target != next) {
      Block chip = chip(column, target);
      open.add(new Open(chip, target, Captions.jump("", way.atMost())));
      return next;
    }
    if (graph.node(target) instanceof Node.End) {
      finish(column, target);
      return next + 1;
    }
    fill(column, target, decision.next());
    return behind(column.blocks.get(column.blocks.size() - 1));
  }

  private Block chip(Column column, int target) {
    String name = graph.node(target) instanceof StepNode step ? step.name() : "";
    return add(
        new Block(
            Kind.CHIP,
            null,
            column,
            Words.lines("to " + name, CHIP_TEXT, LINE_SIZE, 1),
            List.of()));
  }

  private void finish(Column column, int index) {
    boolean rejected = ((Node.End) graph.node(index)).outcome() == Outcome.REJECTED;
    add(
        new Block(
            Kind.FINISH, null, column, List.of(rejected ? "rejected" : "completed"), List.of()));
  }

  /** The node behind all that a block holds. */
  private int behind(Block block) {
    StepNode step = block.step;
    if (step instanceof Node.Fork fork) {
      return fork.join() + 1;
    }
    if (step instanceof Node.Loop loop) {
      return returnOf(loop.index(), loop.body()) + 1;
    }
    if (step instanceof Node.ForEach each) {
      return returnOf(each.index(), each.body()) + 1;
    }
    int next = step == null ? -1 : step.index() + 1;
    for (Column column : block.columns) {
      if (!column.blocks.isEmpty()) {
        Block last = column.blocks.get(column.blocks.size() - 1);
        next =
            last.kind == Kind.FINISH
                ? next + 1
                : last.kind == Kind.CHIP ? next : Math.max(next, behind(last));
      }
    }
    return next;
  }

  private void jumps(Block block, StepNode step) {
    if (step instanceof Node.Approval approval) {
      jump(block, approval.onReject(), "rejected");
    } else if (step instanceof Node.Consensus consensus) {
      jump(block, consensus.onReject(), "rejected");
      jump(block, consensus.onNoConsensus(), "no consensus");
    }
    Node.@Nullable Timeout timeout = step.frame().timeout();
    if (timeout != null && timeout.onTimeout() != null) {
      jump(block, timeout.onTimeout(), "after " + Captions.duration(timeout.after()));
    }
  }

  private void jump(Block block, Node.@Nullable Jump jump, String why) {
    if (jump != null) {
      open.add(new Open(block, jump.target(), Captions.jump(why, jump.atMost())));
    }
  }

  private void connect() {
    for (Open jump : open) {
      Block target = entries.get(jump.target());
      if (target == null) {
        throw new IllegalStateException("no step begins at node " + jump.target());
      }
      jump.from().jumps.add(new Jump(jump.from(), target, jump.label()));
    }
  }
}
