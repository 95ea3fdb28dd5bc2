package dev.assent.platform.commands;

import dev.assent.platform.commands.BatchTransaction.Committed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** What the writer does: commands committed, transactions they shared, commands that wait. */
@ApplicationScoped
public class CommandMetrics {
  @Inject private MetricRegistry registry;
  @Inject private CommandQueue queue;

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    registry.gauge(
        Metadata.builder()
            .withName("assent_commands_waiting")
            .withDescription("Commands in this node's queue")
            .build(),
        queue,
        CommandQueue::length);
  }

  void committed(@Observes Committed batch) {
    registry.counter("assent_commands_committed").inc(batch.commands());
    registry.counter("assent_command_transactions").inc();
  }
}
