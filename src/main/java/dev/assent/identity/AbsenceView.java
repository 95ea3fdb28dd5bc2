package dev.assent.identity;

import org.jspecify.annotations.Nullable;

/**
 * When a user is away, as callers see it. Days of UTC.
 *
 * @param from the first day of absence
 * @param until the first day that the user is there again
 * @param substitute who decides on the user's behalf meanwhile
 */
public record AbsenceView(
    String user, String from, String until, @Nullable String substitute, @Nullable String reason) {}
