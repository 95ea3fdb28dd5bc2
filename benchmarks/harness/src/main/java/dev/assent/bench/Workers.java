package dev.assent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** Threads that begin together. */
final class Workers {
  /** What each of them does. */
  @FunctionalInterface
  interface Job {
    /**
     * @param begin by {@link System#nanoTime}
     */
    void run(int worker, Tally tally, long begin) throws InterruptedException;
  }

  private Workers() {}

  /** Returns when the last has ended. */
  static Window run(int count, long millis, ThreadFactory threads, Job job)
      throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    List<Tally> tallies = new ArrayList<>();
    List<Thread> running = new ArrayList<>();
    long[] begin = new long[1];
    for (int i = 0; i < count; i++) {
      int worker = i;
      Tally tally = new Tally();
      tallies.add(tally);
      Thread thread =
          threads.newThread(
              () -> {
                try {
                  gate.await();
                  job.run(worker, tally, begin[0]);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.start();
      running.add(thread);
    }
    begin[0] = System.nanoTime();
    gate.countDown();
    for (Thread thread : running) {
      thread.join();
    }
    return Tally.window(tallies, System.nanoTime() - begin[0], millis * 1_000_000 / 2);
  }
}
