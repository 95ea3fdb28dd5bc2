package dev.assent.platform.schema;

import java.io.PrintWriter;
import java.lang.reflect.UndeclaredThrowableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to the database of {@link DatabaseAddress}, with the settings that our SQL relies on.
 * A setting that the address spells out, such as {@code ?socketTimeout=300}, wins over ours.
 *
 * <p>For the servers' pools its connections are {@link LastingConnection}s.
 *
 * <p>It wraps the driver's data source instead of extending it: Payara sets a server name on the
 * driver's own class, and that would override the address.
 *
 * <p>Until the database has been reached for the first time, {@link #getConnection()} waits for it,
 * at most {@link #PATIENCE} from the first attempt on: EclipseLink logs in while the application is
 * being deployed, before any code of ours could wait. Later a failure is a failure at once.
 */
public final class AssentDataSource implements DataSource {

  private static final Logger LOG = Logger.getLogger(AssentDataSource.class.getName());

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * One plan for a statement and connection, which goes by keys: no statistics are needed to see
   * that, and none are there on the first day, when a plan that reads whole tables costs nothing
   * yet and stays.
   */
  private static final String BY_KEYS =
      " -c plan_cache_mode=force_generic_plan"
          + " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

  static final String PLANS_BY_KEYS = "by keys";
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

  // Every instance counts from the same moment: pools create several.
  private static final long GIVE_UP_AT = System.nanoTime() + PATIENCE.toNanos();
  private static volatile boolean reached;

  private static final Map<String, String> ALWAYS =
      Map.of(
          "ApplicationName", "assent",
          // A string parameter takes the type of its column: jsonb, uuid, inet.
          "stringtype", "unspecified",
          "reWriteBatchedInserts", "true",
          "tcpKeepAlive", "true",
          "connectTimeout", "5");

  private final PGSimpleDataSource driver;
  private String description = "";
  private String plans = "";

  /** For the servers' pools: no statement, lock or silent peer can hold a connection for long. */
  public AssentDataSource() {
    this(
        DatabaseAddress.configured(),
        Map.of(
            "options",
            "-c statement_timeout=30s -c lock_timeout=10s"
                + " -c idle_in_transaction_session_timeout=60s"
                // Compiling one of our statements takes 200 ms, running it less than one.
                + " -c jit=off",
            // Beyond the statement timeout: only a peer that is gone answers later.
            "socketTimeout",
            "60",
            // Pooled connections live long, so plans are worth keeping early.
            "prepareThreshold",
            "2"));
  }

  private AssentDataSource(DatabaseAddress address, Map<String, String> settings) {
    driver = driver(address, settings);
  }

  /**
   * For the migration, outside every pool: building an index may take longer than any statement of
   * a request. Waiting for a lock may not, since whoever queues behind it waits as well.
   */
  static AssentDataSource forMigration() {
    return new AssentDataSource(
        DatabaseAddress.configured(), Map.of("options", "-c lock_timeout=10s"));
  }

  /** For asking whether the database answers: outside every pool, and soon given up. */
  public static DataSource forProbing() {
    return driver(
        DatabaseAddress.configured(), Map.of("connectTimeout", "2", "socketTimeout", "2"));
  }

  private static PGSimpleDataSource driver(DatabaseAddress address, Map<String, String> settings) {
    var given = Driver.parseURL(address.url(), new Properties());
    if (given == null) {
      throw new IllegalArgumentException("assent.db.url is no PostgreSQL URL: " + address.url());
    }
    var driver = new PGSimpleDataSource();
    var ours = new HashMap<>(ALWAYS);
    ours.putAll(settings);
    ours.keySet().removeIf(given::containsKey);
    try {
      // First ours, then the URL: it leaves alone what is set already.
      for (var setting : ours.entrySet()) {
        driver.setProperty(setting.getKey(), setting.getValue());
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the driver refuses one of " + ours, e);
    }
    driver.setUrl(address.url());
    if (!given.containsKey("user")) {
      driver.setUser(address.user());
    }
    if (!given.containsKey("password")) {
      driver.setPassword(address.password());
    }
    return driver;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return reached ? LastingConnection.from(driver) : firstConnection();
  }

  /** WildFly passes an empty user when none is configured. */
  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    return user == null || user.isEmpty() ? getConnection() : driver.getConnection(user, password);
  }

  /**
   * The driver's own connection behind one of a pool, for as long as that is not given back: the
   * servers' wrappers look up a method by its name for many a column that is read. Statements that
   * are made from it are the caller's to close. One that is the driver's already is left as it is.
   */
  public static Connection unwrapped(Connection pooled) throws SQLException {
    if (pooled instanceof PGConnection) {
      return pooled;
    }
    try {
      return pooled.unwrap(HasSession.class).session();
    } catch (UndeclaredThrowableException e) {
      // Payara's way to tell what it was thrown
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException failure) {
          throw failure;
        }
      }
      throw e;
    }
  }

  private Connection firstConnection() throws SQLException {
    while (true) {
      try {
        var connection = LastingConnection.from(driver);
        reached = true;
        return connection;
      } catch (SQLException e) {
        if (!isStillComingUp(e) || System.nanoTime() >= GIVE_UP_AT) {
          throw e;
        }
        LOG.info(() -> "waiting for the database: " + e.getMessage());
        pause(e);
      }
    }
  }

  /** No connection yet (class 08), or PostgreSQL is starting or recovering (57P03). */
  private static boolean isStillComingUp(SQLException e) {
    var state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.equals("57P03"));
  }

  private static void pause(SQLException reason) throws SQLException {
    try {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_ATTEMPTS.toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }

  /**
   * How PostgreSQL plans: {@value #PLANS_BY_KEYS} for each statement once for a connection, as a
   * look-up by keys, whatever its parameters are and its tables hold. Set by the pool before it
   * asks for a connection; text because WildFly sets nothing else.
   */
  public String getPlans() {
    return plans;
  }

  public void setPlans(String plans) throws SQLException {
    this.plans = plans;
    String options = driver.getProperty("options");
    if (plans.equals(PLANS_BY_KEYS) && options != null && !options.contains(BY_KEYS)) {
      driver.setProperty("options", options + BY_KEYS);
    }
  }

  /** What the server's data source definition has to set, for want of anything it has to know. */
  public String getDescription() {
    return description;
  }

  public void setDescription(String description) {
    this.description = description;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return driver.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    driver.setLogWriter(writer);
  }

  @Override
  public int getLoginTimeout() {
    return driver.getLoginTimeout();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    driver.setLoginTimeout(seconds);
  }

  @Override
  public Logger getParentLogger() {
    return driver.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : driver.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || driver.isWrapperFor(type);
  }
}
