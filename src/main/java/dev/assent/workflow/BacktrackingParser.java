package dev.assent.workflow;

import dev.assent.workflow.BacktrackingPattern.Again;
import dev.assent.workflow.BacktrackingPattern.Anchor;
import dev.assent.workflow.BacktrackingPattern.Behind;
import dev.assent.workflow.BacktrackingPattern.Characters;
import dev.assent.workflow.BacktrackingPattern.Choice;
import dev.assent.workflow.BacktrackingPattern.Entry;
import dev.assent.workflow.BacktrackingPattern.Joint;
import dev.assent.workflow.BacktrackingPattern.Look;
import dev.assent.workflow.BacktrackingPattern.Loop;
import dev.assent.workflow.BacktrackingPattern.Mark;
import dev.assent.workflow.BacktrackingPattern.Node;
import dev.assent.workflow.BacktrackingPattern.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a regular expression in JavaScript's syntax: alternatives, groups (plain, named, not
 * capturing), look-ahead and look-behind, quantifiers, classes, anchors, back-references. Not known
 * are {@code \p}, {@code \x} and {@code \\u{…}}; four digits after {@code \\u} are. Classes take
 * UTF-16 units, not code points.
 */
final class BacktrackingParser {
  private static final int MAX_DEPTH = 50;
  private static final int MAX_REPETITIONS = 1_000;

  private final String regex;
  private final boolean ignoreCase;
  private final boolean multiline;
  private final boolean dotAll;
  private final Map<String, Integer> names = new HashMap<>();
  private final List<Integer> references = new ArrayList<>();
  private int at;
  private int groups;
  private int loops;
  private int depth;

  BacktrackingParser(String regex, String flags) {
    this.regex = regex;
    ignoreCase = flags.indexOf('i') >= 0;
    multiline = flags.indexOf('m') >= 0;
    dotAll = flags.indexOf('s') >= 0;
  }

  /** Where a part begins and ends; others are put behind the end. */
  private record Part(Node first, Node last) {}

  BacktrackingPattern parse() {
    Part whole = choice();
    if (at < regex.length()) {
      throw wrong("there is a ) without its (");
    }
    for (int reference : references) {
      if (reference > groups) {
        throw wrong("there is no group " + reference);
      }
    }
    return new BacktrackingPattern(whole.first(), groups, loops);
  }

  static boolean isWord(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private Part choice() {
    if (++depth > MAX_DEPTH) {
      throw wrong("its groups are nested deeper than " + MAX_DEPTH);
    }
    Part first = sequence();
    if (!has('|')) {
      depth--;
      return first;
    }
    Choice choice = new Choice();
    Joint end = new Joint();
    choice.add(first.first());
    first.last().next = end;
    while (take("|")) {
      Part way = sequence();
      choice.add(way.first());
      way.last().next = end;
    }
    depth--;
    return new Part(choice, end);
  }

  private Part sequence() {
    Node first = new Joint();
    Node last = first;
    while (at < regex.length() && !has('|') && !has(')')) {
      Part part = quantified();
      last.next = part.first();
      last = part.last();
    }
    return new Part(first, last);
  }

  private Part quantified() {
    char c = regex.charAt(at);
    if (c == '(' || c == '^' || c == '$' || (c == '\\' && isPlace())) {
      int groupsBefore = groups;
      Part part = c == '(' ? group() : place();
      int[] times = times();
      return times == null ? part : loop(part, times, groupsBefore);
    }
    Characters set = ignoreCase ? folded(characters()) : characters();
    int[] times = times();
    Run run = times == null ? new Run(set, 1, 1, false) : new Run(set, times[0], times[1], lazy());
    return new Part(run, run);
  }

  private Part loop(Part part, int[] times, int groupsBefore) {
    Loop loop = new Loop(loops++, times[0], times[1], lazy());
    loop.body = part.first();
    part.last().next = loop;
    if (groups - groupsBefore > MAX_DEPTH) {
      throw wrong("a part that is repeated has too many groups");
    }
    return new Part(new Entry(loop), loop);
  }

  private boolean isPlace() {
    if (at + 1 >= regex.length()) {
      throw wrong("it ends in a \\");
    }
    char c = regex.charAt(at + 1);
    return c == 'b' || c == 'B' || c == 'k' || (c >= '1' && c <= '9');
  }

  private Part place() {
    char c = regex.charAt(at++);
    Node node;
    if (c != '\\') {
      node = new Anchor(c, multiline);
    } else if (has('b') || has('B')) {
      node = new Anchor(regex.charAt(at++), false);
    } else {
      node = new Again(reference(), ignoreCase);
    }
    return new Part(node, node);
  }

  private int reference() {
    if (take("k")) {
      if (!take("<")) {
        throw wrong("\\k is followed by <name>");
      }
      Integer group = names.get(name());
      if (group == null) {
        throw wrong("\\k names a group that is not there before it");
      }
      return group;
    }
    int number = 0;
    while (at < regex.length() && Character.isDigit(regex.charAt(at)) && number < 1_000) {
      number = number * 10 + (regex.charAt(at++) - '0');
    }
    references.add(number);
    return number;
  }

  private Part group() {
    at++;
    if (take("?:")) {
      return closed(choice());
    }
    if (take("?=")) {
      return look(true, true);
    }
    if (take("?!")) {
      return look(true, false);
    }
    if (take("?<=")) {
      return look(false, true);
    }
    if (take("?<!")) {
      return look(false, false);
    }
    int number = ++groups;
    if (take("?<")) {
      names.put(name(), number);
    } else if (has('?')) {
      throw wrong("(? is followed by one of :, =, !, <=, <!, <name>");
    }
    Part part = closed(choice());
    Mark start = new Mark(number, false);
    Mark end = new Mark(number, true);
    start.next = part.first();
    part.last().next = end;
    return new Part(start, end);
  }

  private Part look(boolean ahead, boolean wanted) {
    Part part = closed(choice());
    if (!ahead) {
      part.last().next = new Behind();
    }
    Node look = new Look(part.first(), ahead, wanted);
    return new Part(look, look);
  }

  private Part closed(Part part) {
    if (!take(")")) {
      throw wrong("there is a ( without its )");
    }
    return part;
  }

  private String name() {
    int end = regex.indexOf('>', at);
    if (end < 0) {
      throw wrong("a group's name ends with >");
    }
    String name = regex.substring(at, end);
    at = end + 1;
    return name;
  }

  /** Least and most, or null when nothing is said. */
  private int @org.jspecify.annotations.Nullable [] times() {
    if (at >= regex.length()) {
      return null;
    }
    int[] times;
    if (take("*")) {
      times = new int[] {0, Integer.MAX_VALUE};
    } else if (take("+")) {
      times = new int[] {1, Integer.MAX_VALUE};
    } else if (take("?")) {
      times = new int[] {0, 1};
    } else {
      var braces =
          java.util.regex.Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?}").matcher(regex);
      if (!braces.region(at, regex.length()).lookingAt()) {
        return null;
      }
      at = braces.end();
      int least = Integer.parseInt(braces.group(1));
      String upper = braces.group(3);
      int most =
          braces.group(2) == null
              ? least
              : upper == null || upper.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(upper);
      if (least > most || least > MAX_REPETITIONS) {
        throw wrong("it repeats from " + least + " times; allowed are " + MAX_REPETITIONS);
      }
      times = new int[] {least, most};
    }
    return times;
  }

  private boolean lazy() {
    return take("?");
  }

  private Characters characters() {
    char c = regex.charAt(at++);
    return switch (c) {
      case '.' -> dotAll ? any -> true : other -> !BacktrackingPattern.isLineEnd(other);
      case '[' -> characterClass();
      case '\\' -> escape();
      case '*', '+', '?' -> throw wrong("there is nothing before " + c + " to repeat");
      default -> exactly(c);
    };
  }

  private Characters characterClass() {
    boolean negated = take("^");
    List<Characters> parts = new ArrayList<>();
    while (!has(']')) {
      if (at >= regex.length()) {
        throw wrong("there is a [ without its ]");
      }
      parts.add(range());
    }
    at++;
    List<Characters> all = List.copyOf(parts);
    return c -> all.stream().anyMatch(part -> part.has(c)) != negated;
  }

  private Characters range() {
    int from = at;
    Characters set = single();
    boolean range = has('-') && at + 1 < regex.length() && regex.charAt(at + 1) != ']';
    if (!range) {
      return set;
    }
    char low = exact(from);
    at++;
    int to = at;
    single();
    char high = exact(to);
    if (low > high) {
      throw wrong("a range of characters goes backwards");
    }
    return c -> c >= low && c <= high;
  }

  private Characters single() {
    char c = regex.charAt(at++);
    if (c != '\\') {
      return exactly(c);
    }
    if (has('b')) {
      at++;
      return exactly('\b');
    }
    return escape();
  }

  /** The one character that stands at {@code from}. */
  private char exact(int from) {
    if (regex.charAt(from) != '\\') {
      return regex.charAt(from);
    }
    char c = regex.charAt(from + 1);
    if ("dDwWsS".indexOf(c) >= 0) {
      throw wrong("a range of characters ends in a class");
    }
    return c == 'u' ? (char) Integer.parseInt(regex.substring(from + 2, from + 6), 16) : control(c);
  }

  private Characters escape() {
    if (at >= regex.length()) {
      throw wrong("it ends in a \\");
    }
    char c = regex.charAt(at++);
    return switch (c) {
      case 'd' -> BacktrackingParser::isDigit;
      case 'D' -> d -> !isDigit(d);
      case 'w' -> BacktrackingParser::isWord;
      case 'W' -> w -> !isWord(w);
      case 's' -> BacktrackingParser::isSpace;
      case 'S' -> s -> !isSpace(s);
      case 'u' -> exactly(unicode());
      default -> {
        if (Character.isLetterOrDigit(c) && "nrtfv0".indexOf(c) < 0) {
          throw wrong("\\" + c + " is not known");
        }
        yield exactly(control(c));
      }
    };
  }

  private char unicode() {
    if (at + 4 > regex.length() || !regex.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
      throw wrong("\\u is followed by four hexadecimal digits");
    }
    at += 4;
    return (char) Integer.parseInt(regex.substring(at - 4, at), 16);
  }

  private static char control(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'v' -> '\u000b';
      case '0' -> '\0';
      case 'b' -> '\b';
      default -> c;
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\ufeff';
  }

  private static Characters exactly(char one) {
    return c -> c == one;
  }

  private static Characters folded(Characters set) {
    return c ->
        set.has(c) || set.has(Character.toLowerCase(c)) || set.has(Character.toUpperCase(c));
  }

  private boolean has(char c) {
    return at < regex.length() && regex.charAt(at) == c;
  }

  private boolean take(String text) {
    if (regex.startsWith(text, at)) {
      at += text.length();
      return true;
    }
    return false;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "the regular expression cannot be read at character " + (at + 1) + ": " + what);
  }
}
