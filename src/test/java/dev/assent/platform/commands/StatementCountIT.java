package dev.assent.platform.commands;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.WatchedDatabase;
import dev.assent.testing.WatchedDatabase.RoundTrip;
import dev.assent.testing.WatchedNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The budgets of the hot paths, counted by witnesses outside of the product: {@link
 * WatchedDatabase} reads what a node of its own sends over the wire, PostgreSQL tells what was
 * written. The sealer of the journal works some milliseconds behind, for many changes at once; its
 * share is told apart and printed. What the runner of jobs asks once a second is left out; {@code
 * JobsIT} counts it.
 */
class StatementCountIT {
  private static final int CHANGES = 200;
  private static final List<String> TABLES =
      List.of(
          "workflow_instances",
          "approval_requests",
          "workflow_approvals",
          "ballots",
          "ballot_participants",
          "ballot_votes");

  private static WatchedNode node;
  private static WatchedDatabase watched;
  private static String workflow;
  private static String smallest;
  private static Caller employee;
  private static Caller supervisor;

  @BeforeAll
  static void start() throws Exception {
    node = WatchedNode.started();
    watched = node.watched();
    // as on the first day: PostgreSQL knows nothing of what the tables hold
    for (String table : TABLES) {
      administer("alter table " + table + " set (autovacuum_enabled = false)");
    }
    employee = Caller.named("employee").at(node.server());
    supervisor = Caller.named("supervisor").at(node.server());
    Caller admin = Caller.named("admin").at(node.server());
    workflow = Scene.published(admin, Scene.TASK_AND_APPROVAL);
    smallest =
        Scene.published(
            admin,
            """
            id: ${id}
            name: Approval
            steps:
              - id: consent
                type: approval
                approvers: { roles: [supervisor] }
            """);
    // statements prepared, caches warm, passwords known
    for (int i = 0; i < 20; i++) {
      json(Scene.decide(supervisor, waiting(), "APPROVE"), 201);
      json(supervisor.get("api/v1/approvals/pending"), 200);
    }
  }

  @Test
  void a_start_alone_takes_4_statements_in_2_round_trips() throws Exception {
    quiet();
    Scene.started(employee, Scene.run(workflow));
    within("start alone", 4, 2);
  }

  @Test
  void a_start_with_an_idempotency_key_takes_a_read_more() throws Exception {
    quiet();
    json(
        employee.post(
            "api/v1/workflows/run",
            Scene.run(workflow).toString(),
            "Idempotency-Key",
            Scene.fresh("key")),
        201);
    within("start with a key", 4, 3);
  }

  @Test
  void completing_a_step_alone_takes_6_statements_in_3_round_trips() throws Exception {
    String id = Scene.started(employee, Scene.run(workflow)).path("id").asText();
    quiet();
    json(Scene.complete(employee, id, "prepare"), 200);
    within("complete alone", 6, 3);
  }

  @Test
  void a_decision_alone_takes_7_statements_in_3_round_trips() throws Exception {
    String approval = waiting();
    quiet();
    json(Scene.decide(supervisor, approval, "APPROVE"), 201);
    within("decide alone", 7, 3);
  }

  @Test
  void a_decision_with_an_idempotency_key_takes_a_read_more() throws Exception {
    String approval = waiting();
    quiet();
    json(
        supervisor.post(
            "api/v1/approvals/" + approval + "/decisions",
            "{\"decision\":\"APPROVE\"}",
            "Idempotency-Key",
            Scene.fresh("key")),
        201);
    within("decide with a key", 8, 3);
  }

  @Test
  void a_vote_alone_takes_7_statements_in_3_round_trips() throws Exception {
    ObjectNode body = Scene.ballot("Votes", List.of("supervisor", "somebody"));
    String ballot = Scene.opened(employee, body).path("id").asText();
    json(Scene.vote(supervisor, ballot, "a"), 201);
    quiet();
    json(Scene.vote(supervisor, ballot, "b"), 201);
    within("vote alone", 7, 3);
  }

  @Test
  void a_page_of_the_inbox_takes_1_statement() throws Exception {
    waiting();
    quiet();
    json(supervisor.get("api/v1/approvals/pending"), 200);
    within("inbox page", 1, 1);
  }

  @Test
  void a_page_of_the_inbox_takes_1_statement_when_requesters_are_kept_away() throws Exception {
    String own =
        Scene.published(
            Caller.named("admin").at(node.server()),
            """
            id: ${id}
            name: Not the requester
            steps:
              - id: consent
                type: approval
                approvers: { roles: [supervisor], notRequester: true }
            """);
    String others = Scene.approvalOf(Scene.started(employee, Scene.run(own)), "consent");
    Scene.started(supervisor, Scene.run(own));
    quiet();
    JsonNode page = json(supervisor.get("api/v1/approvals/pending?workflow=" + own), 200);
    within("inbox page with requesters kept away", 1, 1);
    assertThat(page.path("items"))
        .extracting(item -> item.path("id").asText())
        .containsExactly(others);
  }

  @Test
  void an_instance_and_a_list_take_1_statement_each() throws Exception {
    String id = Scene.started(employee, Scene.run(workflow)).path("id").asText();
    quiet();
    json(employee.get("api/v1/instances/" + id), 200);
    within("instance", 1, 1);
    json(employee.get("api/v1/instances?status=RUNNING"), 200);
    within("list of instances", 1, 1);
    json(employee.get("api/v1/approvals"), 200);
    within("list of approvals", 1, 1);
  }

  @Test
  void an_approval_from_start_to_end_writes_9_rows_and_6_kB() throws Exception {
    Cost cost = costOf("an approval", StatementCountIT::smallestApproval);

    assertThat(cost.rows()).as("rows of an approval").isLessThanOrEqualTo(9);
    assertThat(cost.bytes()).as("bytes of WAL of an approval").isLessThanOrEqualTo(6 * 1024);
  }

  @Test
  void a_task_more_and_an_approver_more_cost_2_rows_each() throws Exception {
    Cost cost =
        costOf(
            "a task and an approval by one of two",
            () -> json(Scene.decide(supervisor, waiting(), "APPROVE"), 201));

    assertThat(cost.rows()).isLessThanOrEqualTo(12);
    assertThat(cost.bytes()).isLessThanOrEqualTo(9 * 1024);
  }

  @Test
  void an_approval_among_many_that_nothing_is_known_of_touches_280_pages() throws Exception {
    for (int i = 0; i < 3 * CHANGES; i++) {
      smallestApproval();
    }
    double pages =
        eachOf(
            StatementCountIT::smallestApproval,
            "select blks_hit + blks_read from pg_stat_database where datname = current_database()");
    System.out.printf("an approval: %.0f pages touched%n", pages);

    assertThat(pages).isLessThanOrEqualTo(280);
  }

  @Test
  void a_vote_among_many_open_ballots_that_nothing_is_known_of_reads_10_rows() throws Exception {
    ObjectNode body = Scene.ballot("Many", List.of("supervisor", "somebody"));
    Deque<String> ballots = new ArrayDeque<>();
    for (int i = 0; i <= CHANGES; i++) {
      String ballot = Scene.opened(employee, body).path("id").asText();
      json(Scene.vote(supervisor, ballot, "a"), 201);
      ballots.add(ballot);
    }
    double rows =
        eachOf(
            () -> json(Scene.vote(supervisor, ballots.remove(), "b"), 201),
            """
            select sum(coalesce(t.seq_tup_read, 0) + coalesce(i.read, 0))
              from pg_stat_user_tables t left join (
                   select relid, sum(idx_tup_read) as read from pg_stat_user_indexes group by 1) i using (relid)
             where t.relname like 'ballot%'""");
    System.out.printf("a vote: %.1f rows of ballots read%n", rows);

    assertThat(rows).isLessThanOrEqualTo(10).isPositive();
  }

  /** What a change done many times adds to a figure of PostgreSQL's, for each. */
  private static double eachOf(Runnable change, String figure) throws Exception {
    long before = settled(change, figure);
    for (int i = 1; i < CHANGES; i++) {
      change.run();
    }
    return (double) (settled(change, figure) - before) / CHANGES;
  }

  /** A session tells of what it has done when it does something at least a second later. */
  private static long settled(Runnable change, String figure) throws Exception {
    Thread.sleep(1100);
    change.run();
    quiet();
    return number(figure);
  }

  private record Cost(double rows, double bytes) {}

  /**
   * Rows and WAL of each of many changes one after the other, without the sealer: the test sits in
   * its seat meanwhile. The same with the sealer at work is printed.
   */
  private static Cost costOf(String what, Runnable change) throws Exception {
    quiet();
    Cost alone;
    try (Connection connection = node.database().getConnection();
        var seat = connection.createStatement()) {
      connection.setAutoCommit(false);
      seat.execute("select 1 from journal_sealer for update");
      alone = measured(what, change);
      connection.rollback();
    }
    Thread.sleep(1100);
    measured(what + ", with the sealer's share", change);
    return alone;
  }

  private static Cost measured(String what, Runnable change) throws Exception {
    String before = wal();
    for (int i = 0; i < CHANGES; i++) {
      change.run();
    }
    quiet();
    String after = wal();
    Map<String, Long> rows = rows(before, after);
    long all = rows.values().stream().mapToLong(n -> n).sum();
    long bytes = bytes(before, after);
    System.out.printf(
        "%s: %.2f rows and %.0f bytes of WAL each (%d times: %s)%n",
        what, (double) all / CHANGES, (double) bytes / CHANGES, CHANGES, rows);
    return new Cost((double) all / CHANGES, (double) bytes / CHANGES);
  }

  @Test
  void the_sealers_share_is_bounded() throws Exception {
    quiet();
    Scene.started(employee, Scene.run(workflow));
    Thread.sleep(100);
    List<RoundTrip> sealing = sealers(watched.seen());
    int statements = statements(sealing);
    System.out.printf(
        "the sealer after one change: %d statements in %d round trips%n",
        statements, sealing.size());
    assertThat(statements).isLessThanOrEqualTo(16);
  }

  private static void within(String what, int statements, int roundTrips) {
    List<RoundTrip> seen = new ArrayList<>(watched.seen());
    seen.removeIf(StatementCountIT::looksForJobs);
    List<RoundTrip> sealers = sealers(seen);
    List<RoundTrip> ours = new ArrayList<>(seen);
    ours.removeIf(trip -> sealers.stream().anyMatch(s -> s == trip));
    int counted = statements(ours);
    String told =
        ours.stream()
            .map(t -> t.statements().stream().map(StatementCountIT::shortened).toList().toString())
            .reduce("", (a, b) -> a + "\n  " + b);
    System.out.printf(
        "%s: %d statements in %d round trips; of the sealer meanwhile %d%n",
        what, counted, ours.size(), statements(sealers));
    assertThat(counted).as(what + told).isLessThanOrEqualTo(statements).isPositive();
    assertThat(ours.size()).as(what + told).isLessThanOrEqualTo(roundTrips);
  }

  private static int statements(List<RoundTrip> trips) {
    return trips.stream().mapToInt(t -> t.statements().size()).sum();
  }

  private static String shortened(String sql) {
    String line = sql.replaceAll("\\s+", " ");
    return line.length() < 60 ? line : line.substring(0, 60) + "…";
  }

  /** The sealer's transactions, begin and commit included. */
  private static List<RoundTrip> sealers(List<RoundTrip> seen) {
    List<RoundTrip> sealers = new ArrayList<>();
    Map<Integer, List<RoundTrip>> running = new TreeMap<>();
    for (RoundTrip trip : seen) {
      List<RoundTrip> transaction =
          running.computeIfAbsent(trip.connection(), c -> new ArrayList<>());
      transaction.add(trip);
      boolean ends = trip.statements().stream().anyMatch(sql -> sql.matches("COMMIT|ROLLBACK"));
      boolean isIn = trip.statements().stream().anyMatch(sql -> sql.equals("BEGIN"));
      boolean alone = transaction.size() == 1 && !isIn;
      if (ends || alone) {
        if (transaction.stream().anyMatch(StatementCountIT::tellsOfSeals)) {
          sealers.addAll(transaction);
        }
        running.remove(trip.connection());
      }
    }
    running.values().stream()
        .filter(t -> t.stream().anyMatch(StatementCountIT::tellsOfSeals))
        .forEach(sealers::addAll);
    return sealers;
  }

  /** The runner's look for jobs, which comes once a second whatever else happens. */
  private static boolean looksForJobs(RoundTrip trip) {
    return trip.statements().stream().allMatch(sql -> sql.contains("recovered as ("));
  }

  private static boolean tellsOfSeals(RoundTrip trip) {
    return trip.statements().stream().anyMatch(sql -> sql.contains("journal_seal"));
  }

  /** Waits until the node has nothing left to write, then forgets what was seen. */
  private static void quiet() throws InterruptedException {
    Thread.sleep(150);
    watched.seen();
  }

  private static void smallestApproval() {
    String approval = Scene.approvalOf(Scene.started(employee, Scene.run(smallest)), "consent");
    json(Scene.decide(supervisor, approval, "APPROVE"), 201);
  }

  private static String waiting() {
    ObjectNode run = Scene.run(workflow).put("entityType", "CLAIM").put("entityId", "1");
    String id = Scene.started(employee, run).path("id").asText();
    return Scene.approvalOf(json(Scene.complete(employee, id, "prepare"), 200), "consent");
  }

  /** Rows written between two places of the WAL, by table. */
  private static Map<String, Long> rows(String from, String to) throws SQLException {
    administer("create extension if not exists pg_walinspect");
    try (Connection connection = node.databaseAsAdministrator().getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select c.relname, count(*) from pg_get_wal_block_info('%s', '%s', false) w
                  join pg_class c on c.relfilenode = w.relfilenode
                 where w.reldatabase = (select oid from pg_database where datname = current_database())
                   and w.resource_manager = 'Heap' and w.record_type ~ 'INSERT|UPDATE|DELETE'
                   and w.block_id = 0 and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                 group by 1"""
                    .formatted(from, to))) {
      Map<String, Long> rows = new TreeMap<>();
      while (row.next()) {
        rows.put(row.getString(1), row.getLong(2));
      }
      return rows;
    }
  }

  /**
   * Bytes written between two places of the WAL by the transactions that changed tables of the
   * product: without whole pages, which depend on when the last checkpoint was, and without what
   * PostgreSQL's own housekeeping and other tests' databases add.
   */
  private static long bytes(String from, String to) throws SQLException {
    return number(
        """
        select sum(r.record_length - r.fpi_length) from pg_get_wal_records_info('%1$s', '%2$s') r
         where r.xid in (
               select w.xid from pg_get_wal_block_info('%1$s', '%2$s', false) w
                 join pg_class c on c.relfilenode = w.relfilenode
                where w.reldatabase = (select oid from pg_database where datname = current_database())
                  and c.relnamespace = 'public'::regnamespace and w.xid <> 0)"""
            .formatted(from, to));
  }

  /** The place in the WAL that has been reached. */
  private static String wal() throws SQLException {
    administer("select txid_current()");
    return text("select pg_current_wal_flush_lsn()");
  }

  private static long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = node.databaseAsAdministrator().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void administer(String sql) throws SQLException {
    try (Connection connection = node.databaseAsAdministrator().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
