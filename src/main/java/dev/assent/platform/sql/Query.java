package dev.assent.platform.sql;

import dev.assent.platform.schema.AssentDataSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT with its parameters. Lists of texts become one array parameter, so that the statement is
 * the same for any number. One statement on one connection, in the container's transaction if there
 * is one.
 */
public final class Query {
  /** Makes something of a row. */
  @FunctionalInterface
  public interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private static final String CANCELLED = "57014";

  private final StringBuilder sql;
  private final List<Object> parameters = new ArrayList<>();
  private Duration patience = Duration.ZERO; // zero waits as long as the connection does
  private @Nullable Supplier<RuntimeException> outOfPatience;

  public Query(String start, Object... values) {
    sql = new StringBuilder(start);
    parameters.addAll(List.of(values));
  }

  /** Appends text of ours, with its parameters. */
  public Query and(String text, Object... values) {
    sql.append(' ').append(text);
    parameters.addAll(List.of(values));
    return this;
  }

  /** Appends {@code text} only when there is a value for it. */
  public Query andIf(@Nullable Object value, String text) {
    return value == null ? this : and(text, value);
  }

  /**
   * Gives the statement up after a time.
   *
   * @param otherwise what is thrown then
   */
  public Query within(Duration longest, Supplier<RuntimeException> otherwise) {
    patience = longest;
    outOfPatience = otherwise;
    return this;
  }

  public <T> List<T> list(DataSource source, RowMapper<T> mapper) {
    List<T> rows = new ArrayList<>();
    each(source, row -> rows.add(mapper.map(row)));
    return rows;
  }

  public <T> Optional<T> find(DataSource source, RowMapper<T> mapper) {
    List<T> rows = list(source, mapper);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
  }

  /** Shows every row to {@code reader}. */
  public void each(DataSource source, RowMapper<?> reader) {
    try (Connection pooled = source.getConnection()) {
      each(AssentDataSource.unwrapped(pooled), reader);
    } catch (SQLException e) {
      if (outOfPatience != null && CANCELLED.equals(e.getSQLState())) {
        throw outOfPatience.get();
      }
      throw new IllegalStateException("a query failed", e);
    }
  }

  private void each(Connection connection, RowMapper<?> reader) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
      select.setQueryTimeout((int) patience.toSeconds());
      for (int i = 0; i < parameters.size(); i++) {
        bind(connection, select, i + 1, parameters.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Object ignored = reader.map(rows);
        }
      }
    }
  }

  private static void bind(Connection connection, PreparedStatement select, int index, Object value)
      throws SQLException {
    if (value instanceof Collection<?> texts) {
      Array array = connection.createArrayOf("text", texts.toArray());
      select.setArray(index, array);
    } else if (value instanceof Enum<?> constant) {
      select.setString(index, constant.name());
    } else {
      select.setObject(index, value);
    }
  }
}
