/**
 * Replays a real log: runs what happened at an organisation once more, through REST, as the users
 * of the roles in it, and compares what the server then says with what the log says.
 *
 * <p>A log has cases, a case has events in the order of the file; {@link
 * dev.assent.replay.LogReader} streams them. What one case says of one subject (a declaration, a
 * permit) is a {@link dev.assent.replay.Claim} and becomes one instance of the workflow {@code
 * travel-claim.yaml}, published as a user would. {@link dev.assent.replay.ClaimReplay} tries every
 * event as the user of its role; which of them are possible, in what order, and how the claim ends
 * is for the document and the server to say, so there is no case and no order of roles in this
 * code. The only thing taken from the log beforehand is the way of each submission: who decides on
 * it.
 *
 * <p>Both sides are then read into a {@link dev.assent.replay.Trace}, the server's from its history
 * alone, and {@link dev.assent.replay.Comparison} says where they differ, and why.
 *
 * <p>{@link dev.assent.replay.Replay} is the command, {@code docs/guides/replay.md} its guide.
 */
package dev.assent.replay;
