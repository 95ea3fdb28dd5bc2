package dev.assent.platform.schema;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection that outlives the database session below it: when that is found dead at the
 * beginning of a transaction, another one takes its place.
 *
 * <p>A pool that WildFly makes from a {@code @DataSourceDefinition} never notices that a session
 * has ended, and would hand out dead ones for ever after PostgreSQL was restarted; Payara could be
 * told to look, in words of its own. Here it works the same on both, and costs a round trip only
 * after {@link #IDLE}, and once for each session after one was found dead: PostgreSQL ends them all
 * when it is restarted, and not every one of them is to cost somebody his request.
 *
 * <p>Within a transaction nothing is mended: what the session knew is lost, and the transaction
 * with it. Not thread-safe, as connections are not.
 */
final class LastingConnection implements InvocationHandler {

  /** A session that has not been used for this long is asked whether it is alive. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  private static final int SECONDS_TO_ANSWER = 2;

  /** When a session was found dead, by nanoTime: what was not used since may be dead as well. */
  private static volatile long foundDeadAt = System.nanoTime();

  private final DataSource driver;
  private Connection session;
  // WildFly turns it off once and lets one transaction follow the other.
  private boolean autoCommit = true;
  private boolean inTransaction;
  private int isolation;
  private long usedAt = System.nanoTime();

  private LastingConnection(DataSource driver) throws SQLException {
    this.driver = driver;
    this.session = driver.getConnection();
    this.isolation = session.getTransactionIsolation();
  }

  static Connection from(DataSource driver) throws SQLException {
    return (Connection)
        Proxy.newProxyInstance(
            LastingConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class, HasSession.class},
            new LastingConnection(driver));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    switch (method.getName()) {
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "getTransactionIsolation" -> {
        // The driver would ask PostgreSQL, and Payara's pool asks after every use.
        return isolation;
      }
      case "createStatement", "prepareStatement", "prepareCall" -> {
        mend();
        inTransaction = !autoCommit;
      }
      case "session" -> {
        mend();
        inTransaction = !autoCommit;
        return session;
      }
      case "setAutoCommit" -> mend();
      default -> {
        // Straight to the session.
      }
    }
    try {
      var result = method.invoke(session, arguments);
      remember(method, arguments);
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      if (endsTransaction(method)) {
        inTransaction = false;
        if (session.isClosed()) {
          foundDeadAt = System.nanoTime();
        }
      }
    }
  }

  /** Even a failing commit does: whether it happened or not, nothing more belongs to it. */
  private static boolean endsTransaction(Method method) {
    return switch (method.getName()) {
      case "commit", "setAutoCommit" -> true;
      // The other one goes back to a savepoint.
      case "rollback" -> method.getParameterCount() == 0;
      default -> false;
    };
  }

  /** What the pool has set, for the session that may have to replace this one. */
  private void remember(Method method, Object @Nullable [] arguments) {
    if (arguments == null) {
      return;
    }
    switch (method.getName()) {
      case "setAutoCommit" -> autoCommit = (boolean) arguments[0];
      case "setTransactionIsolation" -> isolation = (int) arguments[0];
      default -> {
        // Nothing that a new session would have to be told.
      }
    }
  }

  private void mend() throws SQLException {
    if (inTransaction) {
      return;
    }
    var now = System.nanoTime();
    var doubtful = now - usedAt > IDLE.toNanos() || usedAt - foundDeadAt < 0;
    usedAt = now;
    if (session.isClosed() || (doubtful && !session.isValid(SECONDS_TO_ANSWER))) {
      foundDeadAt = now;
      var dead = session;
      session = driver.getConnection();
      if (session.getTransactionIsolation() != isolation) {
        session.setTransactionIsolation(isolation);
      }
      session.setAutoCommit(autoCommit);
      dead.close();
    }
  }
}
