package dev.assent.identity;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * When a user is away and who stands in meanwhile. A user has one absence at most.
 *
 * @param from the first day of absence, in UTC
 * @param until the first day that the user is there again, in UTC
 * @param substitute who decides on the user's behalf; null for nobody
 */
record Absence(
    String tenant,
    String user,
    LocalDate from,
    LocalDate until,
    @Nullable String substitute,
    @Nullable String reason) {

  /** As far ahead an absence may begin, and as long may it be. */
  static final int MAX_DAYS = 366;

  AbsenceView view() {
    return new AbsenceView(user, from.toString(), until.toString(), substitute, reason);
  }
}
