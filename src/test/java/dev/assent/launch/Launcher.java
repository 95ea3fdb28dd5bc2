package dev.assent.launch;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code mvn -Prun}: the product on this machine, with a PostgreSQL of its own unless {@code
 * -Dassent.db.url=…} names another one, until Ctrl-C or SIGTERM.
 *
 * <p>Every {@code -Dassent.…} is passed on to the server. Those that are read here: {@code
 * assent.port} (8080), {@code assent.address} (127.0.0.1), {@code assent.heap} (1g), {@code
 * assent.demo} (true), {@code assent.db.port} (of the own PostgreSQL, default any that is free).
 */
public final class Launcher {

  private static final Path DATA = Path.of(".assent", "pgdata");

  /** Half of it may go by while the server waits for its database. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private EmbeddedDatabase database;
  private ServerProcess server;
  private volatile boolean stopping;

  private Launcher() {}

  public static void main(String[] arguments) throws InterruptedException {
    var launcher = new Launcher();
    // Also on the way out of System.exit below, so nothing is left running whatever went wrong.
    Runtime.getRuntime().addShutdownHook(new Thread(launcher::stop, "stop"));
    try {
      launcher.start();
    } catch (IllegalStateException | UncheckedIOException e) {
      if (!launcher.isStopping()) {
        System.err.println("Assent did not start: " + e.getMessage());
      }
      System.exit(1);
    }
    var status = launcher.awaitExit();
    if (!launcher.isStopping()) {
      System.err.println("the server has ended by itself, with status " + status);
    }
    System.exit(status);
  }

  private void start() throws InterruptedException {
    var address = System.getProperty("assent.address", "127.0.0.1");
    var port = Integer.getInteger("assent.port", 8080);
    if (!Ports.isFree(address, port)) {
      throw new IllegalStateException(
          "port %d is in use; choose another one with -Dassent.port=…".formatted(port));
    }
    var setup =
        ServerSetup.of(
                Path.of(System.getProperty("assent.war", "target/assent.war")),
                port,
                Path.of("target", "run"))
            .withAddress(address)
            .withHeap(System.getProperty("assent.heap", "1g"))
            .withProperty("assent.demo", "true")
            .withLogOnConsole();
    if (System.getProperty("assent.db.url") == null) {
      setup = setup.withDatabase(startDatabase());
    }
    var ready = startServer(setup.withProperties(ours()));
    ready.awaitReady(PATIENCE);
    System.out.println(welcome(ready));
  }

  // Synchronized with stop(): what is being started when the signal comes is stopped as well.
  private synchronized EmbeddedDatabase startDatabase() {
    refuseWhenStopping();
    database = EmbeddedDatabase.start(DATA, Ports.configuredOrFree("assent.db.port"));
    return database;
  }

  private synchronized ServerProcess startServer(ServerSetup setup) {
    refuseWhenStopping();
    server = PayaraServer.start(setup);
    return server;
  }

  private void refuseWhenStopping() {
    if (stopping) {
      throw new IllegalStateException("it is being stopped");
    }
  }

  private boolean isStopping() {
    return stopping;
  }

  /** First the server, then the database below it. */
  private synchronized void stop() {
    stopping = true;
    if (server != null) {
      server.stop();
    }
    if (database != null) {
      database.close();
    }
  }

  private int awaitExit() throws InterruptedException {
    return server.awaitExit();
  }

  private static Map<String, String> ours() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("assent."))
        .collect(Collectors.toMap(name -> name, System::getProperty));
  }

  private static String welcome(ServerProcess server) {
    var accounts =
        Boolean.parseBoolean(System.getProperty("assent.demo", "true"))
            ? "Accounts of the demonstration, each with its name as password:\n"
                + "  admin, employee, administration, budget-owner, supervisor"
            : "";
    return """

        Assent is ready at %s
          Docs     %sdocs/
          API      %sapi/v1
          OpenAPI  %sopenapi
          Health   %shealth
          Metrics  %smetrics
        %s
        Ctrl-C stops it.
        """
        .replace("%s\nCtrl-C", accounts + "\nCtrl-C")
        .replace("%s", server.url().toString());
  }
}
