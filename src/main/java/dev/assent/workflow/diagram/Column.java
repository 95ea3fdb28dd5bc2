package dev.assent.workflow.diagram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks one below the other: the workflow itself, a way of a decision, a branch, a body. On its
 * right are the lanes of the jumps that go up or down there.
 */
final class Column {
  /** What holds the column; absent for the workflow itself. */
  final @Nullable Block owner;

  /** The condition of a decision's way; empty for the others. */
  final String label;

  final List<Block> blocks = new ArrayList<>();

  /** Where the jumps to a block run up or down: the lane of each, counted from the left. */
  final Map<Block, Integer> lanes = new HashMap<>();

  int laneCount;

  /** How far it reaches to either side of its axis. */
  int left;

  int right;

  int height;

  int axis;
  int top;

  /** Where the first lane is, right of the axis. */
  int firstLane;

  Column(@Nullable Block owner, String label) {
    this.owner = owner;
    this.label = label;
  }

  /** Whether anything comes out of it below. */
  boolean goesOn() {
    return blocks.isEmpty() || blocks.get(blocks.size() - 1).goesOn();
  }

  int bottom() {
    return top + height;
  }

  int laneX(Block target) {
    return axis + firstLane + lanes.getOrDefault(target, 0) * Layout.LANE;
  }
}
