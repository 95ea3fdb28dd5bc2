package dev.assent.platform.commands;

/**
 * Applies one kind of command to what the batch has loaded. Called by the writer's thread only,
 * inside its transaction; must not touch the database: reading is done by then, writing comes
 * after.
 */
public interface CommandHandler<C extends Command<R>, R> {
  Class<C> commandType();

  /**
   * Applies {@code command}.
   *
   * @throws dev.assent.platform.problem.ProblemException to refuse it, before or after changes:
   *     those are undone
   */
  R handle(C command, Batch batch);
}
