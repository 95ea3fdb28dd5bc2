package dev.assent.workflow.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.Node;
import dev.assent.workflow.RandomDocument;
import dev.assent.workflow.StepInfo;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowCompiler;
import dev.assent.workflow.WorkflowGraph;
import dev.assent.workflow.diagram.Block.Jump;
import dev.assent.workflow.diagram.Block.Kind;
import dev.assent.workflow.diagram.Picture.Line;
import dev.assent.workflow.diagram.Picture.Point;
import java.awt.Rectangle;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for the picture of any workflow. */
class LayoutTest {
  private static final int DOCUMENTS = 150;

  private WorkflowGraph graph;
  private BlockTree tree;
  private Picture picture;
  private String where = "";

  @Test
  void keeps_everything_in_its_place() {
    long first = Long.getLong("seed", System.nanoTime());
    for (long seed = first; seed < first + DOCUMENTS; seed++) {
      String text =
          new RandomDocument(new SplittableRandom(seed), 1_000, EnumSet.allOf(StepType.class))
              .text();
      where = "-Dseed=" + seed + "\n" + text;
      graph = WorkflowCompiler.compile(text, DocumentFormat.JSON).graph();
      tree = BlockTree.of(graph);
      picture = Layout.of(tree, (int) (seed & 1), Drawing.TOP);
      every_step_is_drawn_once();
      every_way_and_jump_is_drawn();
      no_two_shapes_overlap();
      everything_is_inside_of_what_holds_it();
      lines_end_at_shapes();
      no_line_runs_through_a_shape();
      assertThat(Diagram.of(graph, 1))
          .as(where)
          .isEqualTo(Diagram.of(WorkflowCompiler.compile(text, DocumentFormat.JSON).graph(), 1));
    }
  }

  private void every_step_is_drawn_once() {
    assertThat(
            picture.blocks().stream().map(b -> b.step).filter(Objects::nonNull).map(s -> s.step()))
        .as(where)
        .containsExactlyElementsOf(graph.steps().stream().map(StepInfo::id).toList());
  }

  private void every_way_and_jump_is_drawn() {
    for (Block block : picture.blocks()) {
      if (block.step instanceof Node.Exclusive decision) {
        assertThat(block.columns).as(where).hasSize(decision.cases().size() + 1);
      } else if (block.step instanceof Node.Fork fork) {
        assertThat(block.columns).as(where).hasSize(fork.branches().length);
      }
      assertThat(picture.lines().stream().filter(line -> line.kind() == Line.Kind.JUMP))
          .as(where)
          .filteredOn(line -> line.from() == block)
          .hasSize(block.jumps.size());
      boolean aimed =
          picture.blocks().stream().flatMap(b -> b.jumps.stream()).anyMatch(j -> j.to() == block);
      boolean met =
          picture.lines().stream()
              .anyMatch(line -> line.kind() == Line.Kind.JUMP && line.to() == block);
      assertThat(met).as(where).isEqualTo(aimed);
    }
  }

  private void no_two_shapes_overlap() {
    List<Block> blocks = picture.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      for (int j = i + 1; j < blocks.size(); j++) {
        if (!holds(blocks.get(i), blocks.get(j))) {
          assertThat(shape(blocks.get(i)).intersects(shape(blocks.get(j))))
              .as("%s over %s in %s", name(blocks.get(i)), name(blocks.get(j)), where)
              .isFalse();
        }
      }
    }
  }

  private void everything_is_inside_of_what_holds_it() {
    Rectangle all = new Rectangle(0, Drawing.TOP, picture.width(), picture.height() - Drawing.TOP);
    for (Block block : picture.blocks()) {
      assertThat(all.contains(shape(block))).as(where).isTrue();
      for (Block other = block.in.owner; other != null; other = other.in.owner) {
        if (other.kind == Kind.FRAME) {
          assertThat(shape(other).contains(shape(block))).as(name(block) + where).isTrue();
        }
      }
    }
    for (Line line : picture.lines()) {
      for (Point point : line.points()) {
        assertThat(all.contains(point.x(), point.y())).as(where).isTrue();
      }
    }
  }

  private void lines_end_at_shapes() {
    for (Line line : picture.lines()) {
      if (line.to() != null) {
        Point end = line.points().get(line.points().size() - 1);
        Block to = line.to();
        boolean join = to.kind == Kind.FORK && on(join(to), end);
        assertThat(join || on(shape(to), end))
            .as("%s to %s at %s in %s", name(line.from()), name(to), end, where)
            .isTrue();
      }
      Jump jump = line.from().jumps.isEmpty() ? null : line.from().jumps.get(0);
      if (line.kind() == Line.Kind.JUMP && jump != null) {
        assertThat(on(shape(line.from()), line.points().get(0))).as(where).isTrue();
      }
      for (int i = 1; i < line.points().size(); i++) {
        Point a = line.points().get(i - 1);
        Point b = line.points().get(i);
        assertThat(a.x() == b.x() || a.y() == b.y()).as("a slanting line in " + where).isTrue();
      }
    }
  }

  private void no_line_runs_through_a_shape() {
    for (Line line : picture.lines()) {
      for (int i = 1; i < line.points().size(); i++) {
        Rectangle part = between(line.points().get(i - 1), line.points().get(i));
        for (Block block : picture.blocks()) {
          if (block.kind != Kind.FRAME) {
            Rectangle inner = shape(block);
            inner.grow(-2, -2);
            boolean through = inner.intersects(part) && (diamond(block) ? cuts(block, part) : true);
            assertThat(through)
                .as("%s to %s through %s %s", name(line.from()), line, name(block), where)
                .isFalse();
          }
        }
      }
    }
  }

  private static boolean diamond(Block block) {
    return block.kind == Kind.DECISION || block.kind == Kind.FORK;
  }

  /** Whether a line comes nearer to a diamond's middle than its edge. */
  private static boolean cuts(Block block, Rectangle part) {
    int half = Layout.DIAMOND / 2;
    int x = Math.max(part.x, Math.min(block.axis, part.x + part.width));
    int middle = block.shapeY() + half;
    int y = Math.max(part.y, Math.min(middle, part.y + part.height));
    return Math.abs(x - block.axis) + Math.abs(y - middle) < half - 2;
  }

  private static boolean holds(Block outer, Block inner) {
    for (Block other = inner.in.owner; other != null; other = other.in.owner) {
      if (other == outer) {
        return outer.kind == Kind.FRAME;
      }
    }
    return false;
  }

  private static Rectangle shape(Block block) {
    return new Rectangle(block.shapeLeft(), block.shapeY(), block.shapeWidth, block.shapeHeight);
  }

  private static Rectangle join(Block fork) {
    return new Rectangle(
        fork.axis - Layout.JOIN / 2, fork.bottom() - Layout.JOIN, Layout.JOIN, Layout.JOIN);
  }

  private static Rectangle between(Point a, Point b) {
    return new Rectangle(
        Math.min(a.x(), b.x()),
        Math.min(a.y(), b.y()),
        Math.max(1, Math.abs(a.x() - b.x())),
        Math.max(1, Math.abs(a.y() - b.y())));
  }

  private static boolean on(Rectangle shape, Point point) {
    boolean upright =
        (point.x() == shape.x || point.x() == shape.x + shape.width)
            && point.y() >= shape.y
            && point.y() <= shape.y + shape.height;
    boolean level =
        (point.y() == shape.y || point.y() == shape.y + shape.height)
            && point.x() >= shape.x
            && point.x() <= shape.x + shape.width;
    return upright || level;
  }

  private static String name(Block block) {
    return block.step == null ? block.kind.name() : block.step.step();
  }
}
