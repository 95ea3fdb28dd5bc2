package dev.assent.agent;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table {@code agents}; by hand, because {@code text[]} has no mapping in JPA. */
@ApplicationScoped
public class AgentRepository {
  /** As many as a tenant may have, so that a choice among them reads them all. */
  static final int MAX_PER_TENANT = 1_000;

  private static final String SELECT =
      "select tenant_id, id, description, kind, endpoint, capabilities, max_parallel, timeout_ms,"
          + " requests_per_minute, status, created_by, created_at, updated_at, revision from agents"
          + " where tenant_id = ?";

  /** What a list is narrowed to; nulls do not narrow. */
  record Filter(
      @Nullable AgentKind kind, @Nullable AgentState status, @Nullable String capability) {}

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  Optional<Agent> find(String tenant, String id) {
    return new Query(SELECT, tenant).and("and id = ?", id).find(dataSource, AgentRepository::agent);
  }

  Agent get(String tenant, String id) {
    return find(tenant, id).orElseThrow(() -> ProblemException.notFound("agent", id));
  }

  /** The agent, locked until the transaction ends. */
  Agent lock(String tenant, String id) {
    return new Query(SELECT, tenant)
        .and("and id = ? for update", id)
        .find(dataSource, AgentRepository::agent)
        .orElseThrow(() -> ProblemException.notFound("agent", id));
  }

  /** By id, those after {@code after}. */
  List<Agent> list(String tenant, Filter filter, String after, int rows) {
    return new Query(SELECT, tenant)
        .andIf(filter.kind(), "and kind = ?")
        .andIf(filter.status(), "and status = ?")
        .andIf(filter.capability(), "and capabilities @> array[?]::text[]")
        .and("and id > ? collate \"C\" order by id collate \"C\" limit ?", after, rows)
        .list(dataSource, AgentRepository::agent);
  }

  int count(String tenant) {
    return new Query("select count(*) from agents where tenant_id = ?", tenant)
        .find(dataSource, row -> row.getInt(1))
        .orElse(0);
  }

  /** False when there is one of this id. */
  boolean add(Agent agent) {
    return write(
            agent,
            "insert into agents (description, kind, endpoint, capabilities, max_parallel, timeout_ms,"
                + " requests_per_minute, status, created_by, created_at, updated_at, revision,"
                + " tenant_id, id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict do nothing")
        == 1;
  }

  void replace(Agent agent) {
    write(
        agent,
        "update agents set description = ?, kind = ?, endpoint = ?, capabilities = ?,"
            + " max_parallel = ?, timeout_ms = ?, requests_per_minute = ?, status = ?,"
            + " created_by = ?, created_at = ?, updated_at = ?, revision = ?"
            + " where tenant_id = ? and id = ?");
  }

  void remove(Agent agent) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("delete from agents where tenant_id = ? and id = ?")) {
      delete.setString(1, agent.tenant());
      delete.setString(2, agent.id());
      delete.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("an agent could not be removed", e);
    }
  }

  private int write(Agent agent, String sql) {
    Agent.Profile profile = agent.profile();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement write = connection.prepareStatement(sql)) {
      write.setString(1, profile.description());
      write.setString(2, profile.kind().name());
      write.setString(3, profile.endpoint());
      write.setArray(4, connection.createArrayOf("text", profile.capabilities().toArray()));
      write.setInt(5, profile.limits().maxParallel());
      write.setLong(6, profile.limits().timeout().toMillis());
      write.setObject(7, profile.limits().requestsPerMinute(), java.sql.Types.INTEGER);
      write.setString(8, agent.status().name());
      write.setString(9, agent.createdBy());
      write.setObject(10, agent.createdAt().atOffset(ZoneOffset.UTC));
      write.setObject(11, agent.updatedAt().atOffset(ZoneOffset.UTC));
      write.setLong(12, agent.revision());
      write.setString(13, agent.tenant());
      write.setString(14, agent.id());
      return write.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("an agent could not be written", e);
    }
  }

  private static Agent agent(ResultSet row) throws SQLException {
    return new Agent(
        row.getString("tenant_id"),
        row.getString("id"),
        new Agent.Profile(
            row.getString("description"),
            AgentKind.valueOf(row.getString("kind")),
            row.getString("endpoint"),
            List.of((String[]) row.getArray("capabilities").getArray()),
            new Agent.Limits(
                row.getInt("max_parallel"),
                Duration.ofMillis(row.getLong("timeout_ms")),
                row.getObject("requests_per_minute", Integer.class))),
        AgentState.valueOf(row.getString("status")),
        row.getString("created_by"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getLong("revision"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
