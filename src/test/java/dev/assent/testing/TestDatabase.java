package dev.assent.testing;

import dev.assent.launch.EmbeddedDatabase;
import dev.assent.launch.Ports;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL of the tests: started by the first that asks, stopped after the last. Its port is
 * {@code -Dassent.test.db.port=…}, else any that is free.
 */
public final class TestDatabase {

  private static final AtomicInteger FRESH = new AtomicInteger();
  private static EmbeddedDatabase database;

  private TestDatabase() {}

  static synchronized EmbeddedDatabase started() {
    if (database == null) {
      database = EmbeddedDatabase.startTemporary(Ports.configuredOrFree("assent.test.db.port"));
    }
    return database;
  }

  static synchronized void stop() {
    if (database != null) {
      database.close();
      database = null;
    }
  }

  /** The JDBC URL of the database that {@link TestServer} works on. */
  public static String url() {
    return started().url();
  }

  public static String user() {
    return started().user();
  }

  /** The database that {@link TestServer} works on; without it running it may be empty. */
  public static DataSource ofServer() {
    return started().dataSource();
  }

  /**
   * The database of {@link TestServer} as PostgreSQL's own administrator sees it, for tests that
   * tamper with what the product's role cannot, or ask PostgreSQL what it has done.
   */
  public static DataSource asAdministrator() {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url());
    dataSource.setUser("postgres");
    return dataSource;
  }

  /** An empty database that nobody else uses. */
  public static DataSource empty() {
    var name = "test_" + FRESH.incrementAndGet();
    try (var connection = ofServer().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + name, e);
    }
    return started().dataSource(name);
  }

  /** A database of its own with the product's schema, for tests that need no server. */
  public static DataSource migrated() {
    var dataSource = empty();
    Flyway.configure().dataSource(dataSource).locations("classpath:db/migration").load().migrate();
    return dataSource;
  }
}
