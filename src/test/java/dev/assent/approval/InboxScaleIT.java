package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.InboxSql.Depth;
import dev.assent.identity.Caller;
import dev.assent.platform.json.Json;
import dev.assent.platform.schema.HasSession;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.Page;
import dev.assent.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A page of the inbox among 100,000 open assignments of 1,000 users and 1,000 roles, beside one
 * among 1,000: for somebody in three roles and for somebody in all of them. What PostgreSQL does is
 * asserted, what it takes is printed.
 */
class InboxScaleIT {
  private static final int SMALL = 1_000;
  private static final int LARGE = 100_000;
  private static final int ROWS = 21;

  private static Connection connection;
  private static DataSource database;

  @BeforeAll
  static void fill() throws SQLException {
    connection = TestDatabase.migrated().getConnection();
    database = source(connection, "");
    fill("small", SMALL);
    fill("large", LARGE);
    execute("analyze");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  /**
   * Half of them ask users and half roles; one in 20 has a due time, three in 50 another priority
   * than the usual, one in 30 is claimed. 2,000 are away, and there are as many pairs.
   */
  private static void fill(String tenant, int count) throws SQLException {
    execute(
        """
        insert into tenants (id, name, created_at) values ('${tenant}', 'T', now());
        create temporary table n as
        select i, ('01900000-0000-7000-9000-' || lpad(to_hex(i), 11, '0') || '${n}')::uuid as request,
               ('01900000-0000-7000-a000-' || lpad(to_hex(i), 11, '0') || '${n}')::uuid as assignment,
               timestamptz '2026-01-01 00:00:00+00' + i * interval '1 minute' as at,
               case i % 50 when 0 then 'URGENT' when 1 then 'HIGH' when 2 then 'LOW' else 'NORMAL' end as priority
          from generate_series(1, ${count}) i;
        insert into approval_requests (id, tenant_id, title, subject_type, subject_id, stages, status, priority, requested_by,
               requested_at, revision)
        select request, '${tenant}', 'Title ' || i, 'CLAIM', 'entity-' || i, '[{}]', 'PENDING', priority, 'user-' || i % 1000, at, 1
          from n;
        insert into workflow_approvals (id, tenant_id, approval_id, approver_type, approver, status, priority, due_at, claimed_by)
        select assignment, '${tenant}', request, case when i % 2 = 0 then 'USER' else 'ROLE' end,
               case when i % 2 = 0 then 'user-' else 'role-' end || i / 2 % 1000, 'PENDING', priority,
               case when i % 20 = 3 then at + interval '3 days' end,
               case when i % 30 = 1 then 'user-' || i / 2 % 1000 end
          from n;
        insert into absences
        select '${tenant}', case when i = 3 then 'user-0' else 'away-' || i end, d, d + 2, 'user-' || i, null, now()
          from generate_series(1, 2000) i, (select (now() at time zone 'UTC')::date as d) x;
        insert into separation_pairs select gen_random_uuid(), '${tenant}', 'user-' || i, 'user-' || i || 'x', 'R', 'root', now()
          from generate_series(1, 2000) i;
        drop table n;
        """
            .replace("${tenant}", tenant)
            .replace("${n}", tenant.equals("small") ? "1" : "2")
            .replace("${count}", "" + count));
  }

  private static void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A substitute of one, in some roles, and in a pair. */
  private static Caller caller(String tenant, int roles) {
    Set<String> names =
        IntStream.range(0, roles).mapToObj(i -> "role-" + i).collect(Collectors.toSet());
    return new Caller(tenant, "user-3", names, Set.of());
  }

  @ParameterizedTest
  @EnumSource(InboxSort.class)
  void somebody_in_3_roles_reads_little_more_than_the_page(InboxSort sort) {
    holds(sort, 3, 2_000, 200);
  }

  @ParameterizedTest
  @EnumSource(InboxSort.class)
  void somebody_in_1000_roles_reads_one_row_of_each_and_the_page(InboxSort sort) {
    holds(sort, 1_000, 25_000, 4_000);
  }

  /** Planned for these values, and as it is kept after some executions. */
  private static void holds(InboxSort sort, int roles, int mostBuffers, int mostSorted) {
    for (Depth depth : Depth.values()) {
      for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
        holds(
            explained(depth, mode, sort, caller("large", roles)),
            "%s by %s in %d roles, %s".formatted(depth, sort, roles, mode),
            depth,
            mostBuffers,
            mostSorted);
      }
    }
  }

  private static void holds(
      JsonNode plan, String what, Depth depth, int mostBuffers, int mostSorted) {
    TreeSet<String> indexes = new TreeSet<>();
    plan.findValues("Index Name").forEach(name -> indexes.add(name.asText()));
    int buffers = plan.path("Shared Hit Blocks").asInt() + plan.path("Shared Read Blocks").asInt();
    long sorted = mostSorted(plan);
    System.out.printf(
        "inbox %s: %d buffers, at most %d rows sorted, %s%n", what, buffers, sorted, indexes);
    assertThat(plan.findValuesAsText("Node Type"))
        .as(plan.toPrettyString())
        .doesNotContain("Seq Scan");
    assertThat(indexes).contains("workflow_approvals_inbox");
    if (depth == Depth.WHOLE) {
      assertThat(indexes).contains("workflow_approvals_claimed");
    }
    assertThat(buffers).as(plan.toPrettyString()).isLessThanOrEqualTo(mostBuffers);
    assertThat(sorted).as(plan.toPrettyString()).isLessThanOrEqualTo(mostSorted);
  }

  private static JsonNode explained(Depth depth, String mode, InboxSort sort, Caller caller) {
    List<String> plans = new ArrayList<>();
    try {
      execute("set plan_cache_mode = " + mode);
      new InboxSql(caller, InboxFilter.NONE, new Clock().now(), depth)
          .page(sort, null, ROWS)
          .each(
              source(connection, "explain (analyze, buffers, format json) "),
              row -> plans.add(row.getString(1)));
      execute("reset plan_cache_mode");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return Json.parse(plans.get(0)).path(0).path("Plan");
  }

  /** How many rows the largest sort has got. */
  private static long mostSorted(JsonNode node) {
    long most = 0;
    for (JsonNode child : node.path("Plans")) {
      if (node.path("Node Type").asText().contains("Sort")) {
        most = Math.max(most, child.path("Actual Rows").asLong());
      }
      most = Math.max(most, mostSorted(child));
    }
    return most;
  }

  @Test
  void says_what_a_page_takes() {
    System.out.println("p50 and p95 of a page in ms, with 1,000 and with 100,000 open:");
    for (int roles : List.of(3, 1_000)) {
      for (InboxSort sort : InboxSort.values()) {
        int times = roles > 100 ? 60 : 200;
        double[] small = measured(caller("small", roles), sort, times);
        double[] large = measured(caller("large", roles), sort, times);
        System.out.printf(
            "  in %d roles, by %s: %.1f %.1f, %.1f %.1f (%d pages)%n",
            roles, sort, small[0], small[1], large[0], large[1], times);
      }
    }
  }

  @Test
  void counts_no_further_than_it_says() {
    InboxQueries inbox = new InboxQueries();
    inbox.dataSource = database;
    inbox.clock = new Clock();
    for (int roles : List.of(3, 1_000)) {
      long begin = inbox.clock.nanoTime();
      InboxCountsView counts = inbox.counts(caller("large", roles));
      System.out.printf(
          "counts in %d roles: %.1f ms, %s%n",
          roles, (inbox.clock.nanoTime() - begin) / 1e6, counts);
      assertThat(counts.total().more()).isEqualTo(roles > 100);
    }
  }

  /** Goes through the list from the first page on. */
  private static double[] measured(Caller caller, InboxSort sort, int times) {
    InboxQueries inbox = new InboxQueries();
    inbox.dataSource = database;
    inbox.clock = new Clock();
    for (int i = 0; i < 12; i++) {
      inbox.pending(caller, InboxFilter.NONE, sort, null, ROWS - 1);
    }
    double[] taken = new double[times];
    String cursor = null;
    for (int i = 0; i < times; i++) {
      long begin = inbox.clock.nanoTime();
      Page<PendingView> page = inbox.pending(caller, InboxFilter.NONE, sort, cursor, ROWS - 1);
      taken[i] = (inbox.clock.nanoTime() - begin) / 1e6;
      assertThat(page.items()).isNotEmpty();
      cursor = page.next();
    }
    Arrays.sort(taken);
    return new double[] {taken[times / 2], taken[times * 95 / 100]};
  }

  /** One connection that stays open, as a pool's does; what is prepared on it begins so. */
  private static DataSource source(Connection open, String before) {
    Connection kept =
        proxy(
            Connection.class,
            open,
            (name, arguments) ->
                name.equals("prepareStatement") ? new Object[] {before + arguments[0]} : arguments);
    return (DataSource)
        Proxy.newProxyInstance(
            InboxScaleIT.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> kept);
  }

  /** What is done to the arguments of a call. */
  private interface Change {
    Object[] of(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, T of, Change change) {
    return type.cast(
        Proxy.newProxyInstance(
            InboxScaleIT.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              if (method.getName().equals("unwrap")) {
                return (HasSession) () -> (Connection) proxy;
              }
              try {
                return method.invoke(of, change.of(method.getName(), arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
