package dev.assent.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assent.workflow.StepType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an instance waits. At most one in each region of the graph and scope.
 *
 * @param id of this activation of the step; an approval step's request and a consensus step's
 *     ballot have the same id, and a receiver of its call knows it as the idempotency key
 * @param node index in the graph
 * @param assignee the user whose task it is, if it is a task with one
 * @param scope the turn of a {@code forEach} that it belongs to; 0 outside of any
 * @param jobs how many jobs are at work for it: a call, a timer
 * @param correlation by which a signal finds it, if it waits for one with a correlation
 * @param incident why it cannot go on
 * @param routing whether the approvers of its request are still looked for; there is none yet
 */
record Token(
    UUID id,
    int node,
    String step,
    StepType type,
    Instant since,
    @Nullable String assignee,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int scope,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int jobs,
    @Nullable String correlation,
    @Nullable Incident incident,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean routing) {

  /**
   * Why a step cannot go on, and where it would go on when it is tried again.
   *
   * @param leaving its work is done, and what follows from it could not be computed
   * @param within where in its body it goes on, for a loop that was stopped while it turned
   */
  record Incident(
      String detail,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean leaving,
      @Nullable Position within) {}

  Token withJobs(int left) {
    return new Token(
        id, node, step, type, since, assignee, scope, left, correlation, incident, routing);
  }

  /** The same, looking for those who are to be asked by a job of its own. */
  Token routed() {
    return new Token(
        id, node, step, type, since, assignee, scope, jobs + 1, correlation, incident, true);
  }

  /** The same, when they have been found and asked. */
  Token asked() {
    return new Token(
        id, node, step, type, since, assignee, scope, jobs - 1, correlation, incident, false);
  }
}
