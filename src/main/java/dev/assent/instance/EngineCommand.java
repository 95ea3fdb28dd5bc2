package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What moves an execution on. */
sealed interface EngineCommand {
  /** Begins at the start. */
  record Start() implements EngineCommand {}

  /** Completes the task that a token waits at. */
  record CompleteTask(UUID token, String by, @Nullable JsonNode output) implements EngineCommand {}

  /** Tells how the approval that a token waits at was decided. */
  record CloseApproval(UUID token, boolean approved, List<String> by) implements EngineCommand {}

  /** Ends the instance where it is. */
  record Cancel() implements EngineCommand {}
}
