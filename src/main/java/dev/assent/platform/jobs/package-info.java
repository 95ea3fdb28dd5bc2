/**
 * Leased work outside of the transaction: calls, and timers. A feature schedules a job in the
 * transaction that needs it; after the commit some node leases it, executes it, and submits a
 * command that takes its outcome, deletes it and tells the feature, in one transaction.
 *
 * <pre>
 *   schedule   READY   with the batch's commit; due at once, after a delay or at a time
 *   lease      LEASED  fence + 1, for half a minute, extended while it runs
 *   retry      READY   due after a wait that doubles; HELD when its instance is suspended
 *   outcome    deleted, and {@link dev.assent.platform.jobs.JobFinished} fired, in one transaction
 * </pre>
 *
 * Promises: every job is done at least once, whichever node is lost; its outcome is taken once, and
 * only from who holds its lease; times are the database's; a lane or a kind that hangs keeps its
 * own slots only. Does not do: anything exactly once (the receiver tells by the token id).
 */
@NullMarked
package dev.assent.platform.jobs;

import org.jspecify.annotations.NullMarked;
