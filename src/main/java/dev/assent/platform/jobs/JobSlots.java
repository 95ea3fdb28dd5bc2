package dev.assent.platform.jobs;

import java.util.HashMap;
import java.util.Map;

/**
 * What runs on this node, by kind and by lane, and so what else may be leased. A lane that hangs
 * keeps at most its own slots; the last quarter of the threads is for lanes of which nothing runs,
 * so that several hanging ones do not take them all. Thread-safe.
 */
final class JobSlots {
  private final JobsConfig config;
  private final Map<String, Integer> parallelism;
  private final Map<String, Integer> byKind = new HashMap<>();
  private final Map<String, Integer> byLane = new HashMap<>();
  private int running;
  private int strays;

  /**
   * @param parallelism most at once of each kind that this node knows
   */
  JobSlots(JobsConfig config, Map<String, Integer> parallelism) {
    this.config = config;
    this.parallelism = Map.copyOf(parallelism);
  }

  /**
   * What may be leased.
   *
   * @param most jobs at once
   * @param reserved how many of those only for lanes of which nothing runs
   * @param kinds with their free slots; none without any
   * @param busyLanes with the number of their running jobs
   */
  record Vacancy(
      int most,
      int reserved,
      int perLane,
      Map<String, Integer> kinds,
      Map<String, Integer> busyLanes) {
    boolean isNone() {
      return most == 0 || kinds.isEmpty();
    }
  }

  synchronized Vacancy vacancy() {
    Map<String, Integer> kinds = new HashMap<>();
    parallelism.forEach(
        (kind, most) -> {
          int free = most - byKind.getOrDefault(kind, 0);
          if (free > 0) {
            kinds.put(kind, free);
          }
        });
    return new Vacancy(
        free(), Math.min(free(), config.reserve()), config.perLane(), kinds, Map.copyOf(byLane));
  }

  /**
   * Whether a bound may have kept something from being leased, so that a slot that becomes free is
   * news.
   */
  synchronized boolean isTight() {
    return free() <= config.reserve()
        || byLane.values().stream().anyMatch(n -> n >= config.perLane())
        || byKind.entrySet().stream()
            .anyMatch(e -> e.getValue() >= parallelism.getOrDefault(e.getKey(), 1));
  }

  synchronized void take(LeasedJob leased) {
    running++;
    byKind.merge(leased.job().kind(), 1, Integer::sum);
    byLane.merge(leased.lane(), 1, Integer::sum);
  }

  synchronized void free(LeasedJob leased) {
    running--;
    takeOneFrom(byKind, leased.job().kind());
    takeOneFrom(byLane, leased.lane());
  }

  /** A thread does not come back from an execution that was given up. */
  synchronized void stray() {
    strays++;
  }

  synchronized void cameBack() {
    strays--;
  }

  synchronized int running() {
    return running;
  }

  /** Threads that hang are made up for, as many again as there may be at all. */
  private int free() {
    return Math.max(0, config.threads() - running - Math.max(0, strays - config.threads()));
  }

  private static void takeOneFrom(Map<String, Integer> running, String key) {
    int left = running.getOrDefault(key, 0) - 1;
    if (left > 0) {
      running.put(key, left);
    } else {
      running.remove(key);
    }
  }
}
