package dev.assent.platform.commands;

import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Forgets idempotency keys after 24 hours, by the database's clock. Every node does it; doing it
 * twice does no harm.
 */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class IdempotencyKeys {
  private static final Logger LOG = Logger.getLogger(IdempotencyKeys.class.getName());

  /** Rows deleted by one statement, so that no transaction grows with what has piled up. */
  private static final int AT_ONCE = 10_000;

  /** Keeps pace with 2,700 requests a second; what is left over then waits for the next hour. */
  private static final int MAX_STATEMENTS = 1_000;

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  @Schedule(hour = "*", minute = "17", persistent = false)
  public void forgetOld() {
    String sql =
        "delete from idempotency_keys where ctid = any(array(select ctid from idempotency_keys"
            + " where created_at < now() - interval '24 hours' limit ?))";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setInt(1, AT_ONCE);
      int statements = 0;
      while (delete.executeUpdate() == AT_ONCE && ++statements < MAX_STATEMENTS) {
        // a full bite: there may be more
      }
    } catch (SQLException e) {
      LOG.log(
          Level.WARNING, "old idempotency keys could not be deleted; tried again in an hour", e);
    }
  }
}
