package dev.assent.platform.jobs;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The runner's settings, each under its name in MicroProfile Config.
 *
 * @param threads {@code assent.jobs.threads}: most jobs that run at once on this node
 * @param perLane {@code assent.jobs.per-lane}: most of one lane among them
 * @param lease {@code assent.jobs.lease}: how long the jobs of a lost node wait for another one
 */
record JobsConfig(int threads, int perLane, Duration lease) {
  JobsConfig {
    if (threads < 1 || perLane < 1 || lease.toMillis() < 500) {
      throw new IllegalArgumentException(
          "assent.jobs: at least one thread, one per lane and a lease of half a second");
    }
  }

  static JobsConfig read() {
    Config config = ConfigProvider.getConfig();
    return new JobsConfig(
        config.getOptionalValue("assent.jobs.threads", Integer.class).orElse(32),
        config.getOptionalValue("assent.jobs.per-lane", Integer.class).orElse(8),
        config
            .getOptionalValue("assent.jobs.lease", String.class)
            .map(Duration::parse)
            .orElse(Duration.ofSeconds(30)));
  }

  /** Threads that only lanes may take of which nothing runs yet. */
  int reserve() {
    return threads / 4;
  }
}
