package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import java.util.Map;

/**
 * Writing showed what loading could not: the transaction is rolled back and done again without the
 * blamed commands.
 */
public final class Conflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<Submission<?>, ProblemException> blamed;

  /** With nobody to blame, everything is simply done again with fresh rows. */
  public Conflict(Map<Submission<?>, ProblemException> blamed) {
    super("conflict while writing", null, false, false);
    this.blamed = Map.copyOf(blamed);
  }

  Map<Submission<?>, ProblemException> blamed() {
    return blamed;
  }
}
