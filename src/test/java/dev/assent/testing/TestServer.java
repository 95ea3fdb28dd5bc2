package dev.assent.testing;

import dev.assent.launch.PayaraServer;
import dev.assent.launch.Ports;
import dev.assent.launch.ServerProcess;
import dev.assent.launch.ServerSetup;
import dev.assent.launch.WildFlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The server under test, shared by all integration tests: started by the first that asks, stopped
 * after the last. Its port is {@code -Dassent.test.port=…}, else any that is free; every other
 * {@code -Dassent.…} of the command line is passed on to it. Its log is {@code
 * target/test-server/server.log}.
 */
public final class TestServer {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static ServerProcess server;
  private static IllegalStateException failure;

  private TestServer() {}

  /** The product's root, with a slash at the end. */
  public static URI url() {
    return started().url();
  }

  /**
   * The process, for tests that watch or kill one; nobody but such a test's own node is stopped.
   */
  public static synchronized ServerProcess started() {
    if (failure != null) {
      // Not again for every test.
      throw failure;
    }
    if (server == null) {
      var directory = Path.of("target", "test-server");
      forgetLogOfLastTime(directory);
      server = start(setup(directory));
      awaitReady();
    }
    return server;
  }

  /** Starts another node on the server under test; the caller stops it. */
  public static ServerProcess start(ServerSetup setup) {
    return onWildFly() ? WildFlyServer.start(setup) : PayaraServer.start(setup);
  }

  /** The settings of the server under test, for a further node on the same database. */
  public static ServerSetup setup(Path directory) {
    var war = Path.of(System.getProperty("assent.war", "target/assent.war"));
    return ServerSetup.of(war, port(), directory)
        .withHeap(System.getProperty("assent.heap", "768m"))
        .withProperty("assent.demo", "true")
        .withProperties(ours())
        .withDatabase(TestDatabase.started());
  }

  public static boolean onWildFly() {
    return System.getProperty("assent.test.server", "payara").equals("wildfly");
  }

  static synchronized void stop() {
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  private static void forgetLogOfLastTime(Path directory) {
    try {
      Files.deleteIfExists(directory.resolve("server.log"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the log in " + directory, e);
    }
  }

  private static int port() {
    return server == null ? Ports.configuredOrFree("assent.test.port") : Ports.free();
  }

  private static void awaitReady() {
    try {
      server.awaitReady(PATIENCE);
    } catch (IllegalStateException e) {
      failure = e;
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server was starting", e);
    }
  }

  private static Map<String, String> ours() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("assent."))
        .filter(name -> !name.startsWith("assent.test.") && !name.equals("assent.war"))
        .collect(Collectors.toMap(name -> name, System::getProperty));
  }
}
