package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A repository's part in a batch: what it reads before the commands are applied, and what it writes
 * afterwards.
 */
public interface BatchParticipant {
  /** Participants load in ascending order; whoever locks goes first. */
  int order();

  /** Adds the queries that the batch's commands need. */
  void load(Batch batch, LoadPlan plan);

  /**
   * Adds what the first reads have shown to be missing, such as a document that is not in a cache.
   * Costs a round trip only when somebody adds something.
   */
  default void loadMissing(Batch batch, LoadPlan plan) {}

  /**
   * What a violated constraint means to whoever asked for the change; null when it is none that a
   * caller can cause.
   *
   * @param message PostgreSQL's, which names the constraint
   */
  default @Nullable ProblemException refusal(String message) {
    return null;
  }

  /** Adds what has changed. */
  void write(Batch batch, WritePlan plan);
}
