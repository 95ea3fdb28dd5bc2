package dev.assent.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one command changed about one subject.
 *
 * @param actor the user who did it, or {@code system}
 * @param onBehalfOf whom the actor stood in for
 * @param events at least one, in the order in which they happened
 */
public record JournalEntry(
    String tenant,
    SubjectType subjectType,
    String subjectId,
    String actor,
    @Nullable String onBehalfOf,
    Instant at,
    List<JournalEvent> events) {

  /** What an entry is about. */
  public enum SubjectType {
    TENANT,
    ROLE,
    ACCOUNT,
    PROFILE,
    ABSENCE,
    SEPARATION_PAIR,
    WORKFLOW,
    INSTANCE,
    APPROVAL,
    ROUTING_POLICY,
    AGENT,
    OPERATION,
    CONSENSUS
  }

  public JournalEntry {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("an entry without events says nothing");
    }
  }

  boolean isOfSameChange(JournalEntry other) {
    return subjectId.equals(other.subjectId)
        && subjectType == other.subjectType
        && tenant.equals(other.tenant)
        && actor.equals(other.actor)
        && Objects.equals(onBehalfOf, other.onBehalfOf);
  }

  JournalEntry with(List<JournalEvent> more) {
    List<JournalEvent> all = new ArrayList<>(events);
    all.addAll(more);
    return new JournalEntry(tenant, subjectType, subjectId, actor, onBehalfOf, at, all);
  }
}
