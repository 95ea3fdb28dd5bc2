package dev.assent.instance;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.sql.Query;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads incidents, and what waits for a signal, outside a batch; one statement each. */
@ApplicationScoped
public class IncidentQueries {
  /** What a list is narrowed to; nulls do not narrow. */
  public record Filter(
      IncidentView.@Nullable IncidentState status,
      @Nullable String workflowId,
      @Nullable UUID instanceId,
      @Nullable String step) {}

  private static final String COLUMNS =
      "id, instance_id, workflow_id, step, kind, detail, status, opened_at, closed_at, closed_by";

  private static final UUID AFTER_ALL = new UUID(-1, -1);

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** An incident by its id. */
  public IncidentView get(String tenant, UUID id) {
    return new Query(
            "select " + COLUMNS + " from incidents where tenant_id = ? and id = ?", tenant, id)
        .find(dataSource, IncidentQueries::incident)
        .orElseThrow(() -> ProblemException.notFound("incident", id));
  }

  /** A page of incidents, newest first. */
  public Page<IncidentView> list(String tenant, Filter filter, @Nullable String cursor, int limit) {
    boolean open = filter.status() == IncidentView.IncidentState.OPEN;
    List<IncidentView> rows =
        new Query(
                "select " + COLUMNS + " from incidents where tenant_id = ? and id < ?",
                tenant,
                cursor == null ? AFTER_ALL : Cursor.uuid(cursor))
            // as text of ours and not a parameter, so that the partial index of open ones fits
            .and(open ? "and status = 'OPEN'" : "")
            .andIf(open ? null : filter.status(), "and status = ?")
            .andIf(filter.workflowId(), "and workflow_id = ?")
            .andIf(filter.instanceId(), "and instance_id = ?")
            .andIf(filter.step(), "and step = ?")
            .and("order by id desc limit ?", limit + 1)
            .list(dataSource, IncidentQueries::incident);
    return Page.of(rows, limit, row -> row, row -> List.of(row.id().toString()));
  }

  /** The instance whose step waits for this signal the longest. */
  Optional<UUID> waiting(String tenant, String signal, String correlation) {
    return new Query(
            """
            select instance_id from signal_subscriptions where tenant_id = ? and signal = ? and correlation = ?
             order by token_id limit 1""",
            tenant,
            signal,
            correlation)
        .find(dataSource, row -> row.getObject(1, UUID.class));
  }

  /** The child that a step's activation has started, if it has. */
  Optional<UUID> child(String tenant, UUID token) {
    return new Query(
            "select id from workflow_instances where tenant_id = ? and parent_token = ?",
            tenant,
            token)
        .find(dataSource, row -> row.getObject(1, UUID.class));
  }

  /** Whether below the root of this instance there are {@code many} others or more. */
  boolean hasDescendants(String tenant, UUID instance, int many) {
    return new Query(
            """
            select 1 from workflow_instances d
             where d.tenant_id = ? and d.root_id = (
                     select coalesce(i.root_id, i.parent_id, i.id) from workflow_instances i where i.tenant_id = ? and i.id = ?)
            offset ? limit 1""",
            tenant,
            tenant,
            instance,
            many - 1)
        .find(dataSource, row -> true)
        .isPresent();
  }

  private static IncidentView incident(ResultSet row) throws SQLException {
    OffsetDateTime closed = row.getObject("closed_at", OffsetDateTime.class);
    return new IncidentView(
        row.getObject("id", UUID.class),
        row.getObject("instance_id", UUID.class),
        row.getString("workflow_id"),
        row.getString("step"),
        row.getString("kind"),
        row.getString("detail"),
        IncidentView.IncidentState.valueOf(row.getString("status")),
        row.getObject("opened_at", OffsetDateTime.class).toInstant(),
        closed == null ? null : closed.toInstant(),
        row.getString("closed_by"));
  }
}
