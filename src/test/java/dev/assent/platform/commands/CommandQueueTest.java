package dev.assent.platform.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test writes what waits. */
@Timeout(30)
class CommandQueueTest {
  private record Word(String text) implements Command<String> {
    @Override
    public Class<String> answerType() {
      return String.class;
    }

    @Override
    public @Nullable IdempotencyKey idempotencyKey() {
      return null;
    }
  }

  private final CommandQueue queue = new CommandQueue();

  @BeforeEach
  void clock() {
    queue.clock = new Clock();
  }

  @Test
  void those_that_come_as_many_do_not_stand_before_one_that_comes_alone() throws Exception {
    var many =
        CompletableFuture.supplyAsync(
            () -> queue.submitAll(List.of(new Word("a"), new Word("b"), new Word("c"))));
    while (queue.length() < 3) {
      Thread.onSpinWait();
    }
    var alone = CompletableFuture.supplyAsync(() -> queue.submit(new Word("alone")));

    assertThat(written(0)).isEqualTo(List.of("alone"));
    assertThat(alone.get()).isEqualTo("alone");
    assertThat(written(1)).isEqualTo(List.of("a", "b", "c"));
    assertThat(many.get())
        .containsExactly(new Outcome.Done<>("a"), new Outcome.Done<>("b"), new Outcome.Done<>("c"));
  }

  @Test
  void two_that_bring_many_have_a_lane_each() throws Exception {
    var first = CompletableFuture.supplyAsync(() -> queue.submitAll(List.of(new Word("a"))));
    while (queue.length() < 1) {
      Thread.onSpinWait();
    }
    var second = CompletableFuture.supplyAsync(() -> queue.submitAll(List.of(new Word("b"))));

    assertThat(written(0)).isEqualTo(List.of("b"));
    assertThat(written(1)).isEqualTo(List.of("a"));
    assertThat(first.get()).hasSize(1);
    assertThat(second.get()).hasSize(1);
  }

  /** Takes what waits in a lane and answers it. */
  private List<String> written(int lane) throws InterruptedException {
    return queue.take(lane).stream()
        .map(
            submission -> {
              String text = ((Word) submission.command()).text();
              answer(submission, text);
              return text;
            })
        .toList();
  }

  @SuppressWarnings("unchecked") // every command of this test is a word
  private static void answer(Submission<?> submission, String text) {
    ((Submission<String>) submission).result(text);
    submission.tell();
  }
}
