package dev.assent.identity;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/**
 * Writes failed logins to the log, at most so many a minute: whoever guesses must not fill the
 * disk. Thread-safe.
 */
final class FailedLogins {
  private static final Logger LOG = Logger.getLogger(FailedLogins.class.getName());
  private static final int PER_MINUTE = 60;

  private static final AtomicLong MINUTE = new AtomicLong();
  private static final AtomicInteger WRITTEN = new AtomicInteger();
  private static final AtomicInteger LEFT_OUT = new AtomicInteger();

  private FailedLogins() {}

  static void log(String by, String tenant, String user) {
    long minute = System.nanoTime() / 60_000_000_000L;
    if (MINUTE.getAndSet(minute) != minute) {
      WRITTEN.set(0);
      int leftOut = LEFT_OUT.getAndSet(0);
      if (leftOut > 0) {
        LOG.info(() -> leftOut + " more failed logins were not logged");
      }
    }
    if (WRITTEN.incrementAndGet() <= PER_MINUTE) {
      LOG.info(
          () -> "failed login by " + by + ": " + Names.forLog(tenant) + "/" + Names.forLog(user));
    } else {
      LEFT_OUT.incrementAndGet();
    }
  }
}
