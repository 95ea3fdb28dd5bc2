package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published version as it is answered.
 *
 * @param document absent in lists
 * @param warnings what the author should look at; only where it was just published
 */
public record WorkflowVersionView(
    String workflow,
    int version,
    String contentHash,
    String publishedBy,
    Instant publishedAt,
    @Nullable JsonNode document,
    @Nullable List<Finding> warnings) {

  static WorkflowVersionView of(WorkflowVersion version, @Nullable JsonNode document) {
    return of(version, document, null);
  }

  static WorkflowVersionView of(
      WorkflowVersion version, @Nullable JsonNode document, @Nullable List<Finding> warnings) {
    return new WorkflowVersionView(
        version.workflowId(),
        version.number(),
        version.contentHash(),
        version.publishedBy(),
        version.publishedAt(),
        document,
        warnings == null || warnings.isEmpty() ? null : warnings);
  }
}
