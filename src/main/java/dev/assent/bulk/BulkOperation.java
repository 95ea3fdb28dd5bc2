package dev.assent.bulk;

import dev.assent.identity.Caller;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One change for many instances, and how far it has come. Not thread-safe. */
public final class BulkOperation {
  /**
   * What never changes.
   *
   * @param caller who asked for it, as he was then
   * @param total how many items were chosen
   */
  public record Order(
      UUID id,
      Caller caller,
      OperationAction action,
      OperationFilter filter,
      OperationParameters parameters,
      boolean dryRun,
      int total,
      Instant createdAt) {

    /** Whether nothing is done beyond choosing: a migration is tried out on each item. */
    boolean choosesOnly() {
      return dryRun && action != OperationAction.MIGRATE;
    }
  }

  private final Order order;
  private OperationState state;
  private UUID runId;
  private int succeeded;
  private int failed;
  private @Nullable Instant startedAt;
  private Instant updatedAt;
  private @Nullable Instant endedAt;

  /** A new one; complete at once when there is nothing to do. */
  BulkOperation(Order order, UUID runId) {
    this.order = order;
    this.runId = runId;
    this.state = OperationState.PENDING;
    this.updatedAt = order.createdAt();
    if (order.choosesOnly() || order.total() == 0) {
      moveTo(OperationState.COMPLETED, order.createdAt());
    }
  }

  /** One as it was stored. */
  BulkOperation stored(
      OperationState storedState,
      int storedSucceeded,
      int storedFailed,
      @Nullable Instant storedStartedAt,
      Instant storedUpdatedAt,
      @Nullable Instant storedEndedAt) {
    state = storedState;
    succeeded = storedSucceeded;
    failed = storedFailed;
    startedAt = storedStartedAt;
    updatedAt = storedUpdatedAt;
    endedAt = storedEndedAt;
    return this;
  }

  /** Its first items are taken up. */
  void begin(Instant now) {
    moveTo(OperationState.RUNNING, now);
  }

  /** Nothing more is begun. */
  void pause(Instant now) {
    moveTo(OperationState.PAUSED, now);
  }

  /** Goes on, by jobs of another run. */
  void resume(UUID newRunId, Instant now) {
    if (state != OperationState.PAUSED) {
      throw refusal(OperationState.RUNNING);
    }
    moveTo(OperationState.RUNNING, now);
    runId = newRunId;
  }

  /** Ends with what has been done. */
  void cancel(Instant now) {
    moveTo(OperationState.CANCELLED, now);
  }

  /** Notes what has been done, whatever state it is in by now: it was begun before. */
  void note(int newlySucceeded, int newlyFailed, Instant now) {
    succeeded += newlySucceeded;
    failed += newlyFailed;
    updatedAt = now;
    if (done() == order.total() && !state.successors().isEmpty()) {
      moveTo(OperationState.COMPLETED, now);
    }
  }

  /** Whether a job of this run has anything to do. */
  boolean isAtWork(UUID run) {
    return runId.equals(run)
        && (state == OperationState.PENDING || state == OperationState.RUNNING);
  }

  private void moveTo(OperationState next, Instant now) {
    if (!state.successors().contains(next)) {
      throw refusal(next);
    }
    state = next;
    updatedAt = now;
    if (next == OperationState.RUNNING && startedAt == null) {
      startedAt = now;
    }
    if (next.successors().isEmpty()) {
      endedAt = now;
    }
  }

  private ProblemException refusal(OperationState next) {
    return new ProblemException(
        ProblemType.INVALID_STATE,
        "Operation " + order.id() + " is " + state + " and cannot become " + next + ".");
  }

  Order order() {
    return order;
  }

  OperationState state() {
    return state;
  }

  UUID runId() {
    return runId;
  }

  int succeeded() {
    return succeeded;
  }

  int failed() {
    return failed;
  }

  int done() {
    return succeeded + failed;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }
}
