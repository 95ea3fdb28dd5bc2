/**
 * Running workflows. An instance runs one published version of a workflow; its whole state is one
 * row; its history is the journal.
 *
 * <p>{@link dev.assent.instance.Engine} is a pure function from (graph, execution, command) to
 * (execution, effects, events): no clock, database, random numbers or threads. {@link
 * dev.assent.instance.Advancement} gives it what the batch has loaded and turns its effects into
 * approval requests, ballots, jobs, incidents and subscriptions. Whom a request is to ask is found
 * by a job before, where that takes a look at who there is ({@link
 * dev.assent.instance.RouteExecutor}). News comes back in the same transaction: of closed requests
 * by {@link dev.assent.approval.ApprovalClosed}, of ended jobs and timers by {@link
 * dev.assent.platform.jobs.JobFinished}. No transaction locks a ballot and an instance: of the end
 * of a ballot ({@link dev.assent.consensus.BallotClosed}) the instance hears by a job, and a ballot
 * that is to be cancelled by another one.
 *
 * <pre>
 *   instance  RUNNING   -&gt; SUSPENDED, COMPLETED, REJECTED, CANCELLED, FAILED
 *             SUSPENDED -&gt; RUNNING, CANCELLED, FAILED
 *             FAILED    -&gt; RUNNING
 *   step      ACTIVE    -&gt; COMPLETED, FAILED, SKIPPED, CANCELLED, and back to ACTIVE
 * </pre>
 *
 * Promises: a step that was completed is never completed again without being activated again; what
 * cannot go on is an incident, or ends the instance where the document says so, and never loses the
 * command's acknowledgement; what one transition computes is bounded. A job may be done more than
 * once, always with the same key. Does not do: stop the vote of a step while its instance is
 * suspended; what follows from its end waits until that is resumed.
 */
@Feature(
    mayUse = {"workflow", "approval", "consensus", "agent", "sharedcontext", "journal", "identity"})
@NullMarked
package dev.assent.instance;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
