package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.ApprovalRequest;
import dev.assent.consensus.BallotOrder;
import dev.assent.workflow.ApprovalStage;
import dev.assent.workflow.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has to be done outside the execution because it moved on. */
sealed interface Effect {
  /**
   * Ask for an approval.
   *
   * @param id of the token, and of the request
   * @param title of the request; absent: the names of the workflow and the step
   * @param data what approvers should see
   */
  record OpenApproval(
      UUID id,
      Node.Approval node,
      @Nullable String title,
      @Nullable String description,
      @Nullable JsonNode data,
      List<AskedStage> stages)
      implements Effect {
    /** Whether somebody has to be found before it can be made. */
    boolean isUnrouted() {
      return node.routing() != null
          || stages.stream().anyMatch(asked -> asked.needed() && asked.stage().lookUp() != null);
    }
  }

  /** Have those found whom the request is to ask; then it is made. */
  record FindRoute(OpenApproval open) implements Effect {}

  /** Ask for an approval whose approvers have been found. */
  record OpenRouted(UUID id, String step, ApprovalRequest request) implements Effect {}

  /**
   * A stage with its expressions evaluated.
   *
   * @param needed whether its condition holds
   * @param users whom it asks beside the roles
   * @param excluded users who must not decide, with the rule that says so
   * @param escalatedTo the users of each of its escalations, in their order
   */
  record AskedStage(
      ApprovalStage stage,
      boolean needed,
      List<String> users,
      Map<String, String> excluded,
      List<List<String>> escalatedTo) {}

  /** Take the request back. */
  record CancelApproval(UUID id) implements Effect {}

  /**
   * Put something to the vote.
   *
   * @param id of the token, and of the ballot
   */
  record OpenBallot(UUID id, String step, BallotOrder order) implements Effect {}

  /** Have the ballot cancelled. */
  record CancelBallot(UUID id) implements Effect {}

  /**
   * Have work done.
   *
   * @param cacheKey under which an answer may be kept; absent: every time anew
   */
  record StartWork(UUID token, Node.Work node, JsonNode request, @Nullable String cacheKey)
      implements Effect {}

  /** Have the token told after a time, or at a time. */
  record StartTimer(UUID token, String step, @Nullable Duration after, @Nullable Instant at)
      implements Effect {}

  /** Do away with the jobs that are left of the token. */
  record CancelJobs(UUID token) implements Effect {}

  /** Have the instance cancelled that was started for the token. */
  record CancelChild(UUID token) implements Effect {}

  /** Have signals with this correlation brought here. */
  record Subscribe(UUID token, String signal, String correlation) implements Effect {}

  record Unsubscribe(UUID token) implements Effect {}

  /** A person has to look. */
  record OpenIncident(UUID token, String step, StepKind kind, String detail) implements Effect {}

  /** Nobody has to look any more. */
  record CloseIncident(UUID token, Resolution how) implements Effect {}

  /** What failed: work outside, or a computation within. */
  enum StepKind {
    JOB,
    EXPRESSION,
    BOUND
  }

  /** How an incident ended. */
  enum Resolution {
    RETRIED,
    SKIPPED,
    FAILED,
    CANCELLED
  }

  /** Keep the instance's jobs from running. */
  record HoldJobs() implements Effect {}

  /** Let them run again. */
  record ReleaseJobs() implements Effect {}
}
