package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A published version as it is answered.
 *
 * @param document absent in lists
 */
public record WorkflowVersionView(
    String workflow,
    int version,
    String contentHash,
    String publishedBy,
    Instant publishedAt,
    @Nullable JsonNode document) {

  static WorkflowVersionView of(WorkflowVersion version, @Nullable JsonNode document) {
    return new WorkflowVersionView(
        version.workflowId(),
        version.number(),
        version.contentHash(),
        version.publishedBy(),
        version.publishedAt(),
        document);
  }
}
