package dev.assent.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Kills the server while a replay goes on, so many times, evenly spread over the cases. A kill that
 * falls due while the server is still starting waits for it.
 */
final class Outages implements LongConsumer, AutoCloseable {

  private final OwnServer server;
  private final int kills;
  private final long cases;
  private final ExecutorService killer = Executors.newSingleThreadExecutor();
  private final List<Future<?>> ordered = new ArrayList<>();

  Outages(OwnServer server, int kills, long cases) {
    this.server = server;
    this.kills = kills;
    this.cases = cases;
  }

  @Override
  public synchronized void accept(long done) {
    if (ordered.size() < kills && done * (kills + 1) >= cases * (ordered.size() + 1)) {
      ordered.add(
          killer.submit(
              () -> {
                server.killAndStart();
                return null;
              }));
    }
  }

  /** Waits for the last start; yields how often the server was killed. */
  int await() throws InterruptedException {
    List<Future<?>> all;
    synchronized (this) {
      all = List.copyOf(ordered);
    }
    for (var one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the server did not come back", e.getCause());
      }
    }
    return all.size();
  }

  @Override
  public void close() throws InterruptedException {
    killer.shutdownNow();
    if (!killer.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the killing of the server does not end");
    }
  }
}
