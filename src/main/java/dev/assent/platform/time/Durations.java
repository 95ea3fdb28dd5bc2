package dev.assent.platform.time;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as documents write them: ISO 8601, more than nothing and at most ten years. */
public final class Durations {
  public static final Duration LONGEST = Duration.ofDays(3_650);

  private static final Pattern FORM =
      Pattern.compile("P(\\d{1,9}D)?(T(\\d{1,9}H)?(\\d{1,9}M)?(\\d{1,9}(\\.\\d{1,9})?S)?)?");

  private Durations() {}

  /** Whether the text is meant as a duration and not as an expression that yields one. */
  public static boolean looksLike(String text) {
    return text.matches("[+-]?[Pp][0-9Tt][0-9A-Za-z.,]*");
  }

  /** What is wrong with {@code text}; null when it is a duration within the bounds. */
  public static @Nullable String problem(String text) {
    Duration duration = FORM.matcher(text).matches() ? parse(text) : null;
    if (duration == null) {
      return "'"
          + text
          + "' is no duration; write it as ISO 8601 has it, in days, hours, minutes and seconds,"
          + " such as P3D, PT72H or PT1.5S";
    }
    if (duration.isZero()) {
      return "the duration '" + text + "' is nothing; it must be longer";
    }
    return duration.compareTo(LONGEST) > 0
        ? "the duration '" + text + "' is too long; allowed are at most P3650D"
        : null;
  }

  /** Null when it is none. */
  public static @Nullable Duration parse(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Whether the text is a time of RFC 3339. */
  public static boolean isTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
