package dev.assent.platform.schema;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.WatchedDatabase.Statement;
import dev.assent.testing.WatchedNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The access paths that the requirements name (2, "The indexes are designed to optimize these
 * common patterns") over 50,000 instances and as many requests: the statements that the product
 * itself sends, taken from the wire, are explained by PostgreSQL. The fifth pattern, expired
 * approvals, comes with expiry.
 */
class QueryPlanIT {
  private static final int COUNT = 50_000;

  private static WatchedNode node;
  private static final String TENANT = Scene.fresh("plans");
  private static final String SMALL = Scene.fresh("small");
  private static Caller root;
  private static Caller small;
  private static Caller busy;

  @BeforeAll
  static void fill() throws SQLException {
    node = WatchedNode.started();
    root = tenant(TENANT);
    List<String> roles = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      roles.add("role-" + i);
      Scene.role(root, "role-" + i, List.of("approval_decide", "workflow_read"));
    }
    busy = Scene.user(root, TENANT, "user-1", roles).at(node.server());
    small = tenant(SMALL);
    execute(ROWS.replace("${tenant}", TENANT).replace("${n}", "1").replace("${count}", "" + COUNT));
    execute(ROWS.replace("${tenant}", SMALL).replace("${n}", "2").replace("${count}", "40"));
    for (int i = 3; i < 10; i++) {
      execute(
          ROWS.replace("${tenant}", "other-" + i)
              .replace("${n}", "" + i)
              .replace("${count}", "5000"));
    }
    execute(PEOPLE.replace("${tenant}", TENANT));
    execute("analyze");
  }

  private static Caller tenant(String id) {
    Caller admin = Caller.named("admin").at(node.server());
    return Scene.tenant(admin, id).at(node.server());
  }

  /** One in fifty instances is open, so is one in ten requests; 500 users, 200 roles. */
  private static final String ROWS =
      """
          create temporary table n as
          select i, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 11, '0') || '${n}')::uuid as instance,
                 ('01900000-0000-7000-9000-' || lpad(to_hex(i), 11, '0') || '${n}')::uuid as request,
                 ('01900000-0000-7000-a000-' || lpad(to_hex(i), 11, '0') || '${n}')::uuid as assignment,
                 timestamptz '2026-01-01 00:00:00+00' + i * interval '1 minute' as at
            from generate_series(1, ${count}) i;
          insert into workflow_instances (id, tenant_id, workflow_id, workflow_version, status, business_key, entity_type,
                 entity_id, project_id, input, state, started_by, started_at, updated_at, ended_at, revision)
          select instance, '${tenant}', 'workflow-' || i % 100, 1,
                 case when i % 5000 = 0 then 'SUSPENDED' when i % 50 = 0 then 'RUNNING' when i % 5000 = 1 then 'FAILED' when i % 7 = 0 then 'REJECTED' else 'COMPLETED' end,
                 'key-' || i, 'CLAIM', 'entity-' || i % 20000, 'project-' || i % 300, '{"amount": 1}',
                 '{"tokens":[],"steps":{},"joins":{},"jumps":{}}', 'user-' || i % 500, at, at,
                 case when i % 50 = 0 then null else at end, 1 from n;
          insert into approval_requests (id, tenant_id, instance_id, workflow_id, step, title, subject_type, subject_id, stages,
                 status, priority, requested_by, requested_at, closed_at, revision)
          select request, '${tenant}', instance, 'workflow-' || i % 100, 'consent', 'Title', 'CLAIM', 'entity-' || i % 20000,
                 '[{}]', case when i % 10 = 0 then 'PENDING' else 'APPROVED' end, 'NORMAL', 'user-' || i % 500, at,
                 case when i % 10 = 0 then null else at end, 1 from n;
          insert into workflow_approvals (id, tenant_id, approval_id, approver_type, approver, status, decision, decided_by, decided_at)
          select assignment, '${tenant}', request, case when i % 20 = 0 then 'USER' else 'ROLE' end,
                 case when i % 20 = 0 then 'user-' || (i / 20) % 500 else 'role-' || (i / 10) % 200 end,
                 case when i % 10 = 0 then 'PENDING' else 'APPROVED' end, case when i % 10 = 0 then null else 'APPROVE' end,
                 case when i % 10 = 0 then null else 'user-2' end, case when i % 10 = 0 then null else at end from n;
          insert into incidents (id, tenant_id, instance_id, workflow_id, step, kind, detail, status, opened_at, closed_at, closed_by)
          select request, '${tenant}', instance, 'workflow-' || i % 100, 'pay', 'JOB', 'Detail',
                 case when i % 100 = 0 then 'OPEN' else 'RETRIED' end, at, case when i % 100 = 0 then null else at end,
                 case when i % 100 = 0 then null else 'user-1' end from n;
          insert into signal_subscriptions (token_id, tenant_id, instance_id, signal, correlation)
          select assignment, '${tenant}', instance, 'signal-' || i % 5, 'key-' || i from n where i % 10 = 0;
          drop table n;
          """;

  /** So many are away and in pairs that nobody looks for them without an index. */
  private static final String PEOPLE =
      """
      insert into absences select '${tenant}', 'away-' || i, d, d + 2, 'user-' || i, null, now()
        from generate_series(1, 2000) i, (select (now() at time zone 'UTC')::date as d) x;
      insert into separation_pairs select gen_random_uuid(), '${tenant}', 'user-' || i, 'user-' || i || 'x', 'R', 'root', now()
        from generate_series(1, 2000) i;
      """;

  /**
   * A page costs what it shows, not what there is: a page of 21 rows may touch some hundred buffers
   * where the filter sits on top of the index.
   */
  @ParameterizedTest
  @CsvSource({
    "2, api/v1/approvals?instanceId=01900000-0000-7000-8000-0000000c0001, 30",
    "3, api/v1/instances?status=RUNNING, 100",
    "3, api/v1/instances?status=COMPLETED, 200",
    "3, api/v1/instances?status=REJECTED, 400",
    "4, api/v1/instances?entityType=CLAIM&entityId=entity-77, 40",
    "6, api/v1/instances?startedBy=user-77, 200",
    "7, api/v1/instances?workflowId=workflow-50&status=RUNNING, 700",
    "-, api/v1/instances?workflowId=workflow-7, 200",
    "-, api/v1/instances?projectId=project-7, 200",
    "-, api/v1/instances?status=SUSPENDED, 100",
    "-, api/v1/instances/01900000-0000-7000-8000-0000000c0001, 30",
    "-, api/v1/incidents, 100",
    "-, api/v1/incidents?status=OPEN, 100",
    "-, api/v1/incidents?status=OPEN&workflowId=workflow-0, 700",
    "-, api/v1/incidents?instanceId=01900000-0000-7000-8000-0000000c0001, 30",
    "-, api/v1/incidents/01900000-0000-7000-9000-0000000c0001, 30",
    "-, api/v1/approvals, 400",
    "-, api/v1/approvals?subjectType=CLAIM&subjectId=entity-77, 60",
    "-, api/v1/approvals?status=PENDING, 1500"
  })
  void a_list_uses_an_index(String pattern, String path, int mostBuffers) throws SQLException {
    holds(pattern, root, path, mostBuffers);
  }

  @Test
  void the_inbox_of_somebody_in_50_roles_uses_an_index() throws SQLException {
    JsonNode page = json(busy.get("api/v1/approvals/pending"), 200);
    assertThat(page.path("items")).hasSize(20);
    holds("1", busy, "api/v1/approvals/pending", 5_000);
    holds("1", busy, "api/v1/approvals/pending?sort=due", 5_000);
    holds("1", busy, "api/v1/approvals/pending?sort=priority", 5_000);
    holds("1", busy, "api/v1/approvals/pending?limit=1", 1_500);
    holds("1", root, "api/v1/approvals/pending", 50);
  }

  /** A tenant with few rows must not pay for the neighbour's many. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/v1/instances",
        "api/v1/instances?status=COMPLETED",
        "api/v1/instances?status=FAILED",
        "api/v1/approvals",
        "api/v1/approvals?status=PENDING",
        "api/v1/approvals/pending",
        "api/v1/instances?status=SUSPENDED",
        "api/v1/incidents",
        "api/v1/incidents?status=OPEN"
      })
  void a_small_tenant_reads_little(String path) throws SQLException {
    holds("small", small, path, 300);
  }

  private static void holds(String pattern, Caller caller, String path, int mostBuffers)
      throws SQLException {
    // sent twice, it is prepared and seen with its text
    Statement sent = sentFor(caller, path);
    // what PostgreSQL does for these values, and what it does when it has seen six others before
    for (Optional<Statement> others : List.of(Optional.<Statement>empty(), ofBigTenant(path))) {
      JsonNode plan = explained(sent, others);
      TreeSet<String> indexes = new TreeSet<>();
      plan.findValues("Index Name").forEach(name -> indexes.add(name.asText()));
      int buffers =
          plan.path("Shared Hit Blocks").asInt() + plan.path("Shared Read Blocks").asInt();
      System.out.printf(
          "%s %s%s: %d buffers, %s%n",
          pattern, path, others.isPresent() ? ", prepared" : "", buffers, indexes);
      assertThat(plan.findValuesAsText("Node Type"))
          .as(plan.toPrettyString())
          .doesNotContain("Seq Scan");
      assertThat(indexes).isNotEmpty();
      assertThat(buffers).as(plan.toPrettyString()).isLessThanOrEqualTo(mostBuffers);
    }
  }

  private static Optional<Statement> ofBigTenant(String path) {
    return Optional.of(sentFor(path.contains("pending") ? busy : root, path));
  }

  private static Statement sentFor(Caller caller, String path) {
    json(caller.get(path), 200);
    node.watched().seen();
    json(caller.get(path), 200);
    return node.watched().seen().stream()
        .flatMap(trip -> trip.sent().stream())
        .filter(s -> s.sql().matches("(?s).*(workflow_instances|workflow_approvals|incidents).*"))
        .findFirst()
        .orElseThrow();
  }

  /** Runs the statement as it was sent, with what was bound to it. */
  private static JsonNode explained(Statement sent, Optional<Statement> others)
      throws SQLException {
    try (Connection connection = node.database().getConnection();
        var statement = connection.createStatement()) {
      List<String> types = new ArrayList<>();
      for (int type : sent.types()) {
        try (var row = statement.executeQuery("select " + type + "::regtype")) {
          row.next();
          types.add(type == 0 ? "unknown" : row.getString(1));
        }
      }
      statement.execute(
          "prepare explained (%s) as %s".formatted(String.join(", ", types), sent.sql()));
      if (others.isPresent()) {
        for (int i = 0; i < 6; i++) {
          statement.execute("execute explained" + given(others.get()));
        }
      }
      try (var rows =
          statement.executeQuery(
              "explain (analyze, buffers, format json) execute explained" + given(sent))) {
        rows.next();
        return Json.parse(rows.getString(1)).path(0).path("Plan");
      }
    }
  }

  private static String given(Statement sent) {
    return "(" + String.join(", ", sent.parameters()) + ")";
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = node.databaseAsAdministrator().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
