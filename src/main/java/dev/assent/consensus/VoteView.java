package dev.assent.consensus;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A vote of an open ballot as it is listed.
 *
 * @param number within the round; a later one of the same voter takes an earlier one's place
 */
public record VoteView(
    int round, int number, String voter, BigDecimal weight, Choice choice, Instant castAt) {}
