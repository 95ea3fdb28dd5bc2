package dev.assent.platform.jobs;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts what came of jobs on this node. Thread-safe. */
@ApplicationScoped
public class JobCounts {
  private static final Metadata ENDED =
      Metadata.builder()
          .withName("assent_jobs_ended")
          .withDescription("Attempts at jobs that ended on this node, by what came of them")
          .build();

  @Inject private MetricRegistry registry;

  void count(LeasedJob leased, String outcome) {
    counter(leased.job().kind(), outcome).inc();
  }

  /** Has the counters of {@code kind} there from the start, and not from the first job on. */
  void register(String kind) {
    List.of("done", "failed", "retried").forEach(outcome -> counter(kind, outcome));
  }

  private Counter counter(String kind, String outcome) {
    return registry.counter(ENDED, new Tag("kind", kind), new Tag("outcome", outcome));
  }
}
