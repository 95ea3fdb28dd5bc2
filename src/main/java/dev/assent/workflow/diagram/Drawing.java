package dev.assent.workflow.diagram;

import dev.assent.workflow.Node;
import dev.assent.workflow.Node.StepNode;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowGraph;
import dev.assent.workflow.diagram.Block.Kind;
import dev.assent.workflow.diagram.Picture.Line;
import dev.assent.workflow.diagram.Picture.Point;
import dev.assent.workflow.diagram.Progress.Mark;
import dev.assent.workflow.diagram.Progress.State;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a laid out picture down. */
final class Drawing {
  /** Where the picture begins, below its title. */
  static final int TOP = 76;

  private static final int MARGIN = 16;
  private static final int LEGEND = 44;
  private static final int LEGEND_ITEM = 88;
  private static final int HEADING_WIDTH = 440;
  private static final int NOTE_WIDTH = 2_000;

  private final WorkflowGraph graph;
  private final int version;
  private final @Nullable Progress progress;
  private final Picture picture;
  private final Map<Integer, StepType> types = new HashMap<>();
  private final Svg svg = new Svg();

  Drawing(WorkflowGraph graph, int version, @Nullable Progress progress, Picture picture) {
    this.graph = graph;
    this.version = version;
    this.progress = progress;
    this.picture = picture;
    graph.steps().forEach(step -> types.put(step.node(), step.type()));
  }

  String svg() {
    String title = Words.line(graph.name(), NOTE_WIDTH, 11) + ", version " + version;
    String heading = Words.line(graph.name(), HEADING_WIDTH, 18);
    String below =
        Words.line(
            graph.workflowId()
                + ", version "
                + version
                + (progress == null ? "" : " · " + progress.heading()),
            HEADING_WIDTH,
            11);
    int written = Math.max(Words.width(heading, 18), Words.width(below, 11)) + 2 * MARGIN;
    int legend = progress == null ? 0 : 4 * LEGEND_ITEM + 2 * MARGIN;
    int width = Math.max(picture.width(), Math.max(written, legend));
    int height = picture.height() + (progress == null ? 0 : LEGEND + 2 * 12);
    svg.begin(width, height, title, description());
    svg.rect("paper", 0, 0, width, height, 0);
    svg.text("heading", MARGIN, 32, "start", heading);
    svg.text("", MARGIN, 52, "start", below);
    picture.blocks().stream().filter(b -> b.kind == Kind.FRAME).forEach(this::frame);
    picture.lines().forEach(this::line);
    picture.blocks().forEach(this::block);
    ways();
    if (progress != null) {
      legend(picture.height() + 12);
    }
    return svg.end();
  }

  private String description() {
    String steps = "Flow of " + graph.steps().size() + " steps from top to bottom.";
    return progress == null
        ? steps
        : steps + " " + Words.line(progress.heading(), NOTE_WIDTH, 11) + ".";
  }

  private @Nullable Mark mark(Block block) {
    return progress == null || block.step == null ? null : progress.marks().get(block.step.step());
  }

  private void frame(Block block) {
    svg.open(classes(block), "");
    svg.rect("frame", block.shapeLeft(), block.shapeY(), block.shapeWidth, block.shapeHeight, 10);
    svg.close();
  }

  private void line(Line line) {
    boolean jump = line.kind() == Line.Kind.JUMP;
    String tip = line.to() == null ? "" : jump ? "jumptip" : "tip";
    svg.line(jump ? "jump" : "line", line.points(), tip);
    if (!line.label().isEmpty()) {
      Point from = line.points().get(0);
      svg.text("why", from.x() + 6, from.y() - 4, "start", line.label());
    }
  }

  private void block(Block block) {
    int x = block.axis;
    int middle = block.shapeY() + block.shapeHeight / 2;
    switch (block.kind) {
      case START -> {
        svg.open(progress == null ? "start" : "start done", "start");
        svg.circle("shape", x, middle, block.shapeHeight / 2).close();
      }
      case FINISH -> finish(block, x, middle);
      case CHIP -> {
        svg.open("way", "");
        svg.rect("chip", block.shapeLeft(), block.shapeY(), block.shapeWidth, 24, 12);
        svg.text("", x, middle + 4, "middle", block.title.get(0)).close();
      }
      case BOX, FRAME -> {
        svg.open(classes(block), title(block));
        if (block.kind == Kind.BOX) {
          svg.rect(
              "shape", block.shapeLeft(), block.shapeY(), block.shapeWidth, block.shapeHeight, 8);
        }
        svg.use(icon(block), block.shapeLeft() + 11, block.shapeY() + 10);
        if (block.step != null && block.step.frame().compensation() >= 0) {
          svg.use("undo", block.shapeLeft() + 11, block.shapeY() + block.shapeHeight - 22);
        }
        if (block.kind == Kind.FRAME) {
          svg.circle("dot", x, block.top + block.firstTrack, 3);
          if (block.columns.get(0).goesOn()) {
            svg.circle("dot", x, block.bottom() - Layout.DOT, 3);
          }
        }
        texts(block, block.shapeLeft() + 36, block.shapeY() + 9, "start");
        mark(block, block.shapeRight() - 4, block.shapeY() + 2);
        svg.close();
      }
      case DECISION, FORK -> diamond(block, x, middle);
    }
  }

  private void finish(Block block, int x, int middle) {
    String word = block.title.get(0);
    boolean last = block.in.owner == null;
    State end = progress == null || !last ? null : progress.end();
    svg.open(end == null ? "finish" : "finish " + end.word(), "end: " + word);
    svg.circle("shape end", x, middle, block.shapeHeight / 2 - 1);
    if (word.equals("rejected")) {
      svg.path("icon", "M%d %dl8 8m0-8l-8 8".formatted(x - 4, middle - 4));
    }
    if (end != null) {
      svg.use("m-" + end.word(), x, middle);
    }
    svg.close();
  }

  private void diamond(Block block, int x, int middle) {
    svg.open(classes(block), title(block));
    svg.diamond(x, middle, Layout.DIAMOND / 2);
    boolean fork = block.kind == Kind.FORK;
    svg.path(
        "icon",
        fork
            ? "M%d %dv16m-8-8h16".formatted(x, middle - 8)
            : "M%d %dl10 10m0-10l-10 10".formatted(x - 5, middle - 5));
    int lines = block.title.size() * Layout.TITLE_HEIGHT;
    int all = lines + (block.lines.size() + (mark(block) == null ? 0 : 1)) * Layout.LINE_HEIGHT;
    texts(block, x - Layout.DIAMOND / 2 - Layout.BESIDE, middle - all / 2, "end");
    mark(block, x + 14, middle - 14);
    if (fork) {
      int y = block.bottom() - Layout.JOIN / 2;
      svg.diamond(x, y, Layout.JOIN / 2);
      svg.path("icon", "M%d %dv10m-5-5h10".formatted(x, y - 5));
      join(block, x, y);
    }
    svg.close();
  }

  private void join(Block block, int x, int y) {
    if (block.step instanceof Node.Fork fork && graph.node(fork.join()) instanceof Node.Join join) {
      if (join.wanted() < join.arity()) {
        String label = join.wanted() + " of " + join.arity();
        svg.text("label", x + 6, y + Layout.JOIN / 2 + 10, "start", label);
      }
    }
  }

  private void texts(Block block, int x, int top, String anchor) {
    int y = top - 3;
    for (String line : block.title) {
      y += Layout.TITLE_HEIGHT;
      svg.text("name", x, y, anchor, line);
    }
    for (String line : block.lines) {
      y += Layout.LINE_HEIGHT;
      svg.text("", x, y, anchor, line);
    }
    Mark mark = mark(block);
    if (mark != null) {
      int width = block.kind == Kind.FRAME ? block.shapeWidth - 50 : BlockTree.TEXT;
      String line = Words.line(mark.line(), width, BlockTree.LINE_SIZE);
      svg.text("state", x, y + Layout.LINE_HEIGHT, anchor, line);
    }
  }

  private void mark(Block block, int x, int y) {
    Mark mark = mark(block);
    if (mark != null) {
      svg.use("m-" + mark.state().word(), x, y);
    }
  }

  private String classes(Block block) {
    Mark mark = mark(block);
    return icon(block) + (mark == null ? "" : " " + mark.state().word());
  }

  private String title(Block block) {
    StepNode step = block.step;
    if (step == null) {
      return "";
    }
    Mark mark = mark(block);
    String status = mark == null ? "not reached" : mark.note();
    String said = step.name() + " (" + step.step() + ")";
    return Words.line(progress == null ? said : said + ": " + status, NOTE_WIDTH, 11);
  }

  private String icon(Block block) {
    StepType type = block.step == null ? null : types.get(block.step.index());
    return type == null
        ? ""
        : type == StepType.FOR_EACH ? "forEach" : type.name().toLowerCase(Locale.ROOT);
  }

  /** The conditions, over the lines that they are of. */
  private void ways() {
    for (Block block : picture.blocks()) {
      int bar = block.top + block.firstTrack + block.tracks.size() * Layout.TRACK;
      for (Column column : block.columns) {
        if (!column.label.isEmpty()) {
          svg.text("label", column.axis + 6, bar + 20, "start", column.label);
        }
      }
    }
  }

  private void legend(int top) {
    List<State> states = List.of(State.values());
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      int x = MARGIN + 12 + (i % 4) * LEGEND_ITEM;
      int y = top + (i / 4) * 26;
      svg.use("m-" + state.word(), x, y);
      svg.text("", x + 16, y + 4, "start", state.word());
    }
  }
}
