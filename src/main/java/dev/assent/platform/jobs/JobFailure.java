package dev.assent.platform.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why an attempt failed, and whether another may succeed. */
public final class JobFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;
  private final @Nullable Duration retryAfter;

  /**
   * @param detail is stored and shown to people: no secrets
   * @param retryAfter how long the receiver asked to be left alone
   */
  public JobFailure(boolean retryable, String detail, @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.retryable = retryable;
    this.retryAfter = retryAfter;
  }

  /** One that may pass. */
  public static JobFailure passing(String detail) {
    return new JobFailure(true, detail, null);
  }

  /** One that every attempt would meet. */
  public static JobFailure lasting(String detail) {
    return new JobFailure(false, detail, null);
  }

  public boolean isRetryable() {
    return retryable;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
