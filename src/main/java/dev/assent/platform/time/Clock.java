package dev.assent.platform.time;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The one place that reads the time. For saying when something happened, in microseconds as
 * PostgreSQL keeps them. What correctness needs (leases, the order of the journal) goes by the
 * database's own clock and transactions, because the clocks of two nodes differ.
 */
@ApplicationScoped
public class Clock {
  public Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** Nanoseconds of a clock that never goes back; for measuring how long something takes. */
  public long nanoTime() {
    return System.nanoTime();
  }
}
