package dev.assent.journal;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One change of state within an entry.
 *
 * @param event what happened, as a constant name: {@code STEP_ACTIVATED}
 * @param step id of the step it happened to
 * @param from the state before; absent for what has just come to be
 * @param to the state since
 * @param data the particulars, such as a decision with its rationale
 */
public record JournalEvent(
    String event,
    @Nullable String step,
    @Nullable String from,
    @Nullable String to,
    @Nullable JsonNode data) {

  public static JournalEvent of(String event, @Nullable String from, @Nullable String to) {
    return new JournalEvent(event, null, from, to, null);
  }
}
