package dev.assent.platform.commands;

/** What came of one of many commands. */
public sealed interface Outcome<R> {
  /** It is committed, and answered as it would have been alone. */
  record Done<R>(R answer) implements Outcome<R> {}

  /**
   * It was refused, by a {@link dev.assent.platform.problem.ProblemException}, or could not be
   * done.
   */
  record Failed<R>(Throwable fault) implements Outcome<R> {}
}
