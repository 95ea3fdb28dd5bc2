package dev.assent.bulk;

import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.jobs.Jobs;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import dev.assent.platform.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of operations: made, held, continued, ended, and moved on by their jobs.
 *
 * <p>What its methods take and answer is public, because Payara's proxies of session beans stand in
 * another package.
 */
@Stateless
public class OperationService {
  /** Items of one job. */
  static final int CHUNK = 100;

  @Inject private OperationRepository repository;
  @Inject private Journal journal;
  @Inject private Jobs jobs;
  @Inject private Clock clock;

  /** What somebody does to an operation. */
  public enum Verb {
    PAUSE,
    RESUME,
    CANCEL
  }

  /** What a job has to do. */
  public record Chunk(BulkOperation operation, List<OperationRepository.Item> items) {}

  /**
   * Chooses the items and has them done from the commit on. Three statements.
   *
   * @throws ProblemException {@code CONFLICT} when the filter fits too many
   */
  public OperationView create(
      Caller caller,
      OperationAction action,
      OperationFilter filter,
      OperationParameters parameters,
      Boolean dryRun) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    UUID id = Ids.next();
    UUID run = Ids.next();
    Instant now = clock.now();
    int total =
        repository.create(
            new BulkOperation.Order(id, caller, action, filter, parameters, dryRun, 0, now), run);
    BulkOperation operation =
        new BulkOperation(
            new BulkOperation.Order(id, caller, action, filter, parameters, dryRun, total, now),
            run);
    append(operation, caller.user(), "OPERATION_CREATED", null);
    if (operation.isAtWork(run)) {
      jobs.schedule(BulkExecutor.order(operation.order().caller().tenant(), id, run, null));
    }
    return OperationView.of(operation);
  }

  /**
   * Holds, continues or ends an operation; takes effect between two chunks.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE}
   */
  public OperationView control(Caller caller, UUID id, Verb verb) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    BulkOperation operation =
        repository
            .locked(caller.tenant(), id)
            .orElseThrow(() -> ProblemException.notFound("operation", id));
    OperationState before = operation.state();
    switch (verb) {
      case PAUSE -> operation.pause(clock.now());
      case CANCEL -> operation.cancel(clock.now());
      case RESUME -> {
        UUID run = Ids.next();
        operation.resume(run, clock.now());
        jobs.schedule(BulkExecutor.order(caller.tenant(), id, run, null));
      }
    }
    repository.update(operation);
    append(
        operation,
        caller.user(),
        switch (verb) {
          case PAUSE -> "OPERATION_PAUSED";
          case RESUME -> "OPERATION_RESUMED";
          case CANCEL -> "OPERATION_CANCELLED";
        },
        before);
    return OperationView.of(operation);
  }

  /** What a job of {@code run} is to do next; null when the run is over. */
  public @Nullable Chunk begin(String tenant, UUID id, UUID run) {
    BulkOperation operation = repository.locked(tenant, id).orElse(null);
    if (operation == null || !operation.isAtWork(run)) {
      return null;
    }
    if (operation.state() == OperationState.PENDING) {
      operation.begin(clock.now());
      repository.update(operation);
      append(
          operation,
          operation.order().caller().user(),
          "OPERATION_STARTED",
          OperationState.PENDING);
    }
    return new Chunk(operation, repository.pending(tenant, id, CHUNK));
  }

  /**
   * Keeps what came of a chunk. Whatever the operation has become meanwhile: what was done, was
   * done.
   *
   * @return whether the run goes on
   */
  public boolean note(String tenant, UUID id, UUID run, List<OperationRepository.Result> results) {
    BulkOperation operation = repository.locked(tenant, id).orElse(null);
    if (operation == null) {
      return false;
    }
    OperationState before = operation.state();
    Instant now = clock.now();
    OperationRepository.Noted noted = repository.note(tenant, id, results, now);
    operation.note(noted.succeeded(), noted.failed(), now);
    repository.update(operation);
    if (operation.state() != before) {
      append(operation, operation.order().caller().user(), "OPERATION_COMPLETED", before);
    }
    return operation.isAtWork(run);
  }

  private void append(
      BulkOperation operation, String actor, String event, @Nullable OperationState from) {
    BulkOperation.Order order = operation.order();
    journal.append(
        new JournalEntry(
            order.caller().tenant(),
            SubjectType.OPERATION,
            order.id().toString(),
            actor,
            null,
            operation.updatedAt(),
            List.of(
                new JournalEvent(
                    event,
                    null,
                    from == null ? null : from.name(),
                    operation.state().name(),
                    Json.mapper()
                        .createObjectNode()
                        .put("action", order.action().wireName())
                        .put("reason", order.parameters().reason())
                        .put("total", order.total())
                        .put("succeeded", operation.succeeded())
                        .put("failed", operation.failed())))));
  }
}
