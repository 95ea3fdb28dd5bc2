package dev.assent.platform.commands;

import org.jspecify.annotations.Nullable;

/**
 * A change that someone asked for, as a value.
 *
 * @param <R> its answer: a record that {@code Json} can write and read back, because an idempotent
 *     repetition is answered with what was stored
 */
public interface Command<R> {
  Class<R> answerType();

  /** The key under which the answer is kept for repetitions; null when the caller gave none. */
  @Nullable IdempotencyKey idempotencyKey();
}
