package dev.assent.consensus;

import dev.assent.platform.commands.Batch;

/**
 * A ballot is not open any more; fired within the transaction, so that what follows is committed
 * with it.
 */
public record BallotClosed(Batch batch, Ballot ballot) {}
