package dev.assent.testing;

import dev.assent.launch.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node with a database of its own, reached by way of a {@link WatchedDatabase}; shared by the
 * tests that count, started by the first that asks.
 */
public final class WatchedNode {

  private static WatchedNode started;

  private final PGSimpleDataSource database;
  private final WatchedDatabase watched;
  private final ServerProcess server;

  private WatchedNode() throws IOException {
    database = (PGSimpleDataSource) TestDatabase.empty();
    var port = URI.create(TestDatabase.url().substring("jdbc:".length())).getPort();
    watched = WatchedDatabase.before(port);
    var directory = Files.createDirectories(Path.of("target", "test-server-watched"));
    server =
        TestServer.start(
            TestServer.setup(directory)
                .withProperty("assent.db.url", watched.url(database.getDatabaseName()))
                // who calls is looked up now and then: not what is counted
                .withProperty("assent.identity.cache", "PT1H")
                .withProperty("assent.password.remember", "PT1H"));
  }

  public static synchronized WatchedNode started() {
    if (started == null) {
      try {
        started = new WatchedNode();
        started.server.awaitReady(Duration.ofMinutes(3));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start a watched node", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a node was starting", e);
      }
    }
    return started;
  }

  public ServerProcess server() {
    return server;
  }

  /** Its database, past the witness. */
  public DataSource database() {
    return database;
  }

  /** The same, as PostgreSQL's own administrator. */
  public DataSource databaseAsAdministrator() {
    var administrator = new PGSimpleDataSource();
    administrator.setUrl(database.getUrl());
    administrator.setUser("postgres");
    return administrator;
  }

  public WatchedDatabase watched() {
    return watched;
  }

  static synchronized void stop() {
    if (started != null) {
      started.server.stop();
      try {
        started.watched.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot stop listening", e);
      }
      started = null;
    }
  }
}
