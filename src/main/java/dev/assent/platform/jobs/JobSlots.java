package dev.assent.platform.jobs;

import java.util.HashMap;
import java.util.List;
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
   * @param fullKinds how many are without any
   * @param busyLanes with the number of their running jobs
   */
  record Vacancy(
      int most,
      int reserved,
      int perLane,
      Map<String, Integer> kinds,
      int fullKinds,
      Map<String, Integer> busyLanes) {
    boolean isNone() {
      return most == 0 || kinds.isEmpty();
    }

    /**
     * Whether more than {@code leased} may be due, so that a slot that becomes free is news: it was
     * a bound that kept it from being more.
     */
    boolean isTightFor(List<LeasedJob> leased) {
      Map<String, Integer> lanes = new HashMap<>(busyLanes);
      Map<String, Integer> left = new HashMap<>(kinds);
      for (LeasedJob job : leased) {
        lanes.merge(job.lane(), 1, Integer::sum);
        left.merge(job.job().kind(), -1, Integer::sum);
      }
      return leased.size() >= most - reserved
          || fullKinds > 0
          || left.values().stream().anyMatch(n -> n <= 0)
          || lanes.values().stream().anyMatch(n -> n >= perLane);
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
        free(),
        Math.min(free(), config.reserve()),
        config.perLane(),
        kinds,
        parallelism.size() - kinds.size(),
        Map.copyOf(byLane));
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
