package dev.assent.platform.commands;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of values for {@code unnest(?)} or {@code = any(?)}: the number of commands never
 * changes the statement.
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the driver as it is, and to nobody else
public record SqlArray(String type, @Nullable Object[] values) implements SqlParameter {

  public static SqlArray uuids(Collection<UUID> values) {
    return new SqlArray("uuid", values.toArray());
  }

  /** One attribute of each row, as an array of PostgreSQL's {@code type}. */
  public static <T> SqlArray column(
      String type, List<T> rows, Function<? super T, ? extends @Nullable Object> value) {
    @Nullable Object[] values = new @Nullable Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      Object v = value.apply(rows.get(i));
      values[i] = v instanceof Instant || v instanceof Enum<?> ? v.toString() : v;
    }
    return new SqlArray(type, values);
  }

  @Override
  public void bind(Connection connection, PreparedStatement statement, int index)
      throws SQLException {
    statement.setArray(index, connection.createArrayOf(type, values));
  }
}
