package dev.assent.bulk;

import dev.assent.platform.problem.Problem;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of an item of an operation.
 *
 * @param index in the order in which items are taken up, from 0
 * @param incidentId when the operation is on incidents
 * @param problem why it failed
 */
public record OperationItemView(
    int index,
    UUID instanceId,
    @Nullable UUID incidentId,
    ItemStatus status,
    @Nullable Problem problem,
    @Nullable Instant doneAt) {

  /** SKIPPED: the operation ended before it was tried, or was a dry run. */
  public enum ItemStatus {
    PENDING,
    SUCCEEDED,
    FAILED,
    SKIPPED
  }
}
