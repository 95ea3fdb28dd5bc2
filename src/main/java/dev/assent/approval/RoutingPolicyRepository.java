package dev.assent.approval;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tables {@code routing_policies} and {@code routing_policy_versions}. */
@ApplicationScoped
public class RoutingPolicyRepository {
  static final int MAX_PER_TENANT = 1_000;

  private static final String SELECT =
      "select tenant_id, name, description, version, created_by, created_at, updated_at, archived_at,"
          + " revision from routing_policies where tenant_id = ?";
  private static final String SELECT_VERSION =
      "select tenant_id, name, version, document::text as document, content_hash, created_by,"
          + " created_at from routing_policy_versions where tenant_id = ? and name = ?";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  Optional<RoutingPolicy> find(String tenant, String name) {
    return new Query(SELECT, tenant)
        .and("and name = ?", name)
        .find(dataSource, RoutingPolicyRepository::policy);
  }

  RoutingPolicy get(String tenant, String name) {
    return find(tenant, name).orElseThrow(() -> ProblemException.notFound("routing policy", name));
  }

  /** The policy, locked until the transaction ends. */
  Optional<RoutingPolicy> lock(String tenant, String name) {
    return new Query(SELECT, tenant)
        .and("and name = ? for update", name)
        .find(dataSource, RoutingPolicyRepository::policy);
  }

  /** Those that choose, or those that are archived; by name, after {@code after}. */
  List<RoutingPolicy> list(String tenant, boolean archived, String after, int rows) {
    return new Query(SELECT, tenant)
        .and(archived ? "and archived_at is not null" : "and archived_at is null")
        .and("and name > ? collate \"C\" order by name collate \"C\" limit ?", after, rows)
        .list(dataSource, RoutingPolicyRepository::policy);
  }

  int count(String tenant) {
    return new Query("select count(*) from routing_policies where tenant_id = ?", tenant)
        .find(dataSource, row -> row.getInt(1))
        .orElse(0);
  }

  /**
   * @throws ProblemException {@code NOT_FOUND}
   */
  RoutingPolicyVersion version(String tenant, String name, int number) {
    return new Query(SELECT_VERSION, tenant, name)
        .and("and version = ?", number)
        .find(dataSource, RoutingPolicyRepository::version)
        .orElseThrow(() -> ProblemException.notFound("version of routing policy " + name, number));
  }

  /** The newest first, those before {@code before}. */
  List<RoutingPolicyVersion> versions(String tenant, String name, int before, int rows) {
    return new Query(SELECT_VERSION, tenant, name)
        .and("and version < ? order by version desc limit ?", before, rows)
        .list(dataSource, RoutingPolicyRepository::version);
  }

  /** False when there is one of this name. */
  boolean add(RoutingPolicy policy) {
    return write(
            policy,
            "insert into routing_policies (description, version, created_by, created_at, updated_at,"
                + " archived_at, revision, tenant_id, name) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict do nothing")
        == 1;
  }

  void replace(RoutingPolicy policy) {
    write(
        policy,
        "update routing_policies set description = ?, version = ?, created_by = ?, created_at = ?,"
            + " updated_at = ?, archived_at = ?, revision = ? where tenant_id = ? and name = ?");
  }

  private int write(RoutingPolicy policy, String sql) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement write = connection.prepareStatement(sql)) {
      write.setString(1, policy.description());
      write.setInt(2, policy.version());
      write.setString(3, policy.createdBy());
      write.setObject(4, policy.createdAt().atOffset(ZoneOffset.UTC));
      write.setObject(5, policy.updatedAt().atOffset(ZoneOffset.UTC));
      Instant archived = policy.archivedAt();
      write.setObject(
          6,
          archived == null ? null : archived.atOffset(ZoneOffset.UTC),
          java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
      write.setLong(7, policy.revision());
      write.setString(8, policy.tenant());
      write.setString(9, policy.name());
      return write.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("a routing policy could not be written", e);
    }
  }

  void add(RoutingPolicyVersion version) {
    String sql =
        "insert into routing_policy_versions (tenant_id, name, version, document, content_hash,"
            + " created_by, created_at) values (?, ?, ?, ?::jsonb, ?, ?, ?)";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, version.tenant());
      insert.setString(2, version.name());
      insert.setInt(3, version.number());
      insert.setString(4, Json.write(version.document()));
      insert.setString(5, version.contentHash());
      insert.setString(6, version.createdBy());
      insert.setObject(7, version.createdAt().atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("a version of a routing policy could not be written", e);
    }
  }

  private static RoutingPolicy policy(ResultSet row) throws SQLException {
    return new RoutingPolicy(
        row.getString("tenant_id"),
        row.getString("name"),
        row.getString("description"),
        row.getInt("version"),
        row.getString("created_by"),
        java.util.Objects.requireNonNull(instant(row, "created_at")),
        java.util.Objects.requireNonNull(instant(row, "updated_at")),
        instant(row, "archived_at"),
        row.getLong("revision"));
  }

  private static RoutingPolicyVersion version(ResultSet row) throws SQLException {
    return new RoutingPolicyVersion(
        row.getString("tenant_id"),
        row.getString("name"),
        row.getInt("version"),
        Json.read(row.getString("document"), RoutingDocument.class),
        row.getString("content_hash"),
        row.getString("created_by"),
        java.util.Objects.requireNonNull(instant(row, "created_at")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
