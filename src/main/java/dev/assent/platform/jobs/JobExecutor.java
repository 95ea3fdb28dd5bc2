package dev.assent.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Does the jobs of one kind. An application-scoped bean; found by CDI.
 *
 * <p>A job is done at least once: after a node was lost, or an outcome could not be written, it is
 * done again with the same token id.
 */
public interface JobExecutor {
  /** The kind, as in {@link JobOrder#kind()}. */
  String kind();

  /**
   * Does {@code job}, on a thread of its own, outside of any transaction and request. Interrupted
   * when the job's time is over, when it was cancelled, and when the server stops; must end then.
   *
   * @throws JobFailure when it failed, with a text that may be shown; any other exception counts as
   *     one that may pass, and its text goes to the log only
   */
  JsonNode execute(Job job) throws JobFailure, InterruptedException;

  /** Most of this kind at once on one node. */
  int parallelism();
}
