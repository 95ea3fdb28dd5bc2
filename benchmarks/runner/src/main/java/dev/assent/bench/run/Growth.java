package dev.assent.bench.run;

import dev.assent.bench.Order;
import dev.assent.bench.Workload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Many approvals of earlier times in Assent's own tables: copies of one that ran and of one that is
 * open, with other ids, made by SQL because the product would take hours. The copies are complete:
 * instance, request, assignment and journal, which the product then seals.
 *
 * @param closed how many have ended
 * @param open how many wait
 */
record Growth(long closed, long open) {
  private static final int CHUNK = 20_000;
  private static final long MAX_MINUTES_OF_SEALING = 30;

  /** One expression, so that PostgreSQL puts it where it is called. */
  private static final String ID_OF =
      """
      create function pg_temp.id_of(kind int, number bigint) returns text immutable language sql as $$
        select lpad(to_hex((1700000000000 + number) >> 16), 8, '0') || '-' || lpad(to_hex((1700000000000 + number) & 65535), 4, '0')
               || '-7' || lpad(to_hex(kind), 3, '0') || '-8' || lpad(to_hex(number >> 48), 3, '0') || '-'
               || lpad(to_hex(number & 281474976710655), 12, '0')
      $$""";

  private static final List<String> TABLES =
      List.of("workflow_instances", "approval_requests", "workflow_approvals", "journal");

  static Growth read() {
    return new Growth(Long.getLong("bench.growth", 0), Long.getLong("bench.growth.open", 0));
  }

  boolean isAsked() {
    return closed + open > 0;
  }

  @Override
  public String toString() {
    return "%,d more that have ended and %,d that are open".formatted(closed, open);
  }

  /**
   * @param system an Assent that is running
   */
  void plant(Contender system, Database database) throws Exception {
    // leaves instances of both kinds to be copied
    system.run(Order.closed(Workload.W1, 1, 1_000));
    system.run(Order.closed(Workload.W7, 1, 1_000));
    try (Connection connection = database.connect(system.database());
        Statement statement = connection.createStatement()) {
      statement.execute(ID_OF);
      Queue<String> inserts = new ConcurrentLinkedQueue<>();
      inserts.addAll(copies(statement, "COMPLETED", 1, closed));
      inserts.addAll(copies(statement, "RUNNING", closed + 1, closed + open));
      execute(inserts, system, database);
      requireWhole(statement);
      awaitSealing(statement);
      statement.execute("vacuum analyze");
    }
  }

  /** By as many connections as there are processors. */
  private static void execute(Queue<String> inserts, Contender system, Database database)
      throws Exception {
    int workers = Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      Callable<Void> work =
          () -> {
            try (Connection connection = database.connect(system.database());
                Statement statement = connection.createStatement()) {
              statement.execute(ID_OF);
              for (String next = inserts.poll(); next != null; next = inserts.poll()) {
                statement.execute(next);
              }
            }
            return null;
          };
      for (Future<Void> done : threads.invokeAll(Collections.nCopies(workers, work))) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The statements that make copies, each of so many that they are made in some seconds. */
  private static List<String> copies(Statement statement, String status, long first, long last)
      throws SQLException {
    List<String> ids = new ArrayList<>();
    String instance =
        text(
            statement,
            "select id from workflow_instances where workflow_id = 'bench-w1' and status = '%s' order by id limit 1"
                .formatted(status));
    ids.add(instance);
    ids.addAll(
        texts(
            statement,
            "select id from approval_requests where instance_id = '%s'".formatted(instance)));
    ids.addAll(
        texts(
            statement,
            "select a.id from workflow_approvals a join approval_requests r on r.id = a.approval_id where r.instance_id = '%s'"
                .formatted(instance)));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String table : TABLES) {
      rows.put(table, rows(statement, table, ids));
    }
    List<String> inserts = new ArrayList<>();
    for (long from = first; from <= last; from += CHUNK) {
      long to = Math.min(last, from + CHUNK - 1);
      for (Map.Entry<String, List<String>> table : rows.entrySet()) {
        for (String row : table.getValue()) {
          inserts.add(insert(table.getKey(), row, ids, from, to));
        }
      }
    }
    return inserts;
  }

  private static List<String> rows(Statement statement, String table, List<String> ids)
      throws SQLException {
    boolean journal = table.equals("journal");
    return texts(
        statement,
        "select %s::text from %s r where r.%s = any ('{%s}') %s"
            .formatted(
                journal ? "(to_jsonb(r) - 'seq' - 'txid')" : "to_jsonb(r)",
                table,
                journal ? "subject_id" : "id",
                String.join(",", ids),
                journal ? "order by seq" : ""));
  }

  private static String insert(String table, String row, List<String> ids, long first, long last) {
    String copied = "'" + row.replace("'", "''") + "'";
    for (int i = 0; i < ids.size(); i++) {
      if (row.contains(ids.get(i))) {
        copied = "replace(%s, '%s', pg_temp.id_of(%d, n))".formatted(copied, ids.get(i), i);
      }
    }
    String own =
        table.equals("journal")
            ? " || jsonb_build_object('seq', nextval('journal_seq'), 'txid', pg_current_xact_id()::text)"
            : "";
    return "insert into %s select r.* from generate_series(%d, %d) n, lateral jsonb_populate_record(null::%s, (%s)::jsonb%s) r"
        .formatted(table, first, last, table, copied, own);
  }

  /** Each copy has its instance, which waits for its own request, whose assignment is its own. */
  private void requireWhole(Statement statement) throws SQLException {
    String whole =
        text(
            statement,
            """
            select count(*) from workflow_instances i
              join approval_requests r on r.instance_id = i.id
              join workflow_approvals a on a.approval_id = r.id
             where i.id between pg_temp.id_of(0, 1)::uuid and pg_temp.id_of(0, %d)::uuid
               and (i.ended_at is not null or i.state::text like '%%' || r.id || '%%')
            """
                .formatted(closed + open));
    if (Long.parseLong(whole) != closed + open) {
      throw new IllegalStateException("only %s copies are whole".formatted(whole));
    }
  }

  private static void awaitSealing(Statement statement) throws Exception {
    long giveUpAt = System.nanoTime() + TimeUnit.MINUTES.toNanos(MAX_MINUTES_OF_SEALING);
    String unsealed =
        "select 1 from journal_sealer s where exists (select 1 from journal where (txid, seq) > (s.txid, s.seq))";
    while (!texts(statement, unsealed).isEmpty() && System.nanoTime() < giveUpAt) {
      Thread.sleep(1_000);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    return texts(statement, sql).get(0);
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
