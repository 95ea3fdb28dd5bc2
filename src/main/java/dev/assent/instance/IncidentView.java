package dev.assent.instance;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step that a person has to look at, or had to.
 *
 * @param id of the step's activation
 * @param kind JOB, EXPRESSION or BOUND
 * @param status OPEN, or how it was resolved
 */
public record IncidentView(
    UUID id,
    UUID instanceId,
    String workflow,
    String step,
    String kind,
    String detail,
    IncidentState status,
    Instant openedAt,
    @Nullable Instant closedAt,
    @Nullable String closedBy) {

  /** The life of an incident. */
  public enum IncidentState {
    OPEN,
    RETRIED,
    SKIPPED,
    FAILED,
    CANCELLED
  }
}
