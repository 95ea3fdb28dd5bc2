package dev.assent.instance;

import dev.assent.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads instances from rows. */
final class InstanceRow {
  static final String COLUMNS =
      """
      i.id, i.tenant_id, i.workflow_id, i.workflow_version, i.status, i.business_key, i.entity_type, i.entity_id, i.project_id,
      i.context_id, i.input::text as input, i.state::text as state, i.started_by, i.started_at, i.updated_at, i.ended_at,
      i.trace_parent, i.parent_id, i.parent_token, i.root_id, i.depth, i.revision""";

  private InstanceRow() {}

  static WorkflowInstance instance(ResultSet row) throws SQLException {
    UUID parent = row.getObject("parent_id", UUID.class);
    WorkflowInstance.Identity identity =
        new WorkflowInstance.Identity(
            row.getObject("id", UUID.class),
            row.getString("tenant_id"),
            row.getString("workflow_id"),
            row.getInt("workflow_version"),
            row.getString("business_key"),
            new StartInstance.Entity(
                row.getString("entity_type"),
                row.getString("entity_id"),
                row.getString("project_id"),
                row.getString("context_id")),
            Json.parse(row.getString("input")),
            row.getString("started_by"),
            row.getObject("started_at", OffsetDateTime.class).toInstant(),
            row.getString("trace_parent"),
            parent == null
                ? null
                : new WorkflowInstance.Parent(
                    parent,
                    row.getObject("parent_token", UUID.class),
                    row.getInt("depth") - 1,
                    Objects.requireNonNullElse(row.getObject("root_id", UUID.class), parent)));
    return new WorkflowInstance(identity)
        .stored(
            InstanceState.valueOf(row.getString("status")),
            Json.read(row.getString("state"), Execution.class),
            row.getObject("updated_at", OffsetDateTime.class).toInstant(),
            instant(row, "ended_at"),
            row.getLong("revision"));
  }

  static StatusView status(ResultSet row) throws SQLException {
    Execution places = Json.read(row.getString("places"), Execution.class);
    return new StatusView(
        row.getObject("id", UUID.class),
        InstanceState.valueOf(row.getString("status")),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        instant(row, "ended_at"),
        row.getInt("open_incidents"),
        places.tokens().stream().map(token -> InstanceView.activeStep(places, token)).toList());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
