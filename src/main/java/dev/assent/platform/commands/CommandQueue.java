package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The commands that wait for {@link CommandWriter}. Thread-safe. No EJB: every request comes
 * through here, and a call through the container's proxies cost a tenth of what a request does.
 */
@ApplicationScoped
public class CommandQueue {
  /**
   * Most commands in one transaction. 16, 64 and 256 measured the same; fewer make a redo cheaper.
   */
  public static final int MAX_BATCH = 64;

  /**
   * Most commands that wait: a second's work or two. More would only wait longer than their callers
   * do.
   */
  static final int CAPACITY = 4096;

  /** Most of them that came by {@link #submitAll}, of all callers together. */
  static final int MAX_OF_MANY = CAPACITY / 8;

  private static final Duration MAX_WAIT = Duration.ofSeconds(25);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /**
   * The lanes of those that wait, each with a thread that writes them. A command that comes alone
   * takes the first: more threads would share what waits and so write fewer commands in each
   * transaction, which costs more than it gains. Those that come as {@link #submitAll many} fill
   * transactions whatever their lane is, and take the emptier one, rather the last: there they do
   * not stand before others.
   */
  static final int LANES = 2;

  private final List<BlockingQueue<Submission<?>>> lanes = new ArrayList<>();
  private final Semaphore places = new Semaphore(MAX_OF_MANY);

  @Inject Clock clock;

  private final Set<Thread> writers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public CommandQueue() {
    for (int i = 0; i < LANES; i++) {
      lanes.add(new ArrayBlockingQueue<>(CAPACITY));
    }
  }

  /**
   * Has {@code command} done and waits for its commit.
   *
   * @throws ProblemException the command's refusal; {@code UNAVAILABLE} at once when the queue is
   *     full; {@code OUTCOME_UNKNOWN} when it could not be learnt whether it was committed
   */
  public <R> R submit(Command<R> command) {
    requireNotWriter();
    Submission<R> submission = new Submission<>(command);
    BlockingQueue<Submission<?>> waiting = lanes.get(0);
    if (closed || !waiting.offer(submission)) {
      throw unavailable("The server has more to write than it can at the moment.");
    }
    try {
      return submission.answer().get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a command failed", e.getCause());
    } catch (TimeoutException e) {
      if (waiting.remove(submission)) {
        throw unavailable("The change waited too long and was not begun.");
      }
      throw BatchTransaction.outcomeUnknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BatchTransaction.outcomeUnknown();
    }
  }

  /**
   * Has all of {@code commands} done, in their order, and waits for the last commit, at most as
   * long as for one command. They share transactions with whatever else waits; each is refused or
   * fails for itself.
   *
   * @return one outcome for each, in their order; what there was no time for has failed as {@code
   *     UNAVAILABLE}
   */
  public <R> List<Outcome<R>> submitAll(List<? extends Command<R>> commands) {
    requireNotWriter();
    return new Convoy<R>(
            emptierLane(),
            places,
            () -> closed,
            clock::nanoTime,
            clock.nanoTime() + MAX_WAIT.toNanos())
        .bring(commands);
  }

  private BlockingQueue<Submission<?>> emptierLane() {
    BlockingQueue<Submission<?>> emptier = lanes.get(0);
    for (BlockingQueue<Submission<?>> lane : lanes) {
      emptier = lane.size() <= emptier.size() ? lane : emptier;
    }
    return emptier;
  }

  private void requireNotWriter() {
    if (writers.contains(Thread.currentThread())) {
      throw new IllegalStateException("a command must not wait for another command");
    }
  }

  /** How many commands wait. */
  public int length() {
    return lanes.stream().mapToInt(BlockingQueue::size).sum();
  }

  /** Names a thread that writes commands, which must not wait for one. */
  void writtenBy(Thread thread) {
    writers.add(thread);
  }

  /**
   * Waits for a command in a lane and takes it with what waits behind it, at most {@link
   * #MAX_BATCH}.
   */
  List<Submission<?>> take(int lane) throws InterruptedException {
    List<Submission<?>> batch = new ArrayList<>(MAX_BATCH);
    batch.add(lanes.get(lane).take());
    lanes.get(lane).drainTo(batch, MAX_BATCH - 1);
    return List.copyOf(batch);
  }

  /** Takes no more commands. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Answers those that wait that nobody will write them. */
  void refuseAll() {
    List<Submission<?>> left = new ArrayList<>();
    lanes.forEach(lane -> lane.drainTo(left));
    left.forEach(s -> s.fail(unavailable("The server is stopping.")));
  }

  static ProblemException unavailable(String detail) {
    return new ProblemException(ProblemType.UNAVAILABLE, detail).withRetryAfter(RETRY_AFTER);
  }
}
