package dev.assent.platform.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/** Jobs put into a database behind the product's back, and looked at there. */
final class JobRows {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DataSource database;

  JobRows(DataSource database) {
    this.database = database;
  }

  /** A job as a row. */
  record Row(String kind, String lane, UUID id, String due, int maxAttempts, long timeoutMillis) {
    static Row of(String kind, String lane) {
      return new Row(kind, lane, UUID.randomUUID(), "now()", 3, 60_000);
    }

    /** As an SQL expression, by the database's clock. */
    Row due(String sql) {
      return new Row(kind, lane, id, sql, maxAttempts, timeoutMillis);
    }

    Row attempts(int most) {
      return new Row(kind, lane, id, due, most, timeoutMillis);
    }

    Row timeout(Duration timeout) {
      return new Row(kind, lane, id, due, maxAttempts, timeout.toMillis());
    }
  }

  UUID insert(Row row) {
    execute(
        """
        insert into jobs (id, tenant_id, kind, lane, instance_id, token_id, payload, status, max_attempts, backoff_ms,
               max_backoff_ms, timeout_ms, due_at, created_at)
        values ('%s', 'jobs', '%s', '%s', gen_random_uuid(), gen_random_uuid(), '{"a": 1}', 'READY', %d, 10, 40, %d, %s, now())"""
            .formatted(
                row.id(),
                row.kind(),
                row.lane(),
                row.maxAttempts(),
                row.timeoutMillis(),
                row.due()));
    return row.id();
  }

  /** {@code count} of them at once, due as {@code due} says of {@code i}. */
  void insert(int count, String kind, String lane, String due) {
    execute(
        """
        insert into jobs (id, tenant_id, kind, lane, instance_id, token_id, payload, status, max_attempts, backoff_ms,
               max_backoff_ms, timeout_ms, due_at, created_at)
        select gen_random_uuid(), 'jobs', '%s', '%s', gen_random_uuid(), gen_random_uuid(), '{"a": 1}', 'READY', 3, 10, 40,
               60000, %s, now() from generate_series(1, %d) i"""
            .formatted(kind, lane, due, count));
  }

  void awaitGone(UUID id) {
    awaitZero("select count(*) from jobs where id = '%s'".formatted(id));
  }

  void awaitGone(String kind) {
    awaitZero("select count(*) from jobs where kind = '%s'".formatted(kind));
  }

  private void awaitZero(String sql) {
    awaitEqual(sql, "0");
  }

  /** Waits until the query's one value is {@code expected}. */
  void awaitEqual(String sql, String expected) {
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    String found = text(sql);
    while (!expected.equals(found)) {
      if (System.nanoTime() > giveUpAt) {
        throw new AssertionError(sql + ": still " + found + ", not " + expected);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted", e);
      }
      found = text(sql);
    }
  }

  int count(String where) {
    return Integer.parseInt(text("select count(*) from jobs where " + where));
  }

  String text(String sql) {
    try (Connection connection = database.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "-";
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void execute(String sql) {
    try (Connection connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
