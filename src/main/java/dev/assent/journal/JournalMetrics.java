package dev.assent.journal;

import dev.assent.platform.time.Clock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * How far the sealing of the journal lags behind: an alert on it notices a stuck transaction
 * anywhere in the database.
 */
@ApplicationScoped
public class JournalMetrics {
  @Inject private MetricRegistry registry;
  @Inject private JournalRepository repository;
  @Inject private Clock clock;

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    registry.gauge(
        Metadata.builder()
            .withName("assent_journal_unsealed_seconds")
            .withDescription("Age of the oldest journal entry that has no position yet")
            .withUnit("seconds")
            .build(),
        this,
        JournalMetrics::unsealedSeconds);
  }

  private double unsealedSeconds() {
    Instant oldest = repository.oldestUnsealed().orElse(Instant.MAX);
    Instant now = clock.now();
    return oldest.isBefore(now) ? Duration.between(oldest, now).toMillis() / 1000.0 : 0.0;
  }
}
