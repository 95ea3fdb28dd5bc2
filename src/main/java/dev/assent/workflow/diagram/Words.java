package dev.assent.workflow.diagram;

import java.util.ArrayList;
import java.util.List;

/** Users' texts, fit for a picture: what XML can hold, on one line, and no wider than its place. */
final class Words {
  /** Marks that are drawn over a letter have no width; so letters are counted too. */
  private static final int MOST_CHARACTERS = 120;

  private static final String ELLIPSIS = "…";

  private Words() {}

  /**
   * Without what XML forbids, without control characters and marks that change the direction of the
   * text around them; white space is one blank.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(4L * MOST_CHARACTERS)
        .forEach(
            c -> {
              if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                  clean.append(' ');
                }
              } else if (isForbidden(c)) {
                clean.append('\ufffd');
              } else if (Character.getType(c) != Character.FORMAT || c == 0x200d) {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString().strip();
  }

  private static boolean isForbidden(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        || (c & 0xfffe) == 0xfffe;
  }

  /** The width in pixels, about; rather too much than too little. */
  static int width(String text, int size) {
    double ems = text.codePoints().mapToDouble(Words::ems).sum();
    return (int) Math.ceil(ems * size);
  }

  private static double ems(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    if (c > 0x7f) {
      return c >= 0x1100 ? 1.05 : 0.68;
    }
    if ("il.,:;'|!".indexOf(c) >= 0) {
      return 0.32;
    }
    if ("fjtr()[]{}-/\\\" ".indexOf(c) >= 0) {
      return 0.4;
    }
    return "mwMW@%".indexOf(c) >= 0 ? 0.95 : Character.isUpperCase(c) ? 0.72 : 0.6;
  }

  /** The text on one line of {@code width} pixels, cut off with an ellipsis where it is longer. */
  static String line(String text, int width, int size) {
    List<String> lines = lines(text, width, size, 1);
    return lines.isEmpty() ? "" : lines.get(0);
  }

  /** The text on at most {@code most} lines, broken at blanks where there are some. */
  static List<String> lines(String text, int width, int size, int most) {
    List<String> lines = new ArrayList<>();
    String rest = clean(text);
    while (!rest.isEmpty()) {
      int fits = fitting(rest, width, size);
      if (fits == rest.length()) {
        lines.add(rest);
        break;
      }
      if (lines.size() == most - 1) {
        int cut = fitting(rest, width - width(ELLIPSIS, size), size);
        lines.add(rest.substring(0, cut).stripTrailing() + ELLIPSIS);
        break;
      }
      int blank = rest.lastIndexOf(' ', fits);
      int end = blank > fits / 3 ? blank : Math.max(fits, rest.offsetByCodePoints(0, 1));
      lines.add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    return lines;
  }

  /** How many chars of {@code text} have room. */
  private static int fitting(String text, int width, int size) {
    double used = 0;
    int count = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      used += ems(c) * size;
      if (used > width || ++count > MOST_CHARACTERS) {
        return i;
      }
      i += Character.charCount(c);
    }
    return text.length();
  }
}
