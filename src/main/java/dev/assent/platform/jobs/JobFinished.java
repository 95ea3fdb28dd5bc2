package dev.assent.platform.jobs;

import dev.assent.platform.commands.Batch;

/**
 * A job has ended: fired once, within the transaction that deletes it. Observers work on {@code
 * batch}, which has the job's instance locked and loaded. One that throws leaves the job as it was,
 * and it is done again later.
 */
public record JobFinished(Batch batch, Job job, JobOutcome outcome) {}
