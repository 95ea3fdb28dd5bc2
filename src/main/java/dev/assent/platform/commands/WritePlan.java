package dev.assent.platform.commands;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The writes of a batch as one statement: data-modifying common table expressions, and a last
 * SELECT that brings back what the participants want to know of them. No row is written by two of
 * them, because each holds the final state.
 */
public final class WritePlan {
  /** Takes the value of an expression of the last SELECT. */
  @FunctionalInterface
  public interface ValueReader {
    void read(ResultSet row, int column) throws SQLException;
  }

  private final List<String> tables = new ArrayList<>();
  private final List<SqlParameter> parameters = new ArrayList<>();
  private final List<String> expressions = new ArrayList<>();
  private final List<SqlParameter> expressionParameters = new ArrayList<>();
  private final List<ValueReader> readers = new ArrayList<>();

  /** Adds {@code name as (sql)}, where {@code sql} inserts or updates. */
  public void change(String name, String sql, SqlParameter... given) {
    tables.add(name + " as (" + sql + ")");
    parameters.addAll(List.of(given));
  }

  /** Brings back a value; it may read the tables that {@code RETURNING} made. */
  public void value(String expression, ValueReader reader, SqlParameter... given) {
    expressions.add(expression);
    expressionParameters.addAll(List.of(given));
    readers.add(reader);
  }

  void run(Connection connection) throws SQLException {
    if (tables.isEmpty()) {
      return;
    }
    String selected = expressions.isEmpty() ? "1" : String.join(",\n", expressions);
    String sql = "with " + String.join(",\n", tables) + "\nselect " + selected;
    List<SqlParameter> all = new ArrayList<>(parameters);
    all.addAll(expressionParameters);
    try (PreparedStatement sent = connection.prepareStatement(sql)) {
      SqlParameter.bind(connection, sent, all);
      try (ResultSet row = sent.executeQuery()) {
        row.next();
        for (int i = 0; i < readers.size(); i++) {
          readers.get(i).read(row, i + 1);
        }
      }
    }
  }
}
