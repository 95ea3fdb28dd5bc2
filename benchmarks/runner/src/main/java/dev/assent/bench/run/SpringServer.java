package dev.assent.bench.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A peer's REST starter, in a JVM of its own. */
final class SpringServer implements OverHttp.Server {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final String name;
  private final String module;
  private final String main;
  private final String readyPath;
  private final Settings settings;
  private final Database database;
  private JavaProcess process;
  private Duration startUp;
  private int port;

  /**
   * @param readyPath answers with success once it is ready
   */
  SpringServer(
      String name,
      String module,
      String main,
      String readyPath,
      Settings settings,
      Database database) {
    this.name = name;
    this.module = module;
    this.main = main;
    this.readyPath = readyPath;
    this.settings = settings;
    this.database = database;
  }

  @Override
  public void start() throws Exception {
    database.create(name);
    port = AssentServer.freePort();
    process =
        JavaProcess.start(
            settings.work(),
            name,
            EmbeddedEngine.properties(database, name),
            List.of(
                "-cp",
                EmbeddedEngine.classPath(settings.home().resolve(module)),
                main,
                "--server.port=" + port),
            true);
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      process.requireAlive();
      if (System.nanoTime() > giveUpAt) {
        throw new IOException(name + " was not ready within " + PATIENCE);
      }
      Thread.sleep(100);
    }
    startUp = Duration.ofNanos(System.nanoTime() - process.startedAt());
  }

  private boolean isReady() {
    try (HttpConnection connection = connection()) {
      return connection.send("GET", readyPath, "", "").isSuccess();
    } catch (IOException notYet) {
      return false;
    }
  }

  HttpConnection connection() {
    return new HttpConnection(port, Tokens.basic("approver", "secret"));
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Duration startUp() {
    return startUp;
  }

  @Override
  public void signal(String signal) {
    process.signal(signal);
  }

  @Override
  public String database() {
    return name;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
