package dev.assent.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assent.bench.Order;
import dev.assent.bench.Window;
import dev.assent.bench.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine as a library, in a JVM that is told what to do: see {@link dev.assent.bench.Child}. */
final class EmbeddedEngine implements Contender {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String name;
  private final String main;
  private final Settings settings;
  private final Database database;
  private final Set<Workload> workloads = EnumSet.noneOf(Workload.class);
  private JavaProcess process;
  private String title;
  private Duration startUp;

  /**
   * @param name also of its module
   * @param main its class
   */
  EmbeddedEngine(String name, String main, Settings settings, Database database) {
    this.name = name;
    this.title = name;
    this.main = main;
    this.settings = settings;
    this.database = database;
  }

  @Override
  public void start() throws Exception {
    database.create(database());
    process =
        JavaProcess.start(
            settings.work(),
            name,
            properties(database, database()),
            List.of("-cp", classPath(settings.home().resolve(name)), main),
            false);
    JsonNode ready = MAPPER.readTree(process.readLine());
    startUp = Duration.ofNanos(System.nanoTime() - process.startedAt());
    title = ready.path("name").asText() + ", embedded";
    ready.path("workloads").forEach(one -> workloads.add(Workload.valueOf(one.asText())));
  }

  static Map<String, String> properties(Database database, String name) {
    return Map.of(
        "bench.url", database.url(name),
        "bench.user", Database.USER,
        "bench.open", String.valueOf(Workload.OPEN),
        "bench.approvers", String.valueOf(Workload.APPROVERS));
  }

  /** As the build has written it down. */
  static String classPath(Path module) throws java.io.IOException {
    return module.resolve("target/classes")
        + java.io.File.pathSeparator
        + Files.readString(module.resolve("target/class-path.txt")).strip();
  }

  @Override
  public Window run(Order order) throws Exception {
    process.writeLine(MAPPER.writeValueAsString(order));
    return Window.fromJson(process.readLine());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Mode mode() {
    return Mode.IN_PROCESS;
  }

  @Override
  public String database() {
    return name;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public Set<Workload> workloads() {
    return workloads;
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
  public void pause() {
    process.signal("STOP");
  }

  @Override
  public void resume() {
    process.signal("CONT");
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
