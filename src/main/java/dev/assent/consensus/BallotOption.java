package dev.assent.consensus;

import org.jspecify.annotations.Nullable;

/**
 * What can be voted for.
 *
 * @param meaning in a ballot on yes or no, which of the two this option is
 */
public record BallotOption(String id, @Nullable String label, @Nullable Meaning meaning) {

  /** What follows when the option wins. */
  public enum Meaning {
    APPROVE,
    REJECT
  }
}
