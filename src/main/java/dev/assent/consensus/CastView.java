package dev.assent.consensus;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a vote is answered with; small, because there are many.
 *
 * @param changed whether it takes the place of an earlier vote
 * @param status of the ballot after the vote
 * @param round of the ballot after the vote: another one when the vote has ended its own
 */
public record CastView(
    UUID ballotId,
    String voter,
    boolean changed,
    Instant castAt,
    BallotState status,
    int round,
    @Nullable String decision) {}
