package dev.assent.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assent.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class OperationExpiryIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant BEFORE = NOW.minus(Duration.ofDays(90));

  private final DataSource database = TestDatabase.migrated();
  private final OperationRepository repository = new OperationRepository(database);

  @Test
  void forgets_what_ended_long_ago_with_its_items_and_nothing_else() throws SQLException {
    operation("a", "COMPLETED", "2026-08-23T11:59:59Z");
    operation("b", "CANCELLED", "2026-01-01T00:00:00Z");
    operation("c", "COMPLETED", "2026-08-23T12:00:01Z");
    operation("d", "RUNNING", null);
    operation("e", "PAUSED", null);
    assertThat(repository.forgetEnded(BEFORE, 100)).isEqualTo(2);
    assertThat(left("bulk_operations")).containsExactly("c", "d", "e");
    assertThat(left("bulk_operation_items")).containsExactly("c", "c", "d", "d", "e", "e");
    assertThat(repository.forgetEnded(BEFORE, 100)).isZero();
  }

  @Test
  void forgets_the_oldest_first_and_only_so_many() throws SQLException {
    operation("a", "COMPLETED", "2026-03-01T00:00:00Z");
    operation("b", "COMPLETED", "2026-01-01T00:00:00Z");
    operation("c", "COMPLETED", "2026-02-01T00:00:00Z");
    assertThat(repository.forgetEnded(BEFORE, 2)).isEqualTo(2);
    assertThat(left("bulk_operations")).containsExactly("a");
  }

  @Test
  void takes_a_retention_of_an_hour_or_more() {
    assertThat(OperationExpiry.retention("P90D")).isEqualTo(Duration.ofDays(90));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperationExpiry.retention("PT59M"))
        .withMessageContaining("at least PT1H");
  }

  private void operation(String tenant, String status, String endedAt) throws SQLException {
    String ended = endedAt == null ? "null" : "'" + endedAt + "'";
    execute(
        """
        with o as (
          insert into bulk_operations (id, tenant_id, action, status, filter, parameters, dry_run, requested_by, roles, permissions,
            run_id, total, created_at, updated_at, ended_at)
          values (gen_random_uuid(), '%s', 'CANCEL', '%s', '{}', '{}', false, 'u', '{}', '{}', gen_random_uuid(), 2,
            '2025-12-01T00:00:00Z', '2025-12-01T00:00:00Z', %s) returning id, tenant_id)
        insert into bulk_operation_items (operation_id, tenant_id, n, instance_id, status)
        select id, tenant_id, n, gen_random_uuid(), 'PENDING' from o, generate_series(0, 1) as n"""
            .formatted(tenant, status, ended));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> left(String table) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select tenant_id from " + table + " order by tenant_id")) {
      List<String> tenants = new ArrayList<>();
      while (row.next()) {
        tenants.add(row.getString(1));
      }
      return tenants;
    }
  }
}
