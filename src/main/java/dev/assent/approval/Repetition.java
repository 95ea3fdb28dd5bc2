package dev.assent.approval;

import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a request that is sent again be answered as the first time, even when its route could not be
 * found any more: routes are found before the command that knows the Idempotency-Key.
 */
@ApplicationScoped
public class Repetition {
  @Inject private IdempotentTransaction transaction;

  /** What {@code attempt} answers; one statement more, and only when it is refused. */
  ApprovalView answer(@Nullable IdempotencyKey key, Supplier<ApprovalView> attempt) {
    try {
      return attempt.get();
    } catch (ProblemException refusal) {
      if (key == null) {
        throw refusal;
      }
      return transaction.answered(key, ApprovalView.class).orElseThrow(() -> refusal);
    }
  }
}
