package dev.assent.bench;

import java.util.concurrent.ThreadFactory;

/** So many callers, each of whom calls again when answered. */
public final class ClosedLoop {
  private ClosedLoop() {}

  public static Window run(Work work, Order order, ThreadFactory threads)
      throws InterruptedException {
    long nanos = order.millis() * 1_000_000;
    return Workers.run(
        order.clients(),
        order.millis(),
        threads,
        (worker, tally, begin) -> {
          long now = System.nanoTime();
          while (now - begin < nanos) {
            long then = now;
            boolean done = attempt(work, worker, tally);
            now = System.nanoTime();
            if (done) {
              tally.operations++;
              tally.firstHalf += now - begin < nanos / 2 ? 1 : 0;
              tally.watch.record(Stopwatch.WHOLE, now - then);
            } else {
              Thread.sleep(1); // what fails fails fast: do not let it take the machine
            }
          }
        });
  }

  private static boolean attempt(Work work, int worker, Tally tally) throws InterruptedException {
    try {
      work.once(worker, tally.watch);
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      tally.failed(e);
      return false;
    }
  }
}
