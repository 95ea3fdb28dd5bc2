package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Many commands of one caller on their way through the queue, in their order: only so many at once,
 * so that a command that comes alone never finds the queue full of them. Confined to its caller's
 * thread.
 */
final class Convoy<R> {
  /** Most of one caller in the queue: the transaction that is running, and the next one. */
  static final int MAX_UNDER_WAY = 2 * CommandQueue.MAX_BATCH;

  private static final long PAUSE_MILLIS = 5;

  private final BlockingQueue<Submission<?>> queue;
  private final Semaphore places;
  private final BooleanSupplier stopped;
  private final LongSupplier nanoTime;
  private final long deadline;
  private final Deque<Submission<R>> underWay = new ArrayDeque<>();
  private final List<Outcome<R>> outcomes = new ArrayList<>();

  /**
   * @param places in the queue, for what all callers bring in this way
   * @param deadline by {@code nanoTime}
   */
  Convoy(
      BlockingQueue<Submission<?>> queue,
      Semaphore places,
      BooleanSupplier stopped,
      LongSupplier nanoTime,
      long deadline) {
    this.queue = queue;
    this.places = places;
    this.stopped = stopped;
    this.nanoTime = nanoTime;
    this.deadline = deadline;
  }

  /** One outcome for each command, in their order. What time does not allow for is not begun. */
  List<Outcome<R>> bring(List<? extends Command<R>> commands) {
    for (Command<R> command : commands) {
      if (!begin(new Submission<>(command))) {
        break;
      }
    }
    while (!underWay.isEmpty()) {
      settleOldest();
    }
    while (outcomes.size() < commands.size()) {
      outcomes.add(new Outcome.Failed<>(notBegun()));
    }
    return outcomes;
  }

  private boolean begin(Submission<R> submission) {
    while (left() > 0 && !stopped.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      if (underWay.size() < MAX_UNDER_WAY && places.tryAcquire()) {
        if (queue.offer(submission)) {
          var unused = submission.answer().whenComplete((answer, fault) -> places.release());
          underWay.add(submission);
          return true;
        }
        places.release();
      }
      if (underWay.isEmpty()) {
        pause();
      } else {
        settleOldest();
      }
    }
    return false;
  }

  private void settleOldest() {
    outcomes.add(outcome(underWay.remove()));
  }

  private Outcome<R> outcome(Submission<R> submission) {
    try {
      return new Outcome.Done<>(submission.answer().get(Math.max(0, left()), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      return new Outcome.Failed<>(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      return late(submission);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return late(submission);
    }
  }

  private Outcome<R> late(Submission<R> submission) {
    if (queue.remove(submission)) {
      ProblemException why = notBegun();
      submission.fail(why);
      return new Outcome.Failed<>(why);
    }
    return new Outcome.Failed<>(BatchTransaction.outcomeUnknown());
  }

  private static ProblemException notBegun() {
    return CommandQueue.unavailable("The change waited too long and was not begun.");
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long left() {
    return deadline - nanoTime.getAsLong();
  }
}
