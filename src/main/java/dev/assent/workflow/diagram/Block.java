package dev.assent.workflow.diagram;

import dev.assent.workflow.Node.StepNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of the picture with one way in, at the top, and at most one out, at the bottom. A decision
 * holds its ways, a parallel step its branches, a loop its body. {@link Layout} gives it a place.
 */
final class Block {
  enum Kind {
    START,
    BOX,
    /** A decision's way that leads elsewhere. */
    CHIP,
    FINISH,
    DECISION,
    FORK,
    FRAME
  }

  final Kind kind;

  /** The step; absent for start, end and what a decision's way leads to. */
  final @Nullable StepNode step;

  final Column in;

  /** The name, and what else is written there. */
  final List<String> title;

  final List<String> lines;

  final List<Column> columns = new ArrayList<>();
  final List<Jump> jumps = new ArrayList<>();

  /** Where jumps to a block cross from column to column: the track of each, from above. */
  final Map<Block, Integer> tracks = new LinkedHashMap<>();

  int left;
  int right;
  int height;
  int axis;
  int top;

  /** The box, circle, diamond or frame itself, within the block. */
  int shapeTop;

  int shapeWidth;
  int shapeHeight;

  /** Where the first track is, below the top. */
  int firstTrack;

  /** Where its columns begin, below the top. */
  int columnsTop;

  Block(Kind kind, @Nullable StepNode step, Column in, List<String> title, List<String> lines) {
    this.kind = kind;
    this.step = step;
    this.in = in;
    this.title = title;
    this.lines = lines;
  }

  /**
   * A goto.
   *
   * @param label what makes it happen, and how often it may
   */
  record Jump(Block from, Block to, String label) {}

  /** Whether the block below is reached from here. */
  boolean goesOn() {
    return switch (kind) {
      case START, BOX, FRAME -> true;
      case CHIP, FINISH -> false;
      case DECISION, FORK -> columns.stream().anyMatch(Column::goesOn);
    };
  }

  int bottom() {
    return top + height;
  }

  int shapeY() {
    return top + shapeTop;
  }

  int shapeLeft() {
    return kind == Kind.FRAME ? axis - left : axis - shapeWidth / 2;
  }

  int shapeRight() {
    return shapeLeft() + shapeWidth;
  }

  int trackY(Block target) {
    return top + firstTrack + tracks.getOrDefault(target, 0) * Layout.TRACK;
  }

  /** Where jumps come in, on its right side. */
  int entryY() {
    return kind == Kind.DECISION || kind == Kind.FORK
        ? shapeY() + shapeHeight / 2
        : shapeY() + Math.min(18, shapeHeight / 2);
  }

  /** Where a jump goes out, on its right side; the first one lowest. */
  int exitY(Jump jump) {
    return kind == Kind.BOX || kind == Kind.FRAME
        ? shapeY() + shapeHeight - 12 - 16 * jumps.indexOf(jump)
        : shapeY() + shapeHeight / 2;
  }
}
