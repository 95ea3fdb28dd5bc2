package dev.assent.platform.commands;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The threads of this node that write commands, one for each lane of the {@link CommandQueue}. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class CommandWriter {
  private static final Logger LOG = Logger.getLogger(CommandWriter.class.getName());

  @Resource private ManagedThreadFactory threads;
  @Inject private CommandQueue queue;
  @Inject private BatchTransaction transaction;

  private final List<Thread> writers = new ArrayList<>();

  @PostConstruct
  void start() {
    for (int i = 0; i < CommandQueue.LANES; i++) {
      int lane = i;
      Thread thread = threads.newThread(() -> writeUntilClosed(lane));
      thread.setName("assent-writer-" + lane);
      queue.writtenBy(thread);
      writers.add(thread);
      thread.start();
    }
  }

  private void writeUntilClosed(int lane) {
    while (!queue.isClosed()) {
      try {
        write(queue.take(lane));
      } catch (InterruptedException e) {
        break;
      }
    }
    queue.refuseAll();
  }

  private void write(List<Submission<?>> batch) {
    try {
      transaction.run(batch);
    } catch (Throwable fault) {
      // the writer must outlive any fault: without it nothing is ever written again
      LOG.log(Level.SEVERE, "a batch of commands failed", fault);
      batch.forEach(s -> s.fail(fault));
    }
  }

  @PreDestroy
  void stop() {
    queue.close();
    writers.forEach(Thread::interrupt);
    try {
      for (Thread thread : writers) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
