package dev.assent.workflow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Matches regular expressions with look-around and back-references by trying, and counts every try.
 *
 * <p>Not java.util.regex over a text that counts its accesses: an expression such as {@code
 * (|)(|)…(?!)} tries 2^n ways without looking at the text at all, and {@code (){2000000000}} loops
 * without it. Immutable and safe for threads.
 */
final class BacktrackingPattern {
  private final Node start;
  private final int groups;
  private final int loops;

  BacktrackingPattern(Node start, int groups, int loops) {
    this.start = start;
    this.groups = groups;
    this.loops = loops;
  }

  /**
   * @throws IllegalArgumentException with what is wrong, for the author
   */
  static BacktrackingPattern of(String regex, String flags) {
    return new BacktrackingParser(regex, flags).parse();
  }

  /**
   * Whether it matches anywhere.
   *
   * @throws TooCostlyException when that takes too many tries
   */
  boolean foundIn(String text, OutputCriteria.Effort effort) {
    long most = Math.min(OutputPattern.MAX_STEPS, effort.left());
    Attempt attempt = new Attempt(text, groups, loops, most);
    try {
      for (int at = 0; at <= text.length(); at++) {
        if (start.matches(attempt, at)) {
          return true;
        }
      }
      return false;
    } catch (StackOverflowError e) {
      throw new TooCostlyException();
    } finally {
      effort.count(most - attempt.left);
    }
  }

  /** One search in one text. */
  static final class Attempt {
    final String text;
    final int[] starts;
    final int[] ends;
    final int[] counts;
    final int[] entries;
    long left;
    int behind;

    Attempt(String text, int groups, int loops, long steps) {
      this.text = text;
      starts = new int[groups + 1];
      ends = new int[groups + 1];
      java.util.Arrays.fill(ends, -1);
      counts = new int[loops];
      entries = new int[loops];
      left = steps;
    }

    void step() {
      if (--left <= 0) {
        throw new TooCostlyException();
      }
    }
  }

  /** A part of the expression, which knows what comes after it. */
  abstract static class Node {
    @Nullable Node next;

    abstract boolean matches(Attempt attempt, int at);

    final boolean goOn(Attempt attempt, int at) {
      attempt.step();
      Node after = next;
      return after == null || after.matches(attempt, at);
    }
  }

  /** Tells characters apart. */
  @FunctionalInterface
  interface Characters {
    boolean has(char c);
  }

  /** The end of a look-behind: where the look began. */
  static final class Behind extends Node {
    @Override
    boolean matches(Attempt attempt, int at) {
      attempt.step();
      return at == attempt.behind;
    }
  }

  /** Between least and most characters of a set, as many or as few as possible. */
  static final class Run extends Node {
    private final Characters set;
    private final int least;
    private final int most;
    private final boolean lazy;

    Run(Characters set, int least, int most, boolean lazy) {
      this.set = set;
      this.least = least;
      this.most = most;
      this.lazy = lazy;
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      int count = 0;
      int stop = lazy ? least : most;
      while (count < stop && fits(attempt, at + count)) {
        count++;
      }
      if (count < least) {
        return false;
      }
      if (lazy) {
        while (!goOn(attempt, at + count)) {
          if (count >= most || !fits(attempt, at + count)) {
            return false;
          }
          count++;
        }
        return true;
      }
      for (; count >= least; count--) {
        if (goOn(attempt, at + count)) {
          return true;
        }
      }
      return false;
    }

    private boolean fits(Attempt attempt, int at) {
      attempt.step();
      return at < attempt.text.length() && set.has(attempt.text.charAt(at));
    }
  }

  /** One of several ways; each of them ends in what comes after. */
  static final class Choice extends Node {
    private final List<Node> ways = new ArrayList<>();

    void add(Node way) {
      ways.add(way);
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      for (Node way : ways) {
        attempt.step();
        if (way.matches(attempt, at)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Nothing; a place that others lead to. */
  static final class Joint extends Node {
    @Override
    boolean matches(Attempt attempt, int at) {
      return goOn(attempt, at);
    }
  }

  /** Where a capturing group begins or ends. */
  static final class Mark extends Node {
    private final int group;
    private final boolean end;

    Mark(int group, boolean end) {
      this.group = group;
      this.end = end;
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      int[] marks = end ? attempt.ends : attempt.starts;
      int before = marks[group];
      marks[group] = at;
      if (goOn(attempt, at)) {
        return true;
      }
      marks[group] = before;
      return false;
    }
  }

  /** A part again and again; the part leads back here. */
  static final class Loop extends Node {
    private final int id;
    private final int least;
    private final int most;
    private final boolean lazy;
    @Nullable Node body;

    Loop(int id, int least, int most, boolean lazy) {
      this.id = id;
      this.least = least;
      this.most = most;
      this.lazy = lazy;
    }

    /** The first time, coming from before the loop. */
    boolean enter(Attempt attempt, int at) {
      int count = attempt.counts[id];
      int entry = attempt.entries[id];
      attempt.counts[id] = 0;
      attempt.entries[id] = -1;
      if (matches(attempt, at)) {
        return true;
      }
      attempt.counts[id] = count;
      attempt.entries[id] = entry;
      return false;
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      attempt.step();
      int count = attempt.counts[id];
      if (count > 0 && at == attempt.entries[id]) {
        return leave(attempt, at); // the part matched nothing, and would for ever
      }
      if (count < least) {
        return again(attempt, at);
      }
      return lazy
          ? leave(attempt, at) || (count < most && again(attempt, at))
          : (count < most && again(attempt, at)) || leave(attempt, at);
    }

    private boolean again(Attempt attempt, int at) {
      int count = attempt.counts[id];
      int entry = attempt.entries[id];
      attempt.counts[id] = count + 1;
      attempt.entries[id] = at;
      Node part = body;
      if (part == null || part.matches(attempt, at)) {
        return true;
      }
      attempt.counts[id] = count;
      attempt.entries[id] = entry;
      return false;
    }

    private boolean leave(Attempt attempt, int at) {
      int count = attempt.counts[id];
      int entry = attempt.entries[id];
      if (goOn(attempt, at)) {
        return true;
      }
      attempt.counts[id] = count; // what comes after may have been in this loop again
      attempt.entries[id] = entry;
      return false;
    }
  }

  /** The way into a loop. */
  static final class Entry extends Node {
    private final Loop loop;

    Entry(Loop loop) {
      this.loop = loop;
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      return loop.enter(attempt, at);
    }
  }

  /** What follows or comes before, or must not. */
  static final class Look extends Node {
    private final Node body;
    private final boolean ahead;
    private final boolean wanted;

    Look(Node body, boolean ahead, boolean wanted) {
      this.body = body;
      this.ahead = ahead;
      this.wanted = wanted;
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      int[] starts = attempt.starts.clone();
      int[] ends = attempt.ends.clone();
      boolean found = ahead ? body.matches(attempt, at) : behind(attempt, at);
      if (found == wanted && goOn(attempt, at)) {
        return true;
      }
      System.arraycopy(starts, 0, attempt.starts, 0, starts.length);
      System.arraycopy(ends, 0, attempt.ends, 0, ends.length);
      return false;
    }

    private boolean behind(Attempt attempt, int at) {
      int outer = attempt.behind;
      attempt.behind = at;
      boolean found = false;
      for (int from = at; from >= 0 && !found; from--) {
        attempt.step();
        found = body.matches(attempt, from);
      }
      attempt.behind = outer;
      return found;
    }
  }

  /** The text of a group once more. */
  static final class Again extends Node {
    private final int group;
    private final boolean ignoreCase;

    Again(int group, boolean ignoreCase) {
      this.group = group;
      this.ignoreCase = ignoreCase;
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      int from = attempt.starts[group];
      int length = attempt.ends[group] - from;
      if (attempt.ends[group] < 0 || length < 0) {
        return goOn(attempt, at); // as in JavaScript, a group that took no part is empty
      }
      attempt.left -= length;
      return attempt.text.regionMatches(ignoreCase, at, attempt.text, from, length)
          && goOn(attempt, at + length);
    }
  }

  /** A place in the text: its ends, those of lines, borders of words. */
  static final class Anchor extends Node {
    private final char kind;
    private final boolean multiline;

    Anchor(char kind, boolean multiline) {
      this.kind = kind;
      this.multiline = multiline;
    }

    @Override
    boolean matches(Attempt attempt, int at) {
      String text = attempt.text;
      boolean here =
          switch (kind) {
            case '^' -> at == 0 || (multiline && isLineEnd(text.charAt(at - 1)));
            case '$' -> at == text.length() || (multiline && isLineEnd(text.charAt(at)));
            default -> isBorder(text, at) == (kind == 'b');
          };
      return here && goOn(attempt, at);
    }
  }

  private static boolean isBorder(String text, int at) {
    boolean before = at > 0 && BacktrackingParser.isWord(text.charAt(at - 1));
    boolean after = at < text.length() && BacktrackingParser.isWord(text.charAt(at));
    return before != after;
  }

  static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
  }
}
