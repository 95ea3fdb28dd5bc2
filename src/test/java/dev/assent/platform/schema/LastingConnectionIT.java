package dev.assent.platform.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assent.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastingConnectionIT {

  private DataSource driver;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    driver = TestDatabase.ofServer();
    connection = LastingConnection.from(driver);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void a_dead_session_is_replaced_before_the_next_transaction() throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    answer("select 1");
    connection.commit();
    endSession();

    // The first to meet it cannot be spared: its transaction may have been at work already.
    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> answer("select 1"));
    assertThatExceptionOfType(SQLException.class).isThrownBy(connection::rollback);

    assertThat(answer("show transaction_isolation")).isEqualTo("repeatable read");
    assertThat(connection.getAutoCommit()).isFalse();
  }

  @Test
  void a_transaction_never_goes_on_in_another_session() throws SQLException {
    connection.setAutoCommit(false);
    answer("select 1");
    endSession();

    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> answer("select 1"));
    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> answer("select 1"));
  }

  @Test
  void when_one_was_found_dead_the_others_are_looked_at_before_they_are_used() throws SQLException {
    try (var other = LastingConnection.from(driver)) {
      for (var one : List.of(connection, other)) {
        one.setAutoCommit(false);
        answer(one, "select 1");
        one.commit();
      }
      endSession(other);
      endSession(connection);
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> answer("select 1"));
      assertThatExceptionOfType(SQLException.class).isThrownBy(connection::rollback);

      assertThat(answer(other, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void is_equal_to_itself_only() throws SQLException {
    try (var other = LastingConnection.from(driver)) {
      assertThat(connection).isEqualTo(connection).isNotEqualTo(other);
      assertThat(connection).hasSameHashCodeAs(connection);
    }
  }

  private String answer(String sql) throws SQLException {
    return answer(connection, sql);
  }

  private static String answer(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql);
        var result = statement.executeQuery()) {
      result.next();
      return result.getString(1);
    }
  }

  private void endSession() throws SQLException {
    endSession(connection);
  }

  private void endSession(Connection connection) throws SQLException {
    var pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
    try (var killer = driver.getConnection();
        var statement = killer.prepareStatement("select pg_terminate_backend(?, 5000)")) {
      statement.setInt(1, pid);
      statement.execute();
    }
  }
}
