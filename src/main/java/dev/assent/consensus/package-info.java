/**
 * Consensus: when the votes of several decide something, as pure functions, and ballots that are
 * decided so.
 *
 * <p>{@link dev.assent.consensus.Policy} says when approvals are decided; its tally explains itself
 * and ends as soon as the outcome is certain.
 *
 * <p>A ballot has options, participants with weights, and a method by which it is counted; it ends
 * when its outcome is certain, when its creator closes it, or at its deadline. A role among the
 * participants stands for everybody who has it when the ballot is opened. A round without a winner
 * may be followed by another one.
 *
 * <p>A step of an instance may have opened it; {@link dev.assent.consensus.BallotClosed} tells whom
 * it concerns. Nobody but that step cancels it then, and only who manages operations closes it.
 *
 * <pre>
 *   ballot  OPEN  -&gt; DECIDED, NO_CONSENSUS, CANCELLED, EXPIRED
 * </pre>
 *
 * Promises: of each voter the last vote of the round counts, once; a vote that was taken is
 * counted, and after the end none is taken, whoever races; votes are added and never changed;
 * nobody learns from this server who has voted what in a secret ballot, nor before its end how it
 * stands. That is not hidden from who reads the database itself. Does not do: give a vote to a
 * substitute.
 */
@Feature(mayUse = {"journal", "identity"})
@NullMarked
package dev.assent.consensus;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
