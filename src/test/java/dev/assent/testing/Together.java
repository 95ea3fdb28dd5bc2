package dev.assent.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does things at the same moment. */
public final class Together implements AutoCloseable {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Begins all of {@code actions} at once and waits for their answers, in their order. */
  public <T> List<T> run(List<Callable<T>> actions) throws InterruptedException {
    var start = new CyclicBarrier(actions.size());
    List<Future<T>> running = new ArrayList<>();
    for (var action : actions) {
      running.add(
          threads.submit(
              () -> {
                start.await();
                return action.call();
              }));
    }
    List<T> answers = new ArrayList<>();
    for (var answer : running) {
      try {
        answers.add(answer.get());
      } catch (ExecutionException e) {
        throw new AssertionError("one of those that ran together failed", e.getCause());
      }
    }
    return answers;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
