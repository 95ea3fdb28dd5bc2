package dev.assent.consensus;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A vote as it was cast. A later one of the same voter in the same round takes its place; both are
 * kept.
 *
 * @param number within the round, from 1, in the order in which they were cast
 * @param choice null where it was not read because it is not needed
 */
public record BallotVote(
    int round, int number, String voter, BigDecimal weight, @Nullable Choice choice, Instant at) {}
