package dev.assent.consensus;

/** How a ballot is voted and counted. */
public enum VotingMethod {
  /** One option each; every vote counts alike. */
  SIMPLE,
  /** One option each; a vote counts as much as its voter weighs. */
  WEIGHTED,
  /** Every option is scored from 0 to 10 by every criterion; the best mean wins. */
  MULTI_CRITERIA,
  /** Any number of options; the one that most approve of wins. */
  APPROVAL,
  /** The options in an order; counted after Schulze. Why: docs/decisions/0010-ranked-ballots.md. */
  RANKED;

  /** Whether weights may differ. */
  boolean isWeighted() {
    return this != SIMPLE;
  }

  /** Whether the outcome can be certain before all have voted. */
  boolean isForeseeable() {
    return this == SIMPLE || this == WEIGHTED;
  }
}
