package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.ApprovalRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What moves an execution on. */
sealed interface EngineCommand {
  /** Begins at the start. */
  record Start() implements EngineCommand {}

  /** Completes the task that a token waits at. */
  record CompleteTask(UUID token, String by, @Nullable JsonNode output, List<Assigned> variables)
      implements EngineCommand {
    CompleteTask(UUID token, String by, @Nullable JsonNode output) {
      this(token, by, output, List.of());
    }
  }

  /** A variable's new value. */
  record Assigned(String name, JsonNode value) {}

  /** Tells how the approval that a token waits at was decided. */
  record CloseApproval(UUID token, boolean approved, List<String> by) implements EngineCommand {}

  /** Tells how the ballot that a token waits at has ended. */
  record CloseBallot(UUID token, PollResult result) implements EngineCommand {}

  /** Tells whom the request that a token waits with is to ask. */
  record TakeRoute(UUID token, ApprovalRequest request) implements EngineCommand {}

  /** Tells what the job of a token has answered. */
  record FinishWork(UUID token, JsonNode answer) implements EngineCommand {}

  /** Tells that the job of a token has failed for good. */
  record FailWork(UUID token, String detail) implements EngineCommand {}

  /** Tells that the time of a token has come: its wait is over, or it has waited too long. */
  record FireTimer(UUID token) implements EngineCommand {}

  /** Brings a signal: to the first token that waits for it, else it is kept for the next one. */
  record BringSignal(String name, @Nullable String correlation, @Nullable JsonNode payload)
      implements EngineCommand {}

  /** Tries the step of a token with an incident again. */
  record Retry(UUID token) implements EngineCommand {}

  /** Passes over the step of a token with an incident. */
  record Skip(UUID token) implements EngineCommand {}

  /** Has the step of a token with an incident fail, and with it the instance. */
  record Fail(UUID token) implements EngineCommand {}

  /** Holds the instance where it is. */
  record Suspend() implements EngineCommand {}

  /** Lets it go on. */
  record Resume() implements EngineCommand {}

  /**
   * Leaves everything that is open and begins again at a step that no branch or body holds.
   *
   * @param from RUNNING, SUSPENDED or FAILED
   */
  record Restart(String step, InstanceState from) implements EngineCommand {}

  /** Ends the instance where it is. */
  record Cancel() implements EngineCommand {}
}
