package dev.assent.platform.jobs;

import java.time.Duration;

/**
 * A job that this node has leased.
 *
 * @param fence counts the leases; what comes with an older one is not taken
 */
record LeasedJob(Job job, String lane, long fence, RetryPolicy retry) {
  /** How often more than its policy says it may be begun because nothing came of it before. */
  static final int MAX_LOST = 10;

  /** Whether it is begun over and over, and the node lost or the outcome refused each time. */
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
