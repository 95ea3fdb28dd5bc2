package dev.assent.bulk;

import dev.assent.instance.InstanceState;
import dev.assent.platform.web.Texts;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which instances an operation is for; what is absent does not narrow. Within that it takes those
 * for which its action is possible.
 *
 * @param step where an instance waits, or which step an incident is of
 */
public record OperationFilter(
    @Nullable String workflowId,
    @Nullable Integer version,
    @Nullable InstanceState status,
    @Nullable String step,
    @Nullable String businessKey,
    @Nullable String entityType,
    @Nullable String entityId,
    @Nullable String projectId,
    @Nullable String contextId,
    @Nullable String startedBy,
    @Nullable Instant startedAfter,
    @Nullable Instant startedBefore) {

  /** An operation on everything there is has to be meant: by a time, for instance. */
  boolean isEmpty() {
    return Arrays.asList(
            workflowId,
            version,
            status,
            step,
            businessKey,
            entityType,
            entityId,
            projectId,
            contextId,
            startedBy,
            startedAfter,
            startedBefore)
        .stream()
        .allMatch(Objects::isNull);
  }

  void check(Texts texts) {
    texts
        .optional("/filter/workflowId", workflowId, 64)
        .optional("/filter/step", step, 64)
        .optional("/filter/businessKey", businessKey, 200)
        .optional("/filter/entityType", entityType, 100)
        .optional("/filter/entityId", entityId, 200)
        .optional("/filter/projectId", projectId, 200)
        .optional("/filter/contextId", contextId, 200)
        .optional("/filter/startedBy", startedBy, 200);
  }
}
