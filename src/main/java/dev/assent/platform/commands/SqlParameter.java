package dev.assent.platform.commands;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What stands for one {@code ?} of a statement. */
public interface SqlParameter {
  void bind(Connection connection, PreparedStatement statement, int index) throws SQLException;

  /** Binds {@code parameters} to the first places of {@code statement}, in their order. */
  static void bind(
      Connection connection, PreparedStatement statement, Iterable<SqlParameter> parameters)
      throws SQLException {
    int index = 0;
    for (SqlParameter parameter : parameters) {
      parameter.bind(connection, statement, ++index);
    }
  }
}
