package dev.assent.workflow;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a document, as JavaScript would search with it. RE2 searches in time that
 * is linear in the text and takes what it knows; what needs look-around or back-references is left
 * to {@link BacktrackingPattern}. Either counts its steps and gives up, so no expression holds the
 * server up. Immutable and safe for threads.
 */
final class OutputPattern {
  static final int MAX_LENGTH = 1_000;

  /** Steps of RE2's machine: about a second. */
  static final long MAX_LINEAR_STEPS = 50_000_000;

  /** Steps of backtracking. */
  static final long MAX_STEPS = 1_000_000;

  private static final String FLAGS = "dgimsuvy";

  private final @Nullable Pattern linear;
  private final @Nullable BacktrackingPattern backtracking;

  private OutputPattern(@Nullable Pattern linear, @Nullable BacktrackingPattern backtracking) {
    this.linear = linear;
    this.backtracking = backtracking;
  }

  /**
   * A pattern with JavaScript's flags.
   *
   * @throws IllegalArgumentException with what is wrong, for the author
   */
  static OutputPattern of(String regex, String flags) {
    for (int i = 0; i < flags.length(); i++) {
      if (FLAGS.indexOf(flags.charAt(i)) < 0 || flags.indexOf(flags.charAt(i)) < i) {
        throw new IllegalArgumentException(
            "the flags '" + flags + "' are not a selection of " + FLAGS);
      }
    }
    if (regex.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the regular expression has "
              + regex.length()
              + " characters; allowed are "
              + MAX_LENGTH);
    }
    try {
      int re2 =
          (flags.indexOf('i') < 0 ? 0 : Pattern.CASE_INSENSITIVE)
              | (flags.indexOf('m') < 0 ? 0 : Pattern.MULTILINE)
              | (flags.indexOf('s') < 0 ? 0 : Pattern.DOTALL);
      return new OutputPattern(Pattern.compile(regex, re2), null);
    } catch (PatternSyntaxException e) {
      return new OutputPattern(null, BacktrackingPattern.of(regex, flags));
    }
  }

  /**
   * Whether it matches anywhere.
   *
   * @throws TooCostlyException when that takes too many steps to find out
   */
  boolean foundIn(String text, OutputCriteria.Effort effort) {
    if (linear != null) {
      effort.spend((long) linear.programSize() * (text.length() + 1), MAX_LINEAR_STEPS);
      return linear.matcher(text).find();
    }
    return backtracking != null && backtracking.foundIn(text, effort);
  }
}
