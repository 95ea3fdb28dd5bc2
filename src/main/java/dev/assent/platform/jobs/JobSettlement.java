package dev.assent.platform.jobs;

import dev.assent.platform.jobs.JobResult.Done;
import dev.assent.platform.jobs.JobResult.Failed;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has the outcome of an attempt taken: success and what failed for good by a command, what may be
 * tried again by putting the job back. What cannot be written is tried for as long as the lease
 * lasts; then the job is done again. Thread-safe.
 */
final class JobSettlement {
  private static final int MAX_ERROR_LENGTH = 2000;
  private static final int MAX_TRIES = 12;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);
  private static final Logger LOG = Logger.getLogger(JobSettlement.class.getName());

  private final JobRepository repository;
  private final Function<FinishJob, FinishJob.Answer> submit;
  private final JobSlots slots;
  private final BiConsumer<LeasedJob, String> counted;

  /**
   * @param counted told of each attempt that was done, failed or is to be tried again
   */
  JobSettlement(
      JobRepository repository,
      Function<FinishJob, FinishJob.Answer> submit,
      JobSlots slots,
      BiConsumer<LeasedJob, String> counted) {
    this.repository = repository;
    this.submit = submit;
    this.slots = slots;
    this.counted = counted;
  }

  void settle(JobExecution execution, JobResult result) {
    LeasedJob leased = execution.leased();
    if (result instanceof Done done) {
      finish(execution, new JobOutcome.Success(done.result()));
    } else if (result instanceof Failed failed) {
      JobFailure failure = failed.failure();
      if (failure.isRetryable() && leased.hasAttemptsLeft()) {
        counted.accept(leased, "retried");
        putBack(execution, wait(leased, failure), failure.detail());
      } else {
        finish(
            execution,
            new JobOutcome.Failure(
                bounded(failure.detail()), leased.job().attempt(), failure.isRetryable()));
      }
    }
  }

  private static Duration wait(LeasedJob leased, JobFailure failure) {
    Duration wait =
        leased.retry().waitAfter(leased.job().attempt(), ThreadLocalRandom.current().nextDouble());
    Duration asked = failure.retryAfter();
    if (asked == null || asked.compareTo(wait) <= 0) {
      return wait;
    }
    return asked.compareTo(RetryPolicy.MAX_RETRY_AFTER) < 0 ? asked : RetryPolicy.MAX_RETRY_AFTER;
  }

  private void finish(JobExecution execution, JobOutcome outcome) {
    LeasedJob leased = execution.leased();
    FinishJob command = new FinishJob(leased.job(), leased.fence(), outcome);
    try {
      persist(
          execution,
          () -> {
            if (submit.apply(command).taken()) {
              counted.accept(leased, outcome instanceof JobOutcome.Success ? "done" : "failed");
            }
          });
    } catch (RuntimeException refused) {
      LOG.log(
          Level.WARNING,
          "the outcome of job {0} was not taken; the job is done again in {1}: {2}",
          new Object[] {leased.job().id(), AFTER_REFUSAL, refused.toString()});
      putBack(execution, AFTER_REFUSAL, "The outcome could not be taken.");
    }
  }

  private void putBack(JobExecution execution, Duration wait, String error) {
    persist(execution, () -> repository.putBack(execution.leased(), wait, bounded(error)));
  }

  /** Repeats {@code write} while it fails, until the lease is lost. */
  private static void persist(JobExecution execution, Runnable write) {
    Duration pause = FIRST_PAUSE;
    for (int tries = 1; !execution.isLost(); tries++) {
      try {
        write.run();
        return;
      } catch (RuntimeException fault) {
        if (tries == MAX_TRIES || isRefusal(fault) || !slept(pause)) {
          throw fault;
        }
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }

  /** Whether it says no, rather than not now. */
  private static boolean isRefusal(RuntimeException fault) {
    return fault instanceof ProblemException problem
        && problem.type() != ProblemType.UNAVAILABLE
        && problem.type() != ProblemType.OUTCOME_UNKNOWN;
  }

  private static boolean slept(Duration pause) {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Leaves it to other nodes at once. */
  void giveUp(LeasedJob leased) {
    repository.giveUp(List.of(leased));
  }

  void stray() {
    slots.stray();
  }

  void cameBack() {
    slots.cameBack();
  }

  private static String bounded(String error) {
    // PostgreSQL's text holds no NUL
    String text = error.replace('\0', ' ');
    return text.length() <= MAX_ERROR_LENGTH ? text : text.substring(0, MAX_ERROR_LENGTH) + "…";
  }
}
