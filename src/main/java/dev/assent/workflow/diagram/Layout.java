package dev.assent.workflow.diagram;

import dev.assent.workflow.diagram.Block.Jump;
import dev.assent.workflow.diagram.Block.Kind;
import dev.assent.workflow.diagram.Picture.Line;
import dev.assent.workflow.diagram.Picture.Point;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every block its place: steps one below the other, ways and branches side by side. First the
 * heights from the inside to the outside, which do not depend on the widths; then the lanes of the
 * jumps; then the widths. Grows with the number of blocks and jumps.
 */
final class Layout {
  static final int LANE = 9;
  static final int TRACK = 8;
  static final int BOX_WIDTH = 208;
  static final int DIAMOND = 44;
  static final int JOIN = 28;
  static final int LINE_HEIGHT = 14;

  /** Where a body ends, above the bottom of its frame. */
  static final int DOT = 9;

  static final int TITLE_HEIGHT = 16;

  /** Between a decision's diamond and what is written on its left. */
  static final int BESIDE = 8;

  private static final int GAP = 34;
  private static final int COLUMN_GAP = 30;
  private static final int PADDING = 22;
  private static final int MARGIN = 16;
  private static final int CIRCLE = 26;

  /** Lines that tell what has become of a step. */
  private final int statusLines;

  private Layout(int statusLines) {
    this.statusLines = statusLines;
  }

  /**
   * @param statusLines how many lines each step needs for what has become of it
   * @param top where the picture begins, below its title
   */
  static Picture of(BlockTree tree, int statusLines, int top) {
    Layout layout = new Layout(statusLines);
    Routes routes = Routes.of(tree.blocks());
    Column root = tree.root();
    layout.height(root);
    root.top = top;
    layout.place(root);
    routes.chooseLanes();
    layout.width(root);
    root.axis = root.left + MARGIN;
    layout.align(root);
    List<Line> lines = new ArrayList<>(layout.flows(root, new ArrayList<>()));
    lines.addAll(routes.lines());
    int width = root.left + root.right + 2 * MARGIN;
    return new Picture(root, tree.blocks(), lines, width, root.bottom() + MARGIN);
  }

  private void height(Column column) {
    int height = 0;
    for (Block block : column.blocks) {
      height(block);
      height += block.height + (height > 0 ? GAP : 0);
    }
    column.height = height;
  }

  private int text(Block block) {
    return block.title.size() * TITLE_HEIGHT + (block.lines.size() + statusLines) * LINE_HEIGHT;
  }

  private void height(Block block) {
    block.columns.forEach(this::height);
    int inner = block.columns.stream().mapToInt(c -> c.height).max().orElse(0);
    int tracks = block.tracks.size() * TRACK;
    switch (block.kind) {
      case START, FINISH -> shape(block, CIRCLE, CIRCLE);
      case CHIP -> shape(block, Words.width(block.title.get(0), BlockTree.LINE_SIZE) + 24, 24);
      case BOX -> shape(block, BOX_WIDTH, Math.max(text(block) + 18, 32 + 16 * block.jumps.size()));
      case FRAME -> {
        block.firstTrack = text(block) + 18;
        block.columnsTop = block.firstTrack + tracks + 20;
        shape(block, 0, block.columnsTop + inner + PADDING);
      }
      case DECISION, FORK -> {
        int header = Math.max(DIAMOND, text(block));
        shape(block, DIAMOND, DIAMOND);
        block.shapeTop = (header - DIAMOND) / 2;
        block.firstTrack = header + 10;
        boolean labels = block.columns.stream().anyMatch(c -> !c.label.isEmpty());
        block.columnsTop = block.firstTrack + tracks + (labels ? 40 : 24);
        int join = block.kind == Kind.FORK ? 18 + JOIN : block.goesOn() ? 18 : 0;
        block.height = block.columnsTop + inner + join;
      }
    }
  }

  private static void shape(Block block, int width, int height) {
    block.shapeWidth = width;
    block.shapeHeight = height;
    block.height = height;
  }

  private void place(Column column) {
    int y = column.top;
    for (Block block : column.blocks) {
      block.top = y;
      y += block.height + GAP;
      for (Column inner : block.columns) {
        inner.top = block.top + block.columnsTop;
        place(inner);
      }
    }
  }

  private void width(Column column) {
    column.left = 12;
    column.right =
        Math.max(
            12, column.label.isEmpty() ? 0 : 8 + Words.width(column.label, BlockTree.LINE_SIZE));
    for (Block block : column.blocks) {
      width(block);
      column.left = Math.max(column.left, block.left);
      column.right = Math.max(column.right, block.right);
    }
    column.firstLane = column.right + 14;
    column.right += column.laneCount == 0 ? 0 : 14 + column.laneCount * LANE;
  }

  private void width(Block block) {
    block.columns.forEach(this::width);
    switch (block.kind) {
      case START, FINISH, CHIP, BOX -> {
        block.left = block.shapeWidth / 2;
        block.right = block.shapeWidth / 2 + labels(block);
      }
      case FRAME -> {
        Column body = block.columns.get(0);
        int half = (textWidth(block) + 60) / 2;
        block.left = Math.max(half, body.left + PADDING);
        block.right = Math.max(half, body.right + PADDING);
        block.shapeWidth = block.left + block.right;
      }
      case DECISION, FORK -> {
        int total = -COLUMN_GAP;
        for (Column column : block.columns) {
          total += column.left + column.right + COLUMN_GAP;
        }
        Column first = block.columns.get(0);
        Column last = block.columns.get(block.columns.size() - 1);
        int axis = (first.left + total - last.right) / 2;
        block.left = Math.max(axis, DIAMOND / 2 + BESIDE + textWidth(block));
        block.right = Math.max(total - axis, DIAMOND / 2 + 40);
      }
    }
  }

  private int textWidth(Block block) {
    int widest = statusLines > 0 ? BlockTree.TEXT : 0;
    for (String title : block.title) {
      widest = Math.max(widest, Words.width(title, BlockTree.TITLE_SIZE));
    }
    for (String line : block.lines) {
      widest = Math.max(widest, Words.width(line, BlockTree.LINE_SIZE));
    }
    return widest;
  }

  private static int labels(Block block) {
    int widest = 0;
    for (Jump jump : block.jumps) {
      widest = Math.max(widest, 10 + Words.width(jump.label(), BlockTree.LINE_SIZE));
    }
    return widest;
  }

  private void align(Column column) {
    for (Block block : column.blocks) {
      block.axis = column.axis;
      int x = block.axis;
      if (block.kind == Kind.DECISION || block.kind == Kind.FORK) {
        Column first = block.columns.get(0);
        int total = -COLUMN_GAP;
        for (Column inner : block.columns) {
          total += inner.left + inner.right + COLUMN_GAP;
        }
        Column last = block.columns.get(block.columns.size() - 1);
        x = block.axis - (first.left + total - last.right) / 2;
        for (Column inner : block.columns) {
          inner.axis = x + inner.left;
          x += inner.left + inner.right + COLUMN_GAP;
        }
      } else {
        block.columns.forEach(inner -> inner.axis = block.axis);
      }
      block.columns.forEach(this::align);
    }
  }

  /** The lines between the blocks of a column, and within them. */
  private List<Line> flows(Column column, List<Line> lines) {
    for (int i = 0; i < column.blocks.size(); i++) {
      Block block = column.blocks.get(i);
      if (i > 0 && column.blocks.get(i - 1).goesOn()) {
        Block above = column.blocks.get(i - 1);
        lines.add(
            flow(
                above,
                block,
                new Point(column.axis, above.bottom()),
                new Point(column.axis, block.shapeY())));
      }
      for (Column inner : block.columns) {
        into(block, inner, lines);
        flows(inner, lines);
        outOf(block, inner, lines);
      }
    }
    return lines;
  }

  private static Line flow(Block from, @Nullable Block to, Point... points) {
    return new Line(List.of(points), Line.Kind.FLOW, from, to, "");
  }

  private static void into(Block block, Column inner, List<Line> lines) {
    boolean empty = inner.blocks.isEmpty();
    Block first = empty ? null : inner.blocks.get(0);
    int end = first == null ? block.bottom() : first.shapeY();
    if (block.kind == Kind.FRAME) {
      int y = block.top + block.firstTrack;
      lines.add(flow(block, first, new Point(inner.axis, y), new Point(inner.axis, end)));
      return;
    }
    Point diamond = new Point(block.axis, block.shapeY() + block.shapeHeight);
    int bar = block.top + block.firstTrack + block.tracks.size() * TRACK;
    if (first == null) {
      lines.add(
          flow(
              block,
              null,
              diamond,
              new Point(block.axis, bar),
              new Point(inner.axis, bar),
              new Point(inner.axis, end),
              new Point(block.axis, end)));
    } else {
      lines.add(
          flow(
              block,
              first,
              diamond,
              new Point(block.axis, bar),
              new Point(inner.axis, bar),
              new Point(inner.axis, end)));
    }
  }

  private static void outOf(Block block, Column inner, List<Line> lines) {
    if (inner.blocks.isEmpty() || !inner.goesOn()) {
      return;
    }
    Block last = inner.blocks.get(inner.blocks.size() - 1);
    Point from = new Point(inner.axis, last.bottom());
    if (block.kind == Kind.FRAME) {
      lines.add(flow(last, null, from, new Point(inner.axis, block.bottom() - DOT)));
      return;
    }
    if (block.kind == Kind.DECISION) {
      lines.add(
          flow(
              last,
              null,
              from,
              new Point(inner.axis, block.bottom()),
              new Point(block.axis, block.bottom())));
      return;
    }
    int y = block.bottom() - JOIN / 2;
    if (inner.axis == block.axis) {
      lines.add(flow(last, block, from, new Point(block.axis, block.bottom() - JOIN)));
      return;
    }
    int side = inner.axis < block.axis ? -JOIN / 2 : JOIN / 2;
    lines.add(flow(last, block, from, new Point(inner.axis, y), new Point(block.axis + side, y)));
  }
}
