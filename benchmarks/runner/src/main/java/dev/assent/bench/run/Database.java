package dev.assent.bench.run;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The PostgreSQL of all systems, each with a database of its own. As durable as a real one; its
 * other settings are in {@link #SETTINGS} and the same for everybody.
 */
final class Database implements AutoCloseable {
  static final String USER = "bench";

  static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("fsync", "on"),
              Map.entry("synchronous_commit", "on"),
              Map.entry("full_page_writes", "on"),
              Map.entry("shared_buffers", "512MB"),
              Map.entry("effective_cache_size", "4GB"),
              Map.entry("max_connections", "300"),
              // no checkpoint within a window: the runner makes one before each
              Map.entry("max_wal_size", "4GB"),
              Map.entry("checkpoint_timeout", "30min"),
              Map.entry("shared_preload_libraries", "pg_stat_statements"),
              Map.entry("pg_stat_statements.max", "10000")));

  private final EmbeddedPostgres postgres;
  private final long pid;
  private final Connection administration;

  private Database(EmbeddedPostgres postgres, long pid, Connection administration) {
    this.postgres = postgres;
    this.pid = pid;
    this.administration = administration;
  }

  /**
   * @param directory for the data, which is deleted at the end, and for the binaries
   */
  static Database start(Path directory) throws SQLException {
    try {
      Path data = directory.resolve("pgdata");
      Path binaries = Files.createDirectories(directory.resolve("postgresql"));
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(true)
              .setOverrideWorkingDirectory(binaries.toFile())
              .setRegisterShutdownHook(false);
      SETTINGS.forEach(builder::setServerConfig);
      EmbeddedPostgres postgres = builder.start();
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      Database database =
          new Database(postgres, pid, postgres.getPostgresDatabase().getConnection());
      database.requireDurable();
      database.execute("create role " + USER + " superuser login");
      database.execute("create extension pg_stat_statements");
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  private void requireDurable() throws SQLException {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      if (!text("show " + setting).equals("on")) {
        throw new IllegalStateException(setting + " is not on");
      }
    }
  }

  /** Once for each system. */
  void create(String name) throws SQLException {
    execute("create database \"%s\" owner %s".formatted(name, USER));
  }

  String url(String name) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), name);
  }

  int port() {
    return postgres.getPort();
  }

  Connection connect(String name) throws SQLException {
    return DriverManager.getConnection(url(name), USER, "");
  }

  String version() throws SQLException {
    return text("select current_setting('server_version')");
  }

  void checkpoint() throws SQLException {
    execute("checkpoint");
  }

  /** Whether it tidies up behind somebody at the moment, which would be counted against others. */
  boolean isVacuuming() throws SQLException {
    return number("select count(*) from pg_stat_activity where backend_type = 'autovacuum worker'")
        > 0;
  }

  /** What has been done so far in a database, and by PostgreSQL as a whole. */
  Counters counters(String name) throws SQLException {
    // committing is not counted as a statement, and neither is what a driver or pool asks for
    // itself
    String statements =
        """
        select coalesce(sum(calls), 0)::bigint from pg_stat_statements
         where dbid = (select oid from pg_database where datname = '%s')
           and query !~* '^\\s*(begin|start|commit|rollback|savepoint|release|set|show|deallocate|discard|abort|end)\\M'
        """
            .formatted(name);
    String rows =
        """
        select tup_inserted + tup_updated + tup_deleted from pg_stat_database where datname = '%s'
        """
            .formatted(name);
    return new Counters(
        number(statements),
        number(rows),
        number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"),
        ProcessCpu.millisWithChildren(pid));
  }

  private synchronized void execute(String sql) throws SQLException {
    try (Statement statement = administration.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  private synchronized String text(String sql) throws SQLException {
    try (Statement statement = administration.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
