package dev.assent.launch;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL 17 of its own, on the loopback address and without passwords, as durable as a real
 * one: what the library would switch off for speed ({@code fsync}, {@code synchronous_commit}) is
 * on, because "acknowledged means committed" is to be seen here too.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  /** Where the binaries are unpacked once, for every start in this directory. */
  private static final Path BINARIES = Path.of(".assent", "postgresql");

  private static final String NAME = "assent";

  private final EmbeddedPostgres postgres;

  private EmbeddedDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * On a directory that keeps the data between starts.
   *
   * @throws IllegalStateException if another PostgreSQL works on that directory
   */
  public static EmbeddedDatabase start(Path data, int port) {
    runningOn(data)
        .ifPresent(
            process -> {
              throw new IllegalStateException(
                  "%s is in use by the PostgreSQL with process id %d; stop the Assent it belongs to"
                      .formatted(data, process.pid()));
            });
    return start(
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port));
  }

  /** On a directory that is deleted when it is closed. */
  public static EmbeddedDatabase startTemporary(int port) {
    return start(EmbeddedPostgres.builder().setPort(port).setCleanDataDirectory(true));
  }

  private static EmbeddedDatabase start(EmbeddedPostgres.Builder builder) {
    try {
      Files.createDirectories(BINARIES);
      var postgres =
          builder
              .setOverrideWorkingDirectory(BINARIES.toFile())
              // Whoever starts it also stops it, after the server that uses it.
              .setRegisterShutdownHook(false)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .start();
      var database = new EmbeddedDatabase(postgres);
      database.createWhatIsMissing();
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
    }
  }

  private void createWhatIsMissing() {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      try (var role = statement.executeQuery("select from pg_roles where rolname = 'assent'")) {
        if (!role.next()) {
          statement.execute("create role assent login createdb");
        }
      }
      try (var found = statement.executeQuery("select from pg_database where datname = 'assent'")) {
        if (!found.next()) {
          statement.execute("create database assent owner assent");
        }
      }
    } catch (SQLException e) {
      close();
      throw new IllegalStateException("role and database could not be created", e);
    }
  }

  public int port() {
    return postgres.getPort();
  }

  /** The JDBC URL of the product's database. */
  public String url() {
    return url(NAME);
  }

  /** The JDBC URL of another database of the same server. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  /** The role that owns the database; it may create others. It has no password. */
  public String user() {
    return NAME;
  }

  /** Connections past the server under test, without a pool. */
  public DataSource dataSource() {
    return dataSource(NAME);
  }

  public DataSource dataSource(String database) {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url(database));
    dataSource.setUser(user());
    return dataSource;
  }

  /** For stopping it under the server that uses it, and starting it again. */
  public Postmaster postmaster() {
    return Postmaster.of(postgres.getPostgresDatabase());
  }

  /** Stops PostgreSQL and waits until it has stopped. Once is enough, more often does no harm. */
  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not stop", e);
    }
  }

  /** The process named in PostgreSQL's own lock file, if there still is one. */
  private static Optional<ProcessHandle> runningOn(Path data) {
    var lock = data.resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(lock)) {
      return lines
          .findFirst()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
          .filter(process -> process.info().command().orElse("").endsWith("postgres"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + lock, e);
    }
  }
}
