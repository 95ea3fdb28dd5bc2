package dev.assent.platform.jobs;

import dev.assent.platform.jobs.JobRepository.Waiting;
import dev.assent.platform.time.Clock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;

/** What waits to be done, by kind, in the whole installation, and what runs on this node. */
@ApplicationScoped
public class JobMetrics {
  /** What no executor of this node knows. */
  private static final String OTHER = "other";

  /** One look at the database serves all gauges of a scrape. */
  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

  @Inject private MetricRegistry registry;
  @Inject private JobRepository repository;
  @Inject private JobRunner runner;
  @Inject private JobCounts counts;
  @Inject private Clock clock;
  @Inject @Any private Instance<JobExecutor> executors;

  private @Nullable Map<String, Waiting> latest;
  private long lookedAt;

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    TreeSet<String> kinds = new TreeSet<>();
    executors.forEach(executor -> kinds.add(executor.kind()));
    kinds.forEach(counts::register);
    kinds.add(OTHER);
    for (String kind : kinds) {
      gauge(
          "assent_jobs_waiting",
          "Jobs that are due and not leased, counted to 10,000 a lane",
          kind,
          Waiting::jobs);
      gauge(
          "assent_jobs_oldest_due_seconds",
          "How long the oldest due job has waited",
          kind,
          Waiting::seconds);
    }
    registry.gauge(
        Metadata.builder()
            .withName("assent_jobs_running")
            .withDescription("Jobs that run on this node")
            .build(),
        runner,
        JobRunner::running);
  }

  private void gauge(
      String name, String description, String kind, ToDoubleFunction<Waiting> value) {
    registry.gauge(
        Metadata.builder().withName(name).withDescription(description).build(),
        this,
        metrics -> value.applyAsDouble(metrics.waiting(kind)),
        new Tag("kind", kind));
  }

  private Waiting waiting(String kind) {
    return waiting().getOrDefault(kind, Waiting.NONE);
  }

  private synchronized Map<String, Waiting> waiting() {
    long now = clock.nanoTime();
    Map<String, Waiting> waiting = latest;
    if (waiting == null || now - lookedAt > FRESH_NANOS) {
      TreeSet<String> known = new TreeSet<>();
      executors.forEach(executor -> known.add(executor.kind()));
      waiting = new HashMap<>();
      for (Map.Entry<String, Waiting> found : repository.waiting().entrySet()) {
        String kind = known.contains(found.getKey()) ? found.getKey() : OTHER;
        waiting.merge(kind, found.getValue(), Waiting::and);
      }
      latest = waiting;
      lookedAt = now;
    }
    return waiting;
  }
}
