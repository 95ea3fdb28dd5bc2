package dev.assent.bench.run;

import dev.assent.bench.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code -Dbench.…} says.
 *
 * @param home the directory {@code benchmarks}
 * @param systems by name, in the order of the first round
 * @param httpClients of {@link Workload#W1} over HTTP
 * @param threads of W1 in process
 * @param otherClients of everything else over HTTP
 * @param otherThreads of everything else in process
 * @param window how long is measured
 * @param warmup how long is run before, at least, once for each system and workload
 * @param warmups most of them, while the second half of one is still faster than the first
 * @param settle how long is run right before each window
 */
record Settings(
    Path home,
    List<String> systems,
    List<Workload> workloads,
    List<Integer> httpClients,
    List<Integer> threads,
    int otherClients,
    int otherThreads,
    int rounds,
    Duration window,
    Duration warmup,
    int warmups,
    Duration settle) {

  static Settings read() {
    // Maven makes `true` of -Dbench.quick alone
    boolean quick = Boolean.getBoolean("bench.quick");
    return new Settings(
        Path.of(System.getProperty("bench.home", ".")).toAbsolutePath().normalize(),
        words("bench.systems", String.join(",", Systems.NAMES)),
        words(
                "bench.workloads",
                quick
                    ? "L1,W1,W2,W5"
                    : String.join(
                        ",", Arrays.stream(Workload.values()).map(Workload::word).toList()))
            .stream()
            .map(Workload::of)
            .toList(),
        numbers("bench.clients", quick ? "32" : "1,8,32,64"),
        numbers("bench.threads", quick ? "8" : "1,8,32"),
        Integer.getInteger("bench.clients.other", 32),
        Integer.getInteger("bench.threads.other", 8),
        Integer.getInteger("bench.rounds", quick ? 1 : 3),
        duration("bench.window", quick ? "PT3S" : "PT6S"),
        duration("bench.warmup", quick ? "PT3S" : "PT6S"),
        Integer.getInteger("bench.warmups", quick ? 2 : 3),
        duration("bench.settle", quick ? "PT0.5S" : "PT1S"));
  }

  /** Where processes and PostgreSQL have their files; emptied at the start. */
  Path work() {
    return home.resolve("target/run");
  }

  /** The root of the product. */
  Path product() {
    return home.getParent();
  }

  private static Duration duration(String property, String otherwise) {
    return Duration.parse(System.getProperty(property, otherwise));
  }

  private static List<String> words(String property, String otherwise) {
    return Arrays.stream(System.getProperty(property, otherwise).split(","))
        .map(String::strip)
        .toList();
  }

  private static List<Integer> numbers(String property, String otherwise) {
    return words(property, otherwise).stream().map(Integer::valueOf).toList();
  }
}
