package dev.assent.consensus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a ballot, which never change.
 *
 * @param secret whether it stays unknown who voted what, and until the end how the votes stand
 * @param closeEarly whether it ends as soon as the votes not yet cast cannot change the outcome
 */
public record BallotRules(
    VotingMethod method,
    boolean secret,
    boolean closeEarly,
    @Nullable Instant deadline,
    Terms terms) {}
