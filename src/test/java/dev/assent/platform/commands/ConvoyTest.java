package dev.assent.platform.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many commands through a queue whose writer is the test's own. */
class ConvoyTest {
  private record Count(int number) implements Command<Integer> {
    @Override
    public Class<Integer> answerType() {
      return Integer.class;
    }

    @Override
    public IdempotencyKey idempotencyKey() {
      return null;
    }
  }

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final BlockingQueue<Submission<?>> queue =
      new ArrayBlockingQueue<>(CommandQueue.CAPACITY);
  private final Semaphore places = new Semaphore(CommandQueue.MAX_OF_MANY);
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger most = new AtomicInteger();
  private final List<Integer> written = new ArrayList<>();
  private Thread writer;

  @AfterEach
  void stop() throws InterruptedException {
    if (writer != null) {
      writer.interrupt();
      writer.join();
    }
  }

  @Test
  void brings_all_in_their_order_and_few_at_once() {
    write(queue);

    List<Outcome<Integer>> outcomes = convoy(PATIENCE).bring(counts(1000));

    assertThat(outcomes).hasSize(1000);
    for (int i = 0; i < 1000; i++) {
      if (i % 10 == 7) {
        assertThat(outcomes.get(i)).isInstanceOf(Outcome.Failed.class);
      } else {
        assertThat(outcomes.get(i)).isEqualTo(new Outcome.Done<>(i));
      }
    }
    assertThat(written).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    assertThat(most.get()).isBetween(1, Convoy.MAX_UNDER_WAY);
    assertThat(places.availablePermits()).isEqualTo(CommandQueue.MAX_OF_MANY);
  }

  @Test
  void waits_while_others_have_all_places_or_the_queue_is_full() {
    BlockingQueue<Submission<?>> narrow = new ArrayBlockingQueue<>(3);
    Semaphore one = new Semaphore(1);
    write(narrow);

    assertThat(
            new Convoy<Integer>(narrow, one, stopped::get, System::nanoTime, end(PATIENCE))
                .bring(counts(7)))
        .allMatch(outcome -> outcome instanceof Outcome.Done);
    assertThat(
            new Convoy<Integer>(narrow, places, stopped::get, System::nanoTime, end(PATIENCE))
                .bring(counts(7)))
        .allMatch(outcome -> outcome instanceof Outcome.Done);
    assertThat(one.availablePermits()).isEqualTo(1);
  }

  @Test
  void does_not_begin_what_there_is_no_time_for() {
    List<Outcome<Integer>> outcomes = convoy(TimeUnit.MILLISECONDS.toNanos(100)).bring(counts(300));

    assertThat(outcomes).hasSize(300).allMatch(o -> refusal(o) == ProblemType.UNAVAILABLE);
    assertThat(queue).as("nothing of it is done later").isEmpty();
    assertThat(places.availablePermits()).isEqualTo(CommandQueue.MAX_OF_MANY);
  }

  @Test
  void does_not_claim_to_know_what_came_of_a_command_that_is_being_written() {
    Thread slow =
        new Thread(
            () -> {
              try {
                queue.take();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    slow.start();
    writer = slow;

    List<Outcome<Integer>> outcomes = convoy(TimeUnit.MILLISECONDS.toNanos(300)).bring(counts(5));

    assertThat(refusal(outcomes.get(0))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
    assertThat(outcomes.subList(1, 5)).allMatch(o -> refusal(o) == ProblemType.UNAVAILABLE);
  }

  @Test
  void begins_nothing_once_the_queue_has_stopped() {
    stopped.set(true);
    assertThat(convoy(PATIENCE).bring(counts(5)))
        .hasSize(5)
        .allMatch(o -> refusal(o) == ProblemType.UNAVAILABLE);
  }

  private Convoy<Integer> convoy(long patience) {
    return new Convoy<>(queue, places, stopped::get, System::nanoTime, end(patience));
  }

  private static long end(long patience) {
    return System.nanoTime() + patience;
  }

  private static List<Count> counts(int number) {
    return IntStream.range(0, number).mapToObj(Count::new).toList();
  }

  private static ProblemType refusal(Outcome<?> outcome) {
    return outcome instanceof Outcome.Failed<?> failed
            && failed.fault() instanceof ProblemException problem
        ? problem.type()
        : null;
  }

  /** Answers with the number; every tenth is refused. */
  @SuppressWarnings("unchecked")
  private void write(BlockingQueue<Submission<?>> from) {
    writer =
        new Thread(
            () -> {
              try {
                while (true) {
                  List<Submission<?>> batch = new ArrayList<>();
                  batch.add(from.take());
                  from.drainTo(batch, CommandQueue.MAX_BATCH - 1);
                  most.accumulateAndGet(batch.size() + from.size(), Math::max);
                  for (Submission<?> s : batch) {
                    int number = ((Count) s.command()).number();
                    written.add(number);
                    if (number % 10 == 7) {
                      s.refuse(ProblemException.notFound("number", number));
                    } else {
                      ((Submission<Integer>) s).result(number);
                    }
                    s.tell();
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    writer.start();
  }
}
