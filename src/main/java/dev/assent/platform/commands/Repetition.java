package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a request that is sent again be answered as the first time, even when what it looks up could
 * not be found any more: look-ups come before the command that knows the Idempotency-Key.
 */
@ApplicationScoped
public class Repetition {
  @Inject private IdempotentTransaction transaction;

  /** What {@code attempt} answers; one statement more, and only when it is refused. */
  public <R> R answer(@Nullable IdempotencyKey key, Class<R> answerType, Supplier<R> attempt) {
    try {
      return attempt.get();
    } catch (ProblemException refusal) {
      if (key == null) {
        throw refusal;
      }
      return transaction.answered(key, answerType).orElseThrow(() -> refusal);
    }
  }
}
