package dev.assent.platform.jobs;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes this node's runner: there may be something to lease. Thread-safe. */
@ApplicationScoped
public class JobBell {
  private final Semaphore rung = new Semaphore(0);

  public void ring() {
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  /** Waits until it has rung since it was last waited for, at most {@code nanos}. */
  void await(long nanos) throws InterruptedException {
    if (rung.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
      rung.drainPermits();
    }
  }
}
