package dev.assent.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts wrong passwords per account and minute. An attempt counts from its beginning, so that many
 * guesses at once are not all let through before the first of them fails; a right one takes its
 * count back. Thread-safe.
 */
final class LoginThrottle {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MAX_ACCOUNTS = 100_000;

  private record Window(long since, AtomicInteger attempts) {}

  private final int limit;
  private final Ticker ticker;
  private final Cache<AccountKey, Window> windows;

  LoginThrottle(int limit, Ticker ticker) {
    this.limit = limit;
    this.ticker = ticker;
    this.windows =
        Caffeine.newBuilder()
            .maximumSize(MAX_ACCOUNTS)
            .expireAfterWrite(WINDOW)
            .ticker(ticker)
            .build();
  }

  /**
   * @throws ProblemException TOO_MANY_REQUESTS after too many wrong passwords
   */
  void begin(AccountKey account) {
    Window window = windows.get(account, key -> new Window(ticker.read(), new AtomicInteger()));
    if (window.attempts().incrementAndGet() > limit) {
      window.attempts().decrementAndGet();
      Duration left = WINDOW.minusNanos(ticker.read() - window.since());
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "Too many wrong passwords for this account; try again later.")
          .withRetryAfter(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
    }
  }

  /** The attempt was not a wrong password: it was right, or could not be checked. */
  void takeBack(AccountKey account) {
    Window window = windows.getIfPresent(account);
    if (window != null) {
      window.attempts().updateAndGet(n -> Math.max(0, n - 1));
    }
  }

  /** Whether wrong passwords have come lately. */
  boolean isSuspicious(AccountKey account) {
    Window window = windows.getIfPresent(account);
    return window != null && window.attempts().get() > 0;
  }
}
