package dev.assent.platform.commands;

import java.util.function.BiFunction;

/**
 * How one kind of command is applied to what the batch has loaded. Called by the writer's thread
 * only, inside its transaction; must not touch the database: reading is done by then, writing comes
 * after. It refuses by a {@link dev.assent.platform.problem.ProblemException}, before or after
 * changes: those are undone.
 */
public record CommandHandler<C extends Command<R>, R>(
    Class<C> commandType, BiFunction<C, Batch, R> verb) {

  R handle(Command<?> command, Batch batch) {
    return verb.apply(commandType.cast(command), batch);
  }
}
