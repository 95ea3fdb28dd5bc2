package dev.assent.bulk;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation as it is answered.
 *
 * @param total items that were chosen
 * @param done of them, with whatever result
 * @param progress per cent of them, rounded down
 */
public record OperationView(
    UUID id,
    String action,
    OperationState status,
    OperationFilter filter,
    OperationParameters parameters,
    boolean dryRun,
    int total,
    int done,
    int succeeded,
    int failed,
    int progress,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt) {

  static OperationView of(BulkOperation operation) {
    BulkOperation.Order order = operation.order();
    return new OperationView(
        order.id(),
        order.action().wireName(),
        operation.state(),
        order.filter(),
        order.parameters(),
        order.dryRun(),
        order.total(),
        operation.done(),
        operation.succeeded(),
        operation.failed(),
        order.total() == 0 ? 100 : (int) (100L * operation.done() / order.total()),
        order.caller().user(),
        order.createdAt(),
        operation.startedAt(),
        operation.updatedAt(),
        operation.endedAt());
  }
}
