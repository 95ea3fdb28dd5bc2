/**
 * Running workflows. An instance runs one published version of a workflow; its whole state is one
 * row; its history is the journal.
 *
 * <p>{@link dev.assent.instance.Engine} is a pure function from (graph, execution, command) to
 * (execution, effects, events): no clock, database, random numbers or threads. {@link
 * dev.assent.instance.InstanceService} gives it what the batch has loaded and turns its effects
 * into approval requests; it hears of closed requests by {@link
 * dev.assent.approval.ApprovalClosed}, in the same transaction.
 *
 * <pre>
 *   instance  RUNNING -&gt; COMPLETED, REJECTED, CANCELLED, FAILED
 *   step      ACTIVE  -&gt; COMPLETED, FAILED, SKIPPED, CANCELLED, and back to ACTIVE after a goto
 * </pre>
 *
 * Promises: a step that was completed is never completed again without being activated again; an
 * instance ends once; an expression that cannot be evaluated fails the instance with the step's
 * name and never loses the command's acknowledgement. Does not do yet: timers, jobs, suspension,
 * migration.
 */
@Feature(
    mayUse = {"workflow", "approval", "consensus", "agent", "sharedcontext", "journal", "identity"})
@NullMarked
package dev.assent.instance;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
