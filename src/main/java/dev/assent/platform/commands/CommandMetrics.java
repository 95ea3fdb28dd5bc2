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
  private static final Metadata COMMITTED =
      Metadata.builder()
          .withName("assent_commands_committed")
          .withDescription("Commands that this node has committed")
          .build();
  private static final Metadata TRANSACTIONS =
      Metadata.builder()
          .withName("assent_command_transactions")
          .withDescription("Transactions that those commands shared")
          .build();

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
    // there from the start, and not from the first command on
    registry.counter(COMMITTED);
    registry.counter(TRANSACTIONS);
  }

  void committed(@Observes Committed batch) {
    registry.counter(COMMITTED).inc(batch.commands());
    registry.counter(TRANSACTIONS).inc();
  }
}
