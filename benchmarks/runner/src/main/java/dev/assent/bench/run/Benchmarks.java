package dev.assent.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** {@code mvn -f benchmarks/pom.xml verify -Pbench}; the settings are those of {@link Settings}. */
public final class Benchmarks {
  private final Settings settings = Settings.read();
  private final List<Contender> systems = new CopyOnWriteArrayList<>();
  private final String loadBefore = loadAverage();
  private final Instant begin = Instant.now();
  private Database database;
  private Run run;
  private volatile boolean stopped;

  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Benchmarks benchmarks = new Benchmarks();
    Thread stop = new Thread(benchmarks::breakOff, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      benchmarks.run();
    } finally {
      benchmarks.stop();
    }
  }

  private void run() throws Exception {
    deleteTree(settings.work());
    Files.createDirectories(settings.work());
    database = Database.start(settings.work());
    run = new Run(settings, database);
    for (Contender system : Systems.of(settings, database)) {
      start(system);
    }
    try {
      run.run(systems);
    } catch (Exception e) {
      if (stopped) {
        return; // by a signal: nothing is wrong
      }
      run.remark("the run broke off: " + e);
      e.printStackTrace();
    }
    report();
  }

  /** What has been measured until now is worth having, however the run ends. */
  private synchronized void report() throws Exception {
    if (run == null || run.cells().isEmpty()) {
      return;
    }
    List<Cell> cells = List.copyOf(run.cells());
    String report = Report.of(surroundings(), systems, cells, run.remarks());
    Path target = settings.home().resolve("target");
    Files.writeString(target.resolve("results.md"), report);
    Files.writeString(target.resolve("results.json"), json(cells));
    System.out.println();
    System.out.println(report);
    System.out.println("Also in " + target.resolve("results.md") + " and results.json");
  }

  /** Those that do not start are told of and left out. */
  private void start(Contender system) {
    systems.add(system);
    try {
      system.start();
      System.out.printf(
          "%s is ready after %.1f s%n", system.title(), system.startUp().toMillis() / 1_000.0);
      system.pause();
    } catch (Exception e) {
      run.remark("%s did not start: %s".formatted(system.name(), e));
      systems.remove(system);
      system.close();
    }
  }

  private List<String> surroundings() throws Exception {
    var machine = ManagementFactory.getOperatingSystemMXBean();
    return List.of(
        "%s, %d processors, %d MB; %s %s"
            .formatted(
                processor(),
                machine.getAvailableProcessors(),
                memoryMegabytes(),
                machine.getName(),
                machine.getVersion()),
        "load average %s before, %s after; %s, %d minutes"
            .formatted(
                loadBefore,
                loadAverage(),
                begin,
                Duration.between(begin, Instant.now()).toMinutes()),
        "Assent at commit " + commit(),
        "Java %s, heap %s and %s each"
            .formatted(
                Runtime.version(), System.getProperty("bench.heap", "1g"), JavaProcess.COLLECTOR),
        "PostgreSQL " + database.version() + ": " + Database.SETTINGS,
        "%d rounds, window %s, settling %s, warm-up %s or longer"
            .formatted(settings.rounds(), settings.window(), settings.settle(), settings.warmup()),
        "medians of the rounds; a closed loop says how long a caller waits when so many call, and no more");
  }

  private String json(List<Cell> cells) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("at", begin.toString());
    all.put("surroundings", surroundings());
    all.put("remarks", run.remarks());
    List<Map<String, Object>> measured = new ArrayList<>();
    for (Cell cell : cells) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("system", cell.contender().name());
      one.put("title", cell.contender().title());
      one.put("workload", cell.workload().word());
      one.put("callers", cell.clients());
      one.put("openRate", cell.openRate());
      one.put("rate", cell.rate());
      one.put("rounds", cell.rounds());
      measured.add(one);
    }
    all.put("cells", measured);
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
  }

  /** What is built may differ from it. */
  private String commit() throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(settings.product().toFile())
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? said.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String loadAverage() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String processor() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse("processor unknown");
    }
  }

  private static long memoryMegabytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemTotal"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
          .findFirst()
          .orElse(0);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** By a signal. */
  private void breakOff() {
    if (!stopped) {
      stopped = true;
      try {
        report();
      } catch (Exception e) {
        e.printStackTrace();
      }
    }
    stop();
  }

  /** First the systems, then the database below them. More often than once does no harm. */
  private synchronized void stop() {
    stopped = true;
    systems.forEach(Contender::close);
    systems.clear();
    if (database != null) {
      database.close();
      database = null;
    }
  }
}
