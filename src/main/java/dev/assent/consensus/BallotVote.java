package dev.assent.consensus;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A vote as it was cast. A later one of the same voter in the same round takes its place; both are
 * kept.
 *
 * @param number within the round, from 1, in the order in which they were cast
 */
public record BallotVote(
    int round, int number, String voter, BigDecimal weight, WrittenChoice written, Instant at) {

  /** What is voted. Only where it was read. */
  public Choice choice() {
    return written.choice();
  }
}
