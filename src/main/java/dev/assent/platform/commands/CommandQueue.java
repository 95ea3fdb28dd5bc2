package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The commands that wait and the one thread of this node that writes them. Thread-safe. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class CommandQueue {
  /**
   * Most commands in one transaction. 16, 64 and 256 measured the same; fewer make a redo cheaper.
   */
  public static final int MAX_BATCH = 64;

  /**
   * Most commands that wait: a second's work or two. More would only wait longer than their callers
   * do.
   */
  static final int CAPACITY = 4096;

  /** Most of them that came by {@link #submitAll}, of all callers together. */
  static final int MAX_OF_MANY = CAPACITY / 8;

  private static final Duration MAX_WAIT = Duration.ofSeconds(25);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(CommandQueue.class.getName());

  private final BlockingQueue<Submission<?>> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final Semaphore places = new Semaphore(MAX_OF_MANY);

  @Resource private ManagedThreadFactory threads;
  @Inject private BatchTransaction transaction;
  @Inject private Clock clock;

  private volatile boolean stopped;
  private @Nullable Thread writer;

  @PostConstruct
  void start() {
    Thread thread = threads.newThread(this::writeUntilStopped);
    thread.setName("assent-writer");
    writer = thread;
    thread.start();
  }

  /**
   * Has {@code command} done and waits for its commit.
   *
   * @throws ProblemException the command's refusal; {@code UNAVAILABLE} at once when the queue is
   *     full; {@code OUTCOME_UNKNOWN} when it could not be learnt whether it was committed
   */
  public <R> R submit(Command<R> command) {
    requireNotWriter();
    Submission<R> submission = new Submission<>(command);
    if (stopped || !waiting.offer(submission)) {
      throw unavailable("The server has more to write than it can at the moment.");
    }
    try {
      return submission.answer().get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a command failed", e.getCause());
    } catch (TimeoutException e) {
      if (waiting.remove(submission)) {
        throw unavailable("The change waited too long and was not begun.");
      }
      throw BatchTransaction.outcomeUnknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BatchTransaction.outcomeUnknown();
    }
  }

  /**
   * Has all of {@code commands} done, in their order, and waits for the last commit, at most as
   * long as for one command. They share transactions with whatever else waits; each is refused or
   * fails for itself.
   *
   * @return one outcome for each, in their order; what there was no time for has failed as {@code
   *     UNAVAILABLE}
   */
  public <R> List<Outcome<R>> submitAll(List<? extends Command<R>> commands) {
    requireNotWriter();
    return new Convoy<R>(
            waiting, places, () -> stopped, clock::nanoTime, clock.nanoTime() + MAX_WAIT.toNanos())
        .bring(commands);
  }

  private void requireNotWriter() {
    if (Thread.currentThread() == writer) {
      throw new IllegalStateException("a command must not wait for another command");
    }
  }

  /** How many commands wait. */
  public int length() {
    return waiting.size();
  }

  private void writeUntilStopped() {
    List<Submission<?>> batch = new ArrayList<>(MAX_BATCH);
    while (!stopped) {
      batch.clear();
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch, MAX_BATCH - 1);
        transaction.run(List.copyOf(batch));
      } catch (InterruptedException e) {
        break;
      } catch (Throwable fault) {
        // the writer must outlive any fault: without it nothing is ever written again
        LOG.log(Level.SEVERE, "a batch of commands failed", fault);
        batch.forEach(s -> s.fail(fault));
      }
    }
    waiting.forEach(s -> s.fail(unavailable("The server is stopping.")));
  }

  static ProblemException unavailable(String detail) {
    return new ProblemException(ProblemType.UNAVAILABLE, detail).withRetryAfter(RETRY_AFTER);
  }

  @PreDestroy
  void stop() {
    stopped = true;
    Thread thread = writer;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
