package dev.assent.platform.jobs;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts what came of jobs on this node. Thread-safe. */
@ApplicationScoped
public class JobCounts {
  @Inject private MetricRegistry registry;

  void count(LeasedJob leased, String outcome) {
    registry
        .counter(
            "assent_jobs_ended", new Tag("kind", leased.job().kind()), new Tag("outcome", outcome))
        .inc();
  }
}
