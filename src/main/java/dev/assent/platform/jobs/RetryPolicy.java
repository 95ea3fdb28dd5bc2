package dev.assent.platform.jobs;

import java.time.Duration;

/**
 * How often and how long a job is tried.
 *
 * @param attempts most executions, the first included
 * @param backoff before the second attempt; doubled before each further one
 * @param maxBackoff most of it
 * @param timeout of one attempt
 */
public record RetryPolicy(int attempts, Duration backoff, Duration maxBackoff, Duration timeout) {
  /** Longest wait that a receiver's Retry-After can ask for. */
  static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

  public RetryPolicy {
    if (attempts < 1 || backoff.isNegative() || maxBackoff.isNegative() || !isPositive(timeout)) {
      throw new IllegalArgumentException("not a policy: " + attempts + " attempts, " + timeout);
    }
  }

  /** One attempt, for what cannot fail, such as a timer. */
  public static RetryPolicy once(Duration timeout) {
    return new RetryPolicy(1, Duration.ZERO, Duration.ZERO, timeout);
  }

  /**
   * How long to wait after the {@code failed}-th attempt.
   *
   * @param chance from 0 to 1: half of the wait is left to it, so that jobs that failed together do
   *     not come again together
   */
  Duration waitAfter(int failed, double chance) {
    long most = maxBackoff.toMillis();
    long wait = backoff.toMillis();
    for (int i = 1; i < failed && wait < most; i++) {
      wait = Math.min(most, wait * 2);
    }
    wait = Math.min(most, wait);
    return Duration.ofMillis(wait / 2 + Math.round(wait / 2.0 * chance));
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
