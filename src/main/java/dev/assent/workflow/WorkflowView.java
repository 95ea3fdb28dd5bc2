package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as it is answered.
 *
 * @param version number of the latest published version
 * @param document the draft; absent in lists
 * @param warnings what the author should look at; only where the document was sent
 */
public record WorkflowView(
    String id,
    String name,
    @Nullable String description,
    @Nullable String category,
    WorkflowState status,
    @Nullable Integer version,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    long revision,
    @Nullable JsonNode document,
    @Nullable List<Finding> warnings) {

  static WorkflowView of(Workflow workflow) {
    return of(workflow, null, null);
  }

  static WorkflowView of(
      Workflow workflow, @Nullable JsonNode document, @Nullable List<Finding> warnings) {
    return new WorkflowView(
        workflow.id(),
        workflow.name(),
        workflow.description(),
        workflow.category(),
        workflow.status(),
        workflow.latestVersion(),
        workflow.createdBy(),
        workflow.createdAt(),
        workflow.updatedAt(),
        workflow.revision(),
        document,
        warnings == null || warnings.isEmpty() ? null : warnings);
  }
}
