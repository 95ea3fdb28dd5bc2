package dev.assent.platform.commands;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The reads of a batch, sent in one round trip. Each is a statement of its own with a snapshot of
 * its own, so that a read behind a lock sees what the lock's former holder committed.
 */
public final class LoadPlan {
  /** Takes one row. */
  @FunctionalInterface
  public interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private final List<String> statements = new ArrayList<>();
  private final List<SqlParameter> parameters = new ArrayList<>();
  private final List<RowReader> readers = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();

  public void query(String sql, RowReader reader, SqlParameter... given) {
    statements.add(sql);
    readers.add(reader);
    parameters.addAll(List.of(given));
  }

  /** Has {@code action} done when all rows have been read. */
  public void afterwards(Runnable action) {
    afterwards.add(action);
  }

  void run(Connection connection) throws SQLException {
    if (!statements.isEmpty()) {
      read(connection);
    }
    afterwards.forEach(Runnable::run);
  }

  private void read(Connection connection) throws SQLException {
    try (PreparedStatement sent = connection.prepareStatement(String.join(";\n", statements))) {
      SqlParameter.bind(connection, sent, parameters);
      sent.execute();
      for (int i = 0; i < readers.size(); i++) {
        if (i > 0) {
          sent.getMoreResults();
        }
        try (ResultSet rows = sent.getResultSet()) {
          while (rows.next()) {
            readers.get(i).read(rows);
          }
        }
      }
    }
  }
}
