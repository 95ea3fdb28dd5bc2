package dev.assent.bulk;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.Problem;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.sql.Query;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Operations and their items; each method is one statement, in the container's transaction. */
@ApplicationScoped
public class OperationRepository {
  /** Most items of one operation. */
  static final int MAX_ITEMS = 100_000;

  private static final UUID AFTER_ALL = new UUID(-1, -1);

  private static final String COLUMNS =
      """
      id, tenant_id, action, status, filter::text as filter, parameters::text as parameters, dry_run, requested_by, roles,
      permissions, run_id, total, succeeded, failed, created_at, started_at, updated_at, ended_at""";

  private static final String FIND =
      "select " + COLUMNS + " from bulk_operations where tenant_id = ? and id = ?";

  private static final String UPDATE =
      """
      update bulk_operations set status = ?, run_id = ?, succeeded = ?, failed = ?, started_at = ?, updated_at = ?, ended_at = ?
       where tenant_id = ? and id = ?""";

  // whoever noted an item before is left alone: a job that was thought lost may come back
  private static final String NOTE =
      """
      with noted as (
        update bulk_operation_items i set status = r.status, problem = r.problem, done_at = ?
          from unnest(?, ?, ?) as r(n, status, problem)
         where i.tenant_id = ? and i.operation_id = ? and i.n = r.n and i.status = 'PENDING'
        returning i.status)
      select count(*) filter (where status = 'SUCCEEDED'), count(*) filter (where status = 'FAILED') from noted""";

  // one at a time: it may have a hundred thousand items
  private static final String FORGET =
      """
      with old as materialized (
        select id, tenant_id from bulk_operations where ended_at < ? order by ended_at limit 1 for update skip locked),
      items as (
        delete from bulk_operation_items i using old where i.operation_id = old.id and i.tenant_id = old.tenant_id)
      delete from bulk_operations o using old where o.id = old.id and o.tenant_id = old.tenant_id""";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** For CDI. */
  OperationRepository() {}

  OperationRepository(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** An item that is to be done. */
  public record Item(int n, UUID instanceId, @Nullable UUID incidentId) {}

  /** What came of an item; without a problem it succeeded. */
  public record Result(int n, @Nullable Problem problem) {}

  /** How many items were noted that had not been. */
  record Noted(int succeeded, int failed) {}

  /**
   * Chooses the items, and keeps them with the operation.
   *
   * @param order its total is not looked at
   * @return how many were chosen
   * @throws ProblemException {@code INVALID_STATE} when they are too many
   */
  int create(BulkOperation.Order order, UUID runId) {
    Caller caller = order.caller();
    OffsetDateTime now = order.createdAt().atOffset(ZoneOffset.UTC);
    Query insert = chosen(order);
    insert.and(
        """
        limit ?),
        operation as (
          insert into bulk_operations (id, tenant_id, action, status, filter, parameters, dry_run, requested_by, roles, permissions,
            run_id, total, created_at, updated_at, ended_at)
          select ?, ?, ?, case when ended then 'COMPLETED' else 'PENDING' end, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, total, ?, ?,
                 case when ended then ?::timestamptz end
            from (select count(*) as total, ? or count(*) = 0 as ended from chosen) as c
          returning total),
        items as (
          insert into bulk_operation_items (operation_id, tenant_id, n, instance_id, incident_id, status)
          select ?, ?, row_number() over (order by instance_id, incident_id) - 1, instance_id, incident_id, 'PENDING' from chosen)
        select total from operation""",
        MAX_ITEMS + 1,
        order.id(),
        caller.tenant(),
        order.action(),
        Json.write(order.filter()),
        Json.write(order.parameters()),
        order.dryRun(),
        caller.user(),
        caller.roles(),
        caller.permissions(),
        runId,
        now,
        now,
        now,
        order.choosesOnly(),
        order.id(),
        caller.tenant());
    int total = insert.find(dataSource, row -> row.getInt(1)).orElseThrow();
    if (total > MAX_ITEMS) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "The filter fits more than "
              + MAX_ITEMS
              + " items, which is the most of one operation; narrow it.");
    }
    return total;
  }

  /** The beginning of the statement, up to where the number of items is limited. */
  private static Query chosen(BulkOperation.Order order) {
    OperationFilter filter = order.filter();
    OperationAction action = order.action();
    Query chosen =
        new Query(
            action.isOnIncidents()
                ? """
                with chosen as materialized (
                  select i.id as instance_id, x.id as incident_id
                    from incidents x join workflow_instances i on i.id = x.instance_id and i.tenant_id = x.tenant_id
                   where x.tenant_id = ? and x.status = 'OPEN' and i.status = any(?)"""
                : """
                with chosen as materialized (
                  select i.id as instance_id, null::uuid as incident_id
                    from workflow_instances i
                   where i.tenant_id = ? and i.status = any(?)""",
            order.caller().tenant(),
            action.possible());
    if (action == OperationAction.RETRY) {
      chosen.and("and (i.open_incidents > 0 or i.status = 'FAILED')");
    }
    return chosen
        .andIf(filter.workflowId(), "and i.workflow_id = ?")
        .andIf(filter.version(), "and i.workflow_version = ?")
        .andIf(filter.status(), "and i.status = ?")
        .andIf(
            filter.step(),
            action.isOnIncidents()
                ? "and x.step = ?"
                : "and i.state @> jsonb_build_object('tokens', jsonb_build_array(jsonb_build_object('step', ?::text)))")
        .andIf(filter.businessKey(), "and i.business_key = ?")
        .andIf(filter.entityType(), "and i.entity_type = ?")
        .andIf(filter.entityId(), "and i.entity_id = ?")
        .andIf(filter.projectId(), "and i.project_id = ?")
        .andIf(filter.contextId(), "and i.context_id = ?")
        .andIf(filter.startedBy(), "and i.started_by = ?")
        .andIf(utc(filter.startedAfter()), "and i.started_at > ?")
        .andIf(utc(filter.startedBefore()), "and i.started_at < ?")
        .and("order by i.id");
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  /**
   * @throws ProblemException {@code NOT_FOUND}
   */
  BulkOperation get(String tenant, UUID id) {
    return new Query(FIND, tenant, id)
        .find(dataSource, OperationRepository::operation)
        .orElseThrow(() -> ProblemException.notFound("operation", id));
  }

  /** The operation, which nobody else changes until the transaction ends. */
  Optional<BulkOperation> locked(String tenant, UUID id) {
    return new Query(FIND, tenant, id)
        .and("for update")
        .find(dataSource, OperationRepository::operation);
  }

  void update(BulkOperation operation) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(UPDATE)) {
      update.setString(1, operation.state().name());
      update.setObject(2, operation.runId());
      update.setInt(3, operation.succeeded());
      update.setInt(4, operation.failed());
      update.setObject(5, utc(operation.startedAt()));
      update.setObject(6, utc(operation.updatedAt()));
      update.setObject(7, utc(operation.endedAt()));
      update.setString(8, operation.order().caller().tenant());
      update.setObject(9, operation.order().id());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("an operation could not be written", e);
    }
  }

  /** A page of operations, the newest first. */
  Page<OperationView> list(
      String tenant, @Nullable OperationState status, @Nullable String cursor, int limit) {
    List<OperationView> rows =
        new Query(
                "select " + COLUMNS + " from bulk_operations where tenant_id = ? and id < ?",
                tenant,
                cursor == null ? AFTER_ALL : Cursor.uuid(cursor))
            .andIf(status, "and status = ?")
            .and("order by id desc limit ?", limit + 1)
            .list(dataSource, row -> OperationView.of(operation(row)));
    return Page.of(rows, limit, row -> row, row -> List.of(row.id().toString()));
  }

  /** A page of an operation's items, in their order. */
  Page<OperationItemView> items(
      String tenant,
      UUID id,
      OperationItemView.@Nullable ItemStatus status,
      @Nullable String cursor,
      int limit) {
    List<OperationItemView> rows =
        new Query(
                """
                select * from (
                  select i.n, i.instance_id, i.incident_id, i.problem::text as problem, i.done_at,
                         case when i.status = 'PENDING' and o.ended_at is not null then 'SKIPPED' else i.status end as status
                    from bulk_operation_items i join bulk_operations o on o.id = i.operation_id and o.tenant_id = i.tenant_id
                   where i.tenant_id = ? and i.operation_id = ? and i.n > ?) as item where true""",
                tenant,
                id,
                cursor == null ? -1 : number(cursor))
            .andIf(status, "and status = ?")
            .and("order by n limit ?", limit + 1)
            .list(dataSource, OperationRepository::item);
    return Page.of(rows, limit, row -> row, row -> List.of(String.valueOf(row.index())));
  }

  private static int number(String cursor) {
    try {
      return Integer.parseInt(Cursor.decode(cursor, 1).get(0));
    } catch (NumberFormatException e) {
      throw Cursor.invalid();
    }
  }

  /** The next items that are not done. */
  List<Item> pending(String tenant, UUID id, int limit) {
    return new Query(
            """
            select n, instance_id, incident_id from bulk_operation_items
             where tenant_id = ? and operation_id = ? and status = 'PENDING' order by n limit ?""",
            tenant,
            id,
            limit)
        .list(
            dataSource,
            row ->
                new Item(
                    row.getInt(1), row.getObject(2, UUID.class), row.getObject(3, UUID.class)));
  }

  /** Keeps what came of items. */
  Noted note(String tenant, UUID id, List<Result> results, Instant now) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement note = connection.prepareStatement(NOTE)) {
      note.setObject(1, utc(now));
      note.setArray(2, array(connection, SqlArray.column("int4", results, Result::n)));
      note.setArray(
          3,
          array(
              connection,
              SqlArray.column("text", results, r -> r.problem() == null ? "SUCCEEDED" : "FAILED")));
      note.setArray(
          4,
          array(
              connection,
              SqlArray.column(
                  "jsonb", results, r -> r.problem() == null ? null : Json.write(r.problem()))));
      note.setString(5, tenant);
      note.setObject(6, id);
      try (ResultSet row = note.executeQuery()) {
        row.next();
        return new Noted(row.getInt(1), row.getInt(2));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("results could not be written", e);
    }
  }

  /**
   * Forgets operations that ended before {@code before}, the oldest first, with their items; each
   * by a statement of its own. Nodes that do it at once share the work.
   *
   * @return how many, at most {@code limit}
   */
  int forgetEnded(Instant before, int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement forget = connection.prepareStatement(FORGET)) {
      forget.setObject(1, utc(before));
      int forgotten = 0;
      while (forgotten < limit && forget.executeUpdate() == 1) {
        forgotten++;
      }
      return forgotten;
    } catch (SQLException e) {
      throw new IllegalStateException("old operations could not be deleted", e);
    }
  }

  private static java.sql.Array array(Connection connection, SqlArray array) throws SQLException {
    return connection.createArrayOf(array.type(), array.values());
  }

  private static BulkOperation operation(ResultSet row) throws SQLException {
    BulkOperation.Order order =
        new BulkOperation.Order(
            row.getObject("id", UUID.class),
            new Caller(
                row.getString("tenant_id"),
                row.getString("requested_by"),
                texts(row, "roles"),
                texts(row, "permissions")),
            OperationAction.valueOf(row.getString("action")),
            Json.read(row.getString("filter"), OperationFilter.class),
            Json.read(row.getString("parameters"), OperationParameters.class),
            row.getBoolean("dry_run"),
            row.getInt("total"),
            row.getObject("created_at", OffsetDateTime.class).toInstant());
    return new BulkOperation(order, row.getObject("run_id", UUID.class))
        .stored(
            OperationState.valueOf(row.getString("status")),
            row.getInt("succeeded"),
            row.getInt("failed"),
            instant(row, "started_at"),
            row.getObject("updated_at", OffsetDateTime.class).toInstant(),
            instant(row, "ended_at"));
  }

  private static OperationItemView item(ResultSet row) throws SQLException {
    String problem = row.getString("problem");
    return new OperationItemView(
        row.getInt("n"),
        row.getObject("instance_id", UUID.class),
        row.getObject("incident_id", UUID.class),
        OperationItemView.ItemStatus.valueOf(row.getString("status")),
        problem == null ? null : Json.read(problem, Problem.class),
        instant(row, "done_at"));
  }

  private static Set<String> texts(ResultSet row, String column) throws SQLException {
    return new HashSet<>(List.of((String[]) row.getArray(column).getArray()));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
