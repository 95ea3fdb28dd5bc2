package dev.assent.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.time.Clock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one job. Its own thread executes and settles it; the lease loop watches its time
 * and may give it up. Thread-safe.
 */
final class JobExecution implements Runnable {
  private enum Phase {
    EXECUTING,
    SETTLING,
    ENDED
  }

  /** How long an interrupted executor may take before its thread is given up. */
  static final long GRACE_NANOS = 2_000_000_000L;

  private static final Logger LOG = Logger.getLogger(JobExecution.class.getName());

  private final LeasedJob leased;
  private final JobExecutor executor;
  private final JobSettlement settlement;
  private final Clock clock;
  private final Consumer<JobExecution> ended;
  private final long deadline;

  private Phase phase = Phase.EXECUTING;
  private @Nullable Thread thread;
  private @Nullable String interruption;
  private long leasedUntil;
  private boolean stopping;
  private volatile boolean lost;
  private boolean givenUp;

  /**
   * @param leasedUntil by this node's nanoTime, counted from before the lease was asked for
   * @param ended told once, when the job's slot is free
   */
  JobExecution(
      LeasedJob leased,
      JobExecutor executor,
      JobSettlement settlement,
      Clock clock,
      long leasedUntil,
      Consumer<JobExecution> ended) {
    this.leased = leased;
    this.executor = executor;
    this.settlement = settlement;
    this.clock = clock;
    this.leasedUntil = leasedUntil;
    this.ended = ended;
    this.deadline = clock.nanoTime() + leased.timeout().toNanos();
  }

  LeasedJob leased() {
    return leased;
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    JobResult result = execute();
    if (settles()) {
      settle(result);
    }
  }

  private synchronized boolean begin() {
    thread = Thread.currentThread();
    if (interruption != null) {
      thread.interrupt();
    }
    if (givenUp) {
      settlement.cameBack();
    }
    return !givenUp;
  }

  private JobResult execute() {
    if (leased.isLostTooOften()) {
      return new JobResult.Failed(
          JobFailure.lasting(
              "It was begun "
                  + leased.job().attempt()
                  + " times without an outcome that was taken."));
    }
    try {
      JsonNode result = executor.execute(leased.job());
      return new JobResult.Done(result);
    } catch (JobFailure failure) {
      String why = interruption();
      return new JobResult.Failed(why == null ? failure : JobFailure.passing(why));
    } catch (Throwable fault) {
      // whatever it is: the slot must become free, and the lease must not be extended for nobody
      String why = interruption();
      if (why != null) {
        return new JobResult.Failed(JobFailure.passing(why));
      }
      LOG.log(Level.WARNING, "job " + leased.job().id() + " of kind " + executor.kind(), fault);
      return new JobResult.Failed(
          JobFailure.passing("The attempt failed: " + fault.getClass().getSimpleName() + "."));
    }
  }

  /** Ends the time in which the thread may be interrupted; false when it was given up before. */
  private synchronized boolean settles() {
    boolean mine = phase == Phase.EXECUTING;
    boolean cleared = Thread.interrupted();
    if (cleared) {
      LOG.log(Level.FINE, "job {0} was interrupted", leased.job().id());
    }
    if (mine) {
      phase = Phase.SETTLING;
    } else if (givenUp) {
      settlement.cameBack();
    }
    return mine;
  }

  void settle(JobResult result) {
    try {
      if (isLeftToOthers(result)) {
        settlement.giveUp(leased);
      } else {
        settlement.settle(this, result);
      }
    } catch (RuntimeException fault) {
      LOG.log(
          Level.WARNING,
          "what came of job {0} could not be written; it is done again when its lease is over: {1}",
          new Object[] {leased.job().id(), fault.toString()});
    } finally {
      end();
    }
  }

  private synchronized boolean isLeftToOthers(JobResult result) {
    return stopping && result instanceof JobResult.Failed;
  }

  private void end() {
    synchronized (this) {
      phase = Phase.ENDED;
    }
    ended.accept(this);
  }

  private synchronized @Nullable String interruption() {
    return interruption;
  }

  /** The lease is known to last until then. */
  synchronized void extended(long until) {
    leasedUntil = until;
  }

  boolean isLost() {
    return lost;
  }

  /** The lease is gone or the job cancelled: nothing that comes of it counts any more. */
  synchronized void lose() {
    lost = true;
    interrupt("The lease was lost.");
  }

  /** The server stops. */
  synchronized void stop() {
    stopping = true;
    interrupt("The server is stopping.");
  }

  private void interrupt(String why) {
    if (phase == Phase.EXECUTING && interruption == null) {
      interruption = why;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /**
   * Interrupts what takes too long.
   *
   * @return the result to be settled by somebody else, when the thread does not come back
   */
  synchronized @Nullable JobResult watch() {
    long now = clock.nanoTime();
    if (now - leasedUntil > 0 && !lost) {
      lose();
    }
    if (now - deadline <= 0) {
      return null;
    }
    String late = "The attempt did not end within " + leased.timeout().toMillis() + " ms.";
    interrupt(late);
    if (phase != Phase.EXECUTING || now - deadline < GRACE_NANOS) {
      return null;
    }
    phase = Phase.SETTLING;
    givenUp = true;
    settlement.stray();
    LOG.log(
        Level.WARNING,
        "job {0} of kind {1} did not end within {2} nor when it was interrupted; its thread is given up",
        new Object[] {leased.job().id(), executor.kind(), leased.timeout()});
    return new JobResult.Failed(JobFailure.passing(late));
  }

  /** For how many nanoseconds from {@code now} on {@link #watch} has nothing to do. */
  synchronized long untilWatch(long now) {
    if (phase != Phase.EXECUTING) {
      return Long.MAX_VALUE;
    }
    return Math.max(1, (interruption == null ? deadline : deadline + GRACE_NANOS) - now);
  }
}
