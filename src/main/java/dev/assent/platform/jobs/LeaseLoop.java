package dev.assent.platform.jobs;

import dev.assent.platform.jobs.JobRepository.Leased;
import dev.assent.platform.jobs.JobSlots.Vacancy;
import dev.assent.platform.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Leases what is due and has it executed, extends the leases of what runs, and ends what takes too
 * long. One thread runs it; it sleeps until it is rung for, or something is due, or {@link #POLL}
 * is over.
 */
final class LeaseLoop {
  /**
   * How long other nodes' jobs may wait for this one to notice them, and lost leases for anybody.
   */
  static final Duration POLL = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(LeaseLoop.class.getName());

  /** What the loop works with. */
  record Parts(
      JobRepository repository,
      JobSettlement settlement,
      JobSlots slots,
      Map<String, JobExecutor> executors,
      JobBell bell,
      Clock clock) {}

  private final Parts parts;
  private final JobsConfig config;
  private final String node;
  private final Executor threads;
  private final Set<JobExecution> running = ConcurrentHashMap.newKeySet();

  /** How many executions have ended. */
  private final AtomicLong ends = new AtomicLong();

  /** Whether a slot that becomes free is news: more was due than could be leased. */
  private volatile boolean tight;

  private volatile boolean stopped;
  private long extendAt;

  /**
   * @param node what {@code leased_by} says
   * @param threads runs what it is given at once, however much that is
   */
  LeaseLoop(Parts parts, JobsConfig config, String node, Executor threads) {
    this.parts = parts;
    this.config = config;
    this.node = node;
    this.threads = threads;
  }

  /** Goes on until {@link #stop}, or until its thread is interrupted. */
  void run() {
    while (!stopped) {
      try {
        long wait = turn();
        if (wait > 0) {
          parts.bell().await(wait);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | OutOfMemoryError fault) {
        // the database may be away for a while; jobs wait, and the metric shows for how long
        LOG.log(Level.WARNING, "leasing jobs failed and is tried again: {0}", fault.toString());
        if (!paused()) {
          return;
        }
      }
    }
  }

  /** Does what there is to do now; answers for how many nanoseconds there is nothing. */
  private long turn() {
    watch();
    extend();
    long endsBefore = ends.get();
    Vacancy vacancy = parts.slots().vacancy();
    if (vacancy.isNone()) {
      tight = true;
      return ends.get() == endsBefore ? untilWatch(POLL.toNanos()) : 0;
    }
    long before = parts.clock().nanoTime();
    Leased leased = parts.repository().lease(vacancy, node, config.lease(), parts.clock().now());
    for (LeasedJob job : leased.jobs()) {
      begin(job, before + config.lease().toNanos());
    }
    tight = vacancy.isTightFor(leased.jobs());
    if (leased.recovered() > 0 || (tight && ends.get() != endsBefore)) {
      return 0;
    }
    Duration next = leased.untilNext();
    return untilWatch(next == null || next.compareTo(POLL) > 0 ? POLL.toNanos() : next.toNanos());
  }

  private void begin(LeasedJob leased, long leasedUntil) {
    JobExecutor executor = parts.executors().get(leased.job().kind());
    if (executor == null) {
      throw new IllegalStateException("leased a job of kind " + leased.job().kind());
    }
    parts.slots().take(leased);
    JobExecution execution =
        new JobExecution(
            leased, executor, parts.settlement(), parts.clock(), leasedUntil, this::ended);
    running.add(execution);
    try {
      threads.execute(execution);
    } catch (RuntimeException | OutOfMemoryError noThread) {
      ended(execution);
      throw noThread;
    }
  }

  private void ended(JobExecution execution) {
    running.remove(execution);
    parts.slots().free(execution.leased());
    ends.incrementAndGet();
    if (tight) {
      parts.bell().ring();
    }
  }

  private void watch() {
    for (JobExecution execution : running) {
      JobResult abandoned = execution.watch();
      if (abandoned != null) {
        threads.execute(() -> execution.settle(abandoned));
      }
    }
  }

  /** At a third of the lease, so that two may fail. */
  private void extend() {
    long before = parts.clock().nanoTime();
    if (running.isEmpty()) {
      extendAt = before + config.lease().toNanos() / 3;
    } else if (before - extendAt >= 0) {
      Collection<JobExecution> leases = Set.copyOf(running);
      Set<UUID> ours =
          parts
              .repository()
              .extend(leases.stream().map(JobExecution::leased).toList(), config.lease());
      for (JobExecution execution : leases) {
        if (ours.contains(execution.leased().job().id())) {
          execution.extended(before + config.lease().toNanos());
        } else {
          execution.lose();
        }
      }
      extendAt = before + config.lease().toNanos() / 3;
    }
  }

  private long untilWatch(long most) {
    long now = parts.clock().nanoTime();
    long until = Math.min(most, Math.max(1, extendAt - now));
    for (JobExecution execution : running) {
      until = Math.min(until, execution.untilWatch(now));
    }
    return until;
  }

  private boolean paused() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Leases nothing more. */
  void stop() {
    stopped = true;
    parts.bell().ring();
  }

  /**
   * Interrupts what runs, and waits for it to be settled or left to others; after {@link #stop}.
   *
   * @return whether all of it was, within {@code patience}
   */
  boolean end(Duration patience) throws InterruptedException {
    running.forEach(JobExecution::stop);
    long giveUpAt = parts.clock().nanoTime() + patience.toNanos();
    while (!running.isEmpty() && parts.clock().nanoTime() - giveUpAt < 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return running.isEmpty();
  }
}
