package dev.assent.platform.jobs;

import java.time.Duration;

/**
 * A job that this node has leased.
 *
 * @param fence counts the leases; what comes with an older one is not taken
 */
record LeasedJob(Job job, String lane, long fence, RetryPolicy retry) {
  /** Leases that may be lost, with their nodes, before it counts as what makes nodes get lost. */
  static final int MAX_LOST = 10;

  /** Whether it was leased over and over without anybody ever saying what came of it. */
  boolean isLostTooOften() {
    return job.attempt() > retry.attempts() + MAX_LOST;
  }

  boolean hasAttemptsLeft() {
    return job.attempt() < retry.attempts();
  }

  Duration timeout() {
    return retry.timeout();
  }
}
