package dev.assent.instance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
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

  static final String COLUMNS =
      "id, instance_id, workflow_id, step, kind, detail, status, opened_at, closed_at, closed_by";

  static IncidentView of(ResultSet row) throws SQLException {
    OffsetDateTime closed = row.getObject("closed_at", OffsetDateTime.class);
    return new IncidentView(
        row.getObject("id", UUID.class),
        row.getObject("instance_id", UUID.class),
        row.getString("workflow_id"),
        row.getString("step"),
        row.getString("kind"),
        row.getString("detail"),
        IncidentState.valueOf(row.getString("status")),
        row.getObject("opened_at", OffsetDateTime.class).toInstant(),
        closed == null ? null : closed.toInstant(),
        row.getString("closed_by"));
  }
}
