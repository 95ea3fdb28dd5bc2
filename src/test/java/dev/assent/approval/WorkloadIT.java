package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the selection of approvers reads of 200,000 assignments, a tenth of them open, for 1,000
 * candidates: counts that are right, by indexes. In a transaction that is rolled back.
 */
class WorkloadIT {
  private static final String TENANT = Scene.fresh("workload");
  private static final int PEOPLE = 1_000;
  private static Connection connection;

  // i: the person; n: the n-th of a person's assignments, asked n hours before it is decided
  private static final String ROWS =
      """
      create temporary table n on commit drop as
      select i, n, gen_random_uuid() as request,
             (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000a000' || lpad(to_hex(i * 1000 + n), 12, '0'))::uuid as id,
             at
        from (select i, n, timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute' as at
                from generate_series(1, 1000) i, generate_series(1, 200) n) x;
      insert into approval_requests (id, tenant_id, title, stages, status, priority, requested_by, requested_at, closed_at, revision)
      select request, '${tenant}', 'T', '[{}]', case when n <= 20 then 'PENDING' else 'APPROVED' end, 'NORMAL', 'rita', at,
             case when n <= 20 then null else at end, 1 from n;
      insert into workflow_approvals (id, tenant_id, approval_id, approver_type, approver, claimed_by, status, decision, decided_by, decided_at)
      select id, '${tenant}', request, case when n > 10 and n <= 20 then 'ROLE' else 'USER' end,
             case when n > 10 and n <= 20 then 'role' else 'user-' || i end,
             case when n > 10 and n <= 10 + i % 5 then 'user-' || i end,
             case when n <= 20 then 'PENDING' else 'APPROVED' end, case when n <= 20 then null else 'APPROVE' end,
             case when n <= 20 then null else 'user-' || i end, case when n <= 20 then null else at + n * interval '1 hour' end
        from n;
      analyze workflow_approvals""";

  @BeforeAll
  static void fill() throws SQLException {
    connection = TestDatabase.ofServer().getConnection();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute(ROWS.replace("${tenant}", TENANT));
    }
  }

  @AfterAll
  static void forget() throws SQLException {
    connection.rollback();
    connection.close();
  }

  private static List<String> people() {
    return IntStream.rangeClosed(1, PEOPLE).mapToObj(i -> "user-" + i).toList();
  }

  private static PreparedStatement prepared(String before) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            before
                + "select c.name, "
                + WorkloadQueries.OPEN
                + " as open, "
                + WorkloadQueries.RESPONSE
                + " as response from unnest(?) as c(name)");
    for (int i = 1; i <= 3; i++) {
      statement.setString(i, TENANT);
    }
    statement.setArray(4, connection.createArrayOf("text", people().toArray()));
    return statement;
  }

  @Test
  void counts_what_is_open_or_claimed_and_takes_the_median_of_the_last_decisions()
      throws SQLException {
    int rows = 0;
    try (PreparedStatement statement = prepared("");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        int i = Integer.parseInt(row.getString("name").substring("user-".length()));
        assertThat(row.getInt("open")).as(row.getString("name")).isEqualTo(10 + i % 5);
        assertThat(row.getDouble("response"))
            .as("the last 20 took 181 to 200 hours")
            .isEqualTo(190.5 * 3_600_000);
        rows++;
      }
    }
    assertThat(rows).isEqualTo(PEOPLE);
  }

  @Test
  void reads_it_by_indexes() throws SQLException {
    try (PreparedStatement statement = prepared("explain (analyze, buffers, format json) ");
        ResultSet row = statement.executeQuery()) {
      row.next();
      JsonNode plan = Json.parse(row.getString(1)).path(0).path("Plan");
      assertThat(new TreeSet<>(plan.findValuesAsText("Index Name")))
          .contains("workflow_approvals_claimed", "workflow_approvals_decider");
      List<String> scanned = new ArrayList<>();
      plan.findParents("Relation Name")
          .forEach(node -> scanned.add(node.path("Node Type").asText()));
      assertThat(scanned).isNotEmpty().doesNotContain("Seq Scan");
      assertThat(plan.path("Shared Hit Blocks").asInt() + plan.path("Shared Read Blocks").asInt())
          .as("buffers, some 40 for each of 1,000")
          .isLessThan(60_000);
    }
  }
}
