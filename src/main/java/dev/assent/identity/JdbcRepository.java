package dev.assent.identity;

import dev.assent.platform.schema.DataSourceConfig;
import jakarta.annotation.Resource;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements by hand: authentication reads these tables and must stay cheap, and {@code text[]} has
 * no mapping in JPA. Inside a service each statement joins the transaction, elsewhere it is one of
 * its own.
 */
abstract class JdbcRepository {
  @Resource(lookup = DataSourceConfig.JNDI_NAME)
  DataSource database;

  /** What makes a value of a row. */
  interface Mapping<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** The database refused or did not answer; the cause says which. */
  static final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(SQLException cause) {
      super(cause);
    }
  }

  <T> List<T> list(Mapping<T> mapping, String sql, @Nullable Object... values) {
    try (var connection = database.getConnection();
        var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (var rows = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
          found.add(mapping.of(rows));
        }
        return found;
      }
    } catch (SQLException e) {
      throw new StoreException(e);
    }
  }

  /** The number of rows that were written. */
  int write(String sql, @Nullable Object... values) {
    try (var connection = database.getConnection();
        var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new StoreException(e);
    }
  }

  static Set<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return Set.of((String[]) array.getArray());
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Instant at) {
        statement.setObject(i + 1, at.atOffset(ZoneOffset.UTC));
      } else if (value instanceof Set<?> texts) {
        Object[] sorted = texts.stream().map(String::valueOf).sorted().toArray();
        statement.setArray(i + 1, statement.getConnection().createArrayOf("text", sorted));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }
}
