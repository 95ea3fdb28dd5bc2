package dev.assent.instance;

import dev.assent.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** Nobody's route is chosen by a policy while this is open: nobody can read one. */
final class RoutingStandstill implements AutoCloseable {
  private final Connection connection;

  RoutingStandstill() throws SQLException {
    connection = TestDatabase.ofServer().getConnection();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("lock table routing_policies in access exclusive mode");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
