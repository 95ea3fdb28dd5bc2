package dev.assent.workflow.diagram;

import dev.assent.workflow.diagram.Block.Jump;
import dev.assent.workflow.diagram.Picture.Line;
import dev.assent.workflow.diagram.Picture.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leads jumps around all shapes: up and down in a lane on the right of a column, from column to
 * column on a track above the columns of a block. Jumps to the same block share lanes and tracks,
 * and the later one's line ends where it meets the earlier one's.
 */
final class Routes {
  /**
   * The way of a jump.
   *
   * @param columns in whose lanes it runs
   * @param crossings on whose tracks it gets from each column to the next; one less
   */
  private record Route(Jump jump, List<Column> columns, List<Block> crossings) {}

  /** From where to where a lane or track is in use already. */
  private record Span(int low, int high) {
    Span with(int value) {
      return new Span(Math.min(low, value), Math.max(high, value));
    }
  }

  private record Used(Object where, Block target) {}

  private final List<Route> routes = new ArrayList<>();

  static Routes of(List<Block> blocks) {
    Routes routes = new Routes();
    for (Block block : blocks) {
      for (Jump jump : block.jumps) {
        Route route = route(jump);
        routes.routes.add(route);
        route.crossings().forEach(b -> b.tracks.putIfAbsent(jump.to(), b.tracks.size()));
      }
    }
    return routes;
  }

  private static Route route(Jump jump) {
    List<Column> down = above(jump.to().in);
    Map<Column, Integer> places = new HashMap<>();
    for (int i = 0; i < down.size(); i++) {
      places.put(down.get(i), i);
    }
    List<Column> columns = new ArrayList<>();
    List<Block> crossings = new ArrayList<>();
    Column column = jump.from().in;
    while (!places.containsKey(column)) {
      columns.add(column);
      Block owner = owner(column);
      crossings.add(owner);
      column = owner.in;
    }
    int next = places.getOrDefault(column, 0) - 1;
    boolean besides =
        !crossings.isEmpty()
            && next >= 0
            && crossings.get(crossings.size() - 1) == down.get(next).owner;
    if (!besides) {
      columns.add(column);
    }
    for (int i = next; i >= 0; i--) {
      if (!besides || i < next) {
        crossings.add(owner(down.get(i)));
      }
      columns.add(down.get(i));
    }
    return new Route(jump, columns, crossings);
  }

  /** The column and all that it stands in. */
  private static List<Column> above(Column inner) {
    List<Column> columns = new ArrayList<>();
    Column column = inner;
    while (column.owner != null) {
      columns.add(column);
      column = column.owner.in;
    }
    columns.add(column);
    return columns;
  }

  private static Block owner(Column column) {
    if (column.owner == null) {
      throw new IllegalStateException("the workflow itself stands in nothing");
    }
    return column.owner;
  }

  /**
   * Gives each jump its lanes, as soon as it is known how high everything stands. Short ones run
   * inside; where they do not meet, several share a lane.
   */
  void chooseLanes() {
    Map<Column, Map<Block, Span>> spans = new LinkedHashMap<>();
    for (Route route : routes) {
      for (int i = 0; i < route.columns().size(); i++) {
        int enters = enters(route, i);
        int leaves = leaves(route, i);
        spans
            .computeIfAbsent(route.columns().get(i), c -> new LinkedHashMap<>())
            .merge(
                route.jump().to(),
                new Span(Math.min(enters, leaves), Math.max(enters, leaves)),
                (a, b) -> a.with(b.low()).with(b.high()));
      }
    }
    spans.forEach(Routes::pack);
  }

  private static void pack(Column column, Map<Block, Span> spans) {
    List<Map.Entry<Block, Span>> byLength = new ArrayList<>(spans.entrySet());
    byLength.sort(Comparator.comparingInt(e -> e.getValue().high() - e.getValue().low()));
    List<List<Span>> lanes = new ArrayList<>();
    for (Map.Entry<Block, Span> entry : byLength) {
      Span span = entry.getValue();
      int lane = 0;
      while (lane < lanes.size() && meets(lanes.get(lane), span)) {
        lane++;
      }
      if (lane == lanes.size()) {
        lanes.add(new ArrayList<>());
      }
      lanes.get(lane).add(span);
      column.lanes.put(entry.getKey(), lane);
    }
    column.laneCount = lanes.size();
  }

  private static boolean meets(List<Span> lane, Span span) {
    return lane.stream()
        .anyMatch(
            s -> s.low() <= span.high() + Layout.LANE && span.low() <= s.high() + Layout.LANE);
  }

  private static int enters(Route route, int i) {
    Jump jump = route.jump();
    return i == 0 ? jump.from().exitY(jump) : route.crossings().get(i - 1).trackY(jump.to());
  }

  private static int leaves(Route route, int i) {
    Jump jump = route.jump();
    return i == route.crossings().size()
        ? jump.to().entryY()
        : route.crossings().get(i).trackY(jump.to());
  }

  /** The lines, when everything has its place. */
  List<Line> lines() {
    Map<Used, Span> used = new HashMap<>();
    List<Line> lines = new ArrayList<>();
    for (Route route : routes) {
      lines.add(line(route, used));
    }
    return lines;
  }

  private static Line line(Route route, Map<Used, Span> used) {
    Jump jump = route.jump();
    Block to = jump.to();
    List<Point> points = new ArrayList<>();
    points.add(new Point(jump.from().shapeRight(), jump.from().exitY(jump)));
    for (int i = 0; i < route.columns().size(); i++) {
      Column column = route.columns().get(i);
      int x = column.laneX(to);
      int y = enters(route, i);
      if (i > 0) {
        int fromX = route.columns().get(i - 1).laneX(to);
        Used track = new Used(route.crossings().get(i - 1), to);
        if (joins(used, track, fromX, x)) {
          return ended(points, new Point(meeting(used, track, fromX), y), used, track, fromX, jump);
        }
        used.merge(track, span(fromX, x), (a, b) -> a.with(fromX));
      }
      points.add(new Point(x, y));
      Used lane = new Used(column, to);
      int end = leaves(route, i);
      if (joins(used, lane, y, end)) {
        return ended(points, new Point(x, meeting(used, lane, y)), used, lane, y, jump);
      }
      used.merge(lane, span(y, end), (a, b) -> a.with(y));
      points.add(new Point(x, end));
    }
    points.add(new Point(to.shapeRight(), to.entryY()));
    return new Line(points, Line.Kind.JUMP, jump.from(), to, jump.label());
  }

  private static Line ended(
      List<Point> points, Point at, Map<Used, Span> used, Used where, int from, Jump jump) {
    used.computeIfPresent(where, (key, span) -> span.with(from));
    points.add(at);
    return new Line(points, Line.Kind.JUMP, jump.from(), null, jump.label());
  }

  private static Span span(int a, int b) {
    return new Span(Math.min(a, b), Math.max(a, b));
  }

  /** Whether another jump to the same block has been here: all of them leave at the same place. */
  private static boolean joins(Map<Used, Span> used, Used where, int from, int to) {
    return used.containsKey(where) && from != to;
  }

  /** Where one that comes from {@code from} meets the others. */
  private static int meeting(Map<Used, Span> used, Used where, int from) {
    Span span = used.getOrDefault(where, new Span(from, from));
    return Math.max(span.low(), Math.min(span.high(), from));
  }
}
