package dev.assent.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a subject.
 *
 * @param position 1, 2, 3… within the subject's history
 */
public record HistoryItem(
    long position,
    Instant at,
    String actor,
    @Nullable String onBehalfOf,
    String event,
    @Nullable String step,
    @Nullable String from,
    @Nullable String to,
    @Nullable JsonNode data) {}
