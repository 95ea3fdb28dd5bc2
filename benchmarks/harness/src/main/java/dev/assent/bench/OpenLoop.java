package dev.assent.bench;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Approvals at a rate, whether or not earlier ones have been answered: each is started when it is
 * due and decided {@link #THOUGHT} after that. Latencies count from when the call was due, not from
 * when a caller was free for it, and so are free of coordinated omission (Gil Tene, "How NOT to
 * measure latency"); with fewer callers than calls at a time, the waiting counts as well.
 */
public final class OpenLoop {
  /** From when an approval is due to be started to when it is due to be decided. */
  static final long THOUGHT = TimeUnit.MILLISECONDS.toNanos(500);

  private final Approvals approvals;
  private final long nanos;
  private final double period;
  private final long lag;
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, CompletableFuture<String>> started = new ConcurrentHashMap<>();

  private OpenLoop(Approvals approvals, Order order) {
    this.approvals = approvals;
    this.nanos = order.millis() * 1_000_000;
    this.period = 1e9 / order.rate();
    this.lag = (long) Math.ceil(THOUGHT / period);
  }

  public static Window run(Approvals approvals, Order order, ThreadFactory threads)
      throws InterruptedException {
    OpenLoop loop = new OpenLoop(approvals, order);
    return Workers.run(order.clients(), order.millis(), threads, loop::work);
  }

  /** Tickets: the even ones start an approval, the odd ones decide that of {@code lag} before. */
  private void work(int worker, Tally tally, long begin) {
    while (true) {
      long ticket = next.getAndIncrement();
      boolean starts = ticket % 2 == 0;
      long number = ticket / 2;
      long due = begin + (long) (number * period + (starts ? 0 : period / 2));
      if (number * period >= nanos + lag * period) {
        return;
      }
      if (starts ? number * period >= nanos : number < lag) {
        continue;
      }
      awaitTime(due);
      try {
        if (starts) {
          start(worker, number);
          tally.watch.record("start", System.nanoTime() - due);
        } else {
          CompletableFuture<String> approval = future(number - lag);
          approvals.decide(worker, approval.get(60, TimeUnit.SECONDS));
          started.remove(number - lag);
          long now = System.nanoTime();
          tally.operations++;
          tally.firstHalf += now - begin < nanos / 2 ? 1 : 0;
          tally.watch.record("decide", now - due);
        }
      } catch (Exception | LinkageError e) {
        tally.failed(e);
      }
    }
  }

  private void start(int worker, long number) throws Exception {
    CompletableFuture<String> approval = future(number);
    try {
      approval.complete(approvals.start(worker));
    } catch (Exception e) {
      approval.completeExceptionally(e);
      throw e;
    }
  }

  private CompletableFuture<String> future(long number) {
    return started.computeIfAbsent(number, any -> new CompletableFuture<>());
  }

  private static void awaitTime(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
