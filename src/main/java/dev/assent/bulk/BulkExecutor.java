package dev.assent.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.instance.ControlInstance;
import dev.assent.instance.InstanceView;
import dev.assent.instance.MigrateInstance;
import dev.assent.instance.MigrationView;
import dev.assent.instance.ResolveIncident;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.Outcome;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.jobs.JobFinished;
import dev.assent.platform.jobs.JobOrder;
import dev.assent.platform.jobs.JobOutcome;
import dev.assent.platform.jobs.Jobs;
import dev.assent.platform.jobs.RetryPolicy;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.Faults;
import dev.assent.platform.problem.Problem;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Does operations, a chunk of items by each job; the next job is scheduled by the transaction that
 * ends the one before, so that there is one until the run is over.
 *
 * <p>Every item has an idempotency key that follows from the operation. So when a node is lost
 * after it has done items and before it has noted them, the next job is told what came of them, and
 * nothing is done twice.
 */
@ApplicationScoped
public class BulkExecutor implements JobExecutor {
  static final String KIND = "BULK";

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
  private static final RetryPolicy RETRY =
      new RetryPolicy(10, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

  /** What says nothing of the item: it is tried again. */
  private static final Set<ProblemType> PASSING =
      EnumSet.of(
          ProblemType.UNAVAILABLE, ProblemType.OUTCOME_UNKNOWN, ProblemType.IDEMPOTENCY_KEY_IN_USE);

  @Inject private OperationService service;
  @Inject private CommandQueue commands;
  @Inject private Jobs jobs;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure {
    UUID id = job.instanceId();
    UUID run = job.tokenId();
    OperationService.Chunk chunk = service.begin(job.tenant(), id, run);
    if (chunk == null) {
      return answer(false);
    }
    BulkOperation.Order order = chunk.operation().order();
    List<OperationRepository.Item> items = chunk.items();
    List<? extends Outcome<?>> outcomes =
        order.action() == OperationAction.MIGRATE
            ? commands.submitAll(items.stream().map(item -> migration(order, item)).toList())
            : commands.submitAll(items.stream().map(item -> command(order, item)).toList());
    List<OperationRepository.Result> results = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      OperationRepository.Result result = result(order, items.get(i), outcomes.get(i));
      if (result != null) {
        results.add(result);
      }
    }
    boolean more = service.note(job.tenant(), id, run, results);
    if (more && results.size() < items.size()) {
      throw JobFailure.passing(
          (items.size() - results.size()) + " items could not be done at the moment.");
    }
    return answer(more);
  }

  private static JsonNode answer(boolean more) {
    return Json.mapper().createObjectNode().put("more", more);
  }

  /** An item's outcome; null when it is not known or the item was not begun. */
  private static OperationRepository.@Nullable Result result(
      BulkOperation.Order order, OperationRepository.Item item, Outcome<?> outcome) {
    if (outcome instanceof Outcome.Done<?> done
        && done.answer() instanceof MigrationView view
        && !view.possible()) {
      return new OperationRepository.Result(item.n(), Problem.of(view.refusal(), null, null));
    }
    if (!(outcome instanceof Outcome.Failed<?> failed)) {
      return new OperationRepository.Result(item.n(), null);
    }
    ProblemException why =
        Faults.problem(failed.fault(), "operation " + order.id() + ", item " + item.n());
    return PASSING.contains(why.type())
        ? null
        : new OperationRepository.Result(item.n(), Problem.of(why, null, null));
  }

  /** The command that a request for this one item would have been. */
  static Command<InstanceView> command(BulkOperation.Order order, OperationRepository.Item item) {
    Caller caller = order.caller();
    IdempotencyKey key = key(order, item);
    return switch (order.action()) {
      case CANCEL -> control(order, item, ControlInstance.Verb.CANCEL, key);
      case SUSPEND -> control(order, item, ControlInstance.Verb.SUSPEND, key);
      case RESUME -> control(order, item, ControlInstance.Verb.RESUME, key);
      case RETRY -> control(order, item, ControlInstance.Verb.RETRY, key);
      case RESTART -> control(order, item, ControlInstance.Verb.RESTART, key);
      case SKIP_INCIDENTS -> resolve(caller, item, ResolveIncident.Way.SKIP, key);
      case FAIL_INCIDENTS -> resolve(caller, item, ResolveIncident.Way.FAIL, key);
      case RETRY_INCIDENTS -> resolve(caller, item, ResolveIncident.Way.RETRY, key);
      case MIGRATE -> throw new IllegalArgumentException("a migration is no such command");
    };
  }

  private static IdempotencyKey key(BulkOperation.Order order, OperationRepository.Item item) {
    return new IdempotencyKey(
        order.caller().tenant(),
        order.caller().user(),
        "operation " + order.id() + " " + item.n(),
        "");
  }

  private static Command<MigrationView> migration(
      BulkOperation.Order order, OperationRepository.Item item) {
    OperationParameters parameters = order.parameters();
    return new MigrateInstance(
        order.caller(),
        item.instanceId(),
        Objects.requireNonNull(parameters.version()),
        parameters.steps() == null ? Map.of() : parameters.steps(),
        order.dryRun(),
        key(order, item));
  }

  private static Command<InstanceView> control(
      BulkOperation.Order order,
      OperationRepository.Item item,
      ControlInstance.Verb verb,
      IdempotencyKey key) {
    return new ControlInstance(
        order.caller(),
        item.instanceId(),
        verb,
        order.parameters().step(),
        order.parameters().reason(),
        key);
  }

  private static Command<InstanceView> resolve(
      Caller caller, OperationRepository.Item item, ResolveIncident.Way way, IdempotencyKey key) {
    return new ResolveIncident(
        caller, item.instanceId(), Objects.requireNonNull(item.incidentId()), way, key);
  }

  /** Has the next chunk done, in the transaction that takes the outcome of this one. */
  void finished(@Observes JobFinished event) {
    Job job = event.job();
    if (!job.kind().equals(KIND)) {
      return;
    }
    if (event.outcome() instanceof JobOutcome.Success success) {
      if (success.result().path("more").asBoolean()) {
        jobs.schedule(event.batch(), order(job.tenant(), job.instanceId(), job.tokenId(), null));
      }
    } else {
      // an operation never ends by itself before it is through: whoever wants that, cancels it
      jobs.schedule(
          event.batch(), order(job.tenant(), job.instanceId(), job.tokenId(), AFTER_FAILURE));
    }
  }

  /** A job for the next chunk; its token is the run. */
  static JobOrder order(String tenant, UUID operation, UUID run, @Nullable Duration delay) {
    return new JobOrder(
        Ids.next(),
        tenant,
        KIND,
        "bulk " + tenant,
        operation,
        run,
        Json.mapper().createObjectNode(),
        RETRY,
        delay,
        null);
  }

  @Override
  public int parallelism() {
    return 4;
  }
}
