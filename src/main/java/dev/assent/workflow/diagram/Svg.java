package dev.assent.workflow.diagram;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assent.workflow.diagram.Picture.Point;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes SVG. Whatever is text goes through {@link #text}, which escapes it. */
final class Svg {
  private static final String DEFS = defs();
  private static final int BEND = 6;

  private final StringBuilder out = new StringBuilder(16_384);

  private static String defs() {
    try (InputStream in = Svg.class.getResourceAsStream("defs.xml")) {
      if (in == null) {
        throw new IllegalStateException("defs.xml is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Svg begin(int width, int height, String title, String description) {
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(width + " " + height)
        .append("\" width=\"" + width + "\" height=\"" + height)
        .append("\" role=\"img\" aria-labelledby=\"assent-title assent-desc\">\n");
    out.append("<title id=\"assent-title\">");
    text(title).append("</title>\n<desc id=\"assent-desc\">");
    text(description).append("</desc>\n").append(DEFS);
    return this;
  }

  String end() {
    return out.append("</svg>\n").toString();
  }

  /** A group with a title, which readers and pointing devices show. */
  Svg open(String classes, String title) {
    out.append("<g class=\"").append(classes).append("\">");
    if (!title.isEmpty()) {
      out.append("<title>");
      text(title).append("</title>");
    }
    return this;
  }

  Svg close() {
    out.append("</g>\n");
    return this;
  }

  Svg rect(String classes, int x, int y, int width, int height, int round) {
    out.append(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>"
            .formatted(classes, x, y, width, height, round));
    return this;
  }

  Svg circle(String classes, int x, int y, int radius) {
    out.append(
        "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>".formatted(classes, x, y, radius));
    return this;
  }

  Svg diamond(int x, int y, int half) {
    return path(
        "diamond",
        "M%d %dl%d %d %d %d %d %dz".formatted(x, y - half, half, half, -half, half, -half, -half));
  }

  Svg path(String classes, String d) {
    out.append("<path class=\"").append(classes).append("\" d=\"").append(d).append("\"/>");
    return this;
  }

  Svg use(String id, int x, int y) {
    out.append("<use href=\"#assent-%s\" transform=\"translate(%d %d)\"/>".formatted(id, x, y));
    return this;
  }

  /** Text that begins, ends or has its middle at {@code x}. */
  Svg text(String classes, int x, int y, String anchor, String text) {
    out.append("<text x=\"" + x + "\" y=\"" + y + "\"");
    if (!classes.isEmpty()) {
      out.append(" class=\"").append(classes).append('"');
    }
    if (!anchor.equals("start")) {
      out.append(" text-anchor=\"").append(anchor).append('"');
    }
    out.append('>');
    text(text).append("</text>");
    return this;
  }

  /** A line of right angles with rounded corners. */
  Svg line(String classes, List<Point> points, String tip) {
    out.append("<path class=\"").append(classes).append("\" d=\"").append(bent(corners(points)));
    out.append('"');
    if (!tip.isEmpty()) {
      out.append(" marker-end=\"url(#assent-").append(tip).append(")\"");
    }
    out.append("/>\n");
    return this;
  }

  /** Without points on the way. */
  static List<Point> corners(List<Point> points) {
    List<Point> corners = new ArrayList<>();
    for (Point point : points) {
      if (!corners.isEmpty() && corners.get(corners.size() - 1).equals(point)) {
        continue;
      }
      int last = corners.size() - 1;
      if (last > 0 && straight(corners.get(last - 1), corners.get(last), point)) {
        corners.remove(last);
      }
      corners.add(point);
    }
    return corners;
  }

  private static boolean straight(Point a, Point b, Point c) {
    boolean upright = a.x() == b.x() && b.x() == c.x() && (b.y() - a.y()) * (c.y() - b.y()) >= 0;
    boolean level = a.y() == b.y() && b.y() == c.y() && (b.x() - a.x()) * (c.x() - b.x()) >= 0;
    return upright || level;
  }

  private static String bent(List<Point> points) {
    StringBuilder path = new StringBuilder();
    path.append("M" + points.get(0).x() + " " + points.get(0).y());
    for (int i = 1; i < points.size(); i++) {
      Point here = points.get(i);
      if (i == points.size() - 1) {
        path.append("L" + here.x() + " " + here.y());
        break;
      }
      Point before = towards(here, points.get(i - 1));
      Point after = towards(here, points.get(i + 1));
      path.append("L" + before.x() + " " + before.y());
      path.append("Q" + here.x() + " " + here.y() + " " + after.x() + " " + after.y());
    }
    return path.toString();
  }

  private static Point towards(Point from, Point to) {
    int dx = to.x() - from.x();
    int dy = to.y() - from.y();
    int way = Math.min(BEND, (Math.abs(dx) + Math.abs(dy)) / 2);
    return new Point(from.x() + Integer.signum(dx) * way, from.y() + Integer.signum(dy) * way);
  }

  /** Escapes; what XML cannot hold is gone already, by {@link Words#clean}. */
  private StringBuilder text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out;
  }
}
