package dev.assent.workflow.diagram;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where everything is. */
record Picture(Column root, List<Block> blocks, List<Line> lines, int width, int height) {
  record Point(int x, int y) {}

  /**
   * A line of right angles.
   *
   * @param to the block at whose shape it ends, with an arrow; absent when it runs into another
   *     line
   * @param label what is said of it
   */
  record Line(List<Point> points, Kind kind, Block from, @Nullable Block to, String label) {
    enum Kind {
      FLOW,
      JUMP
    }

    Line {
      points = List.copyOf(points);
    }
  }
}
