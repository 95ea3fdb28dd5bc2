package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.approval.ApprovalRequest;
import dev.assent.consensus.Ballot;
import dev.assent.consensus.BallotClosed;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobFinished;
import dev.assent.platform.jobs.JobOutcome;
import dev.assent.platform.jobs.Jobs;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import dev.assent.workflow.PublishedWorkflows;
import dev.assent.workflow.StepType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What comes back from outside the transaction: answers and failures of steps' jobs, timers,
 * children and ballots that have ended. An answer that nothing waits for any more is passed over.
 */
@ApplicationScoped
public class StepJobs implements CommandService {
  /** Most instances above one another, each running the next as a step. */
  static final int MAX_DEPTH = 10;

  @Inject private InstanceRepository repository;
  @Inject private InstanceService service;
  @Inject private PublishedWorkflows workflows;
  @Inject private Advancement advancement;
  @Inject private Jobs jobs;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(new CommandHandler<>(StartChild.class, this::startChild));
  }

  void finished(@Observes JobFinished event) {
    Job job = event.job();
    Batch batch = event.batch();
    Optional<WorkflowInstance> found = repository.find(batch, job.tenant(), job.instanceId());
    if (found.isEmpty() || !found.get().state().isOpen()) {
      return;
    }
    WorkflowInstance instance = found.get();
    Optional<Token> token = instance.token(job.tokenId());
    if (token.isEmpty() || !isNews(job, token.get().incident())) {
      return;
    }
    if (instance.state() == InstanceState.SUSPENDED && job.kind().equals(WorkKind.BALLOT_ENDED)) {
      tellLater(batch, job);
      return;
    }
    if (job.kind().equals(WorkKind.ROUTE)) {
      routed(batch, instance, token.get(), event);
      return;
    }
    EngineCommand command = command(job, event.outcome());
    if (command != null) {
      advance(batch, instance, command);
    }
  }

  /**
   * Asks those who were found. While the instance is suspended nobody is asked; who is to be, is
   * found once more when it goes on.
   */
  private void routed(Batch batch, WorkflowInstance instance, Token token, JobFinished event) {
    Job job = event.job();
    if (!token.routing()) {
      return;
    }
    if (event.outcome() instanceof JobOutcome.Failure failure) {
      advance(batch, instance, new EngineCommand.FailWork(token.id(), failure.detail()));
    } else if (instance.execution().held()) {
      advancement.routeAgain(batch, instance, token.id(), job.payload());
    } else if (event.outcome() instanceof JobOutcome.Success success) {
      ApprovalRequest request = Json.read(success.result(), ApprovalRequest.class);
      advance(batch, instance, new EngineCommand.TakeRoute(token.id(), request));
    }
  }

  private void advance(Batch batch, WorkflowInstance instance, EngineCommand command) {
    advancement.advance(batch, Caller.system(instance.tenant()), instance, command);
  }

  /**
   * Whether a step still wants to know. One whose child has failed has an incident; when the child
   * is taken up again, its next end counts. Only that it was cancelled says nothing new.
   */
  private static boolean isNews(Job job, Token.@Nullable Incident incident) {
    return incident == null
        || (job.kind().equals(WorkKind.CHILD_ENDED)
            && !incident.leaving()
            && !job.payload().path("status").asText().equals(InstanceState.CANCELLED.name()));
  }

  private static @Nullable EngineCommand command(Job job, JobOutcome outcome) {
    UUID token = job.tokenId();
    if (outcome instanceof JobOutcome.Failure failure) {
      return new EngineCommand.FailWork(
          token, failure.detail() + " (attempt " + failure.attempts() + ")");
    }
    JsonNode answer = ((JobOutcome.Success) outcome).result();
    if (job.kind().equals(WorkKind.TIMER)) {
      return new EngineCommand.FireTimer(token);
    }
    if (job.kind().equals(StepType.SUBWORKFLOW.name())) {
      return null; // the child has begun; its end is what counts
    }
    if (job.kind().equals(WorkKind.CHILD_ENDED)) {
      return childEnded(token, job.payload());
    }
    if (job.kind().equals(WorkKind.BALLOT_ENDED)) {
      return new EngineCommand.CloseBallot(token, PollResult.told(job.payload()));
    }
    return new EngineCommand.FinishWork(token, answer);
  }

  /**
   * The instance of a ballot's step may be locked by others: it hears of the end in a transaction
   * of its own.
   */
  void ballotClosed(@Observes BallotClosed event) {
    Ballot ballot = event.ballot();
    Ballot.Origin origin = ballot.origin();
    if (origin != null) {
      jobs.schedule(
          event.batch(),
          Advancement.internal(
              ballot.tenant(),
              WorkKind.BALLOT_ENDED,
              origin.instanceId(),
              ballot.id(),
              PollResult.of(ballot).output()));
    }
  }

  /** A vote may reject, which nothing that is suspended does: the news waits for its resumption. */
  private void tellLater(Batch batch, Job told) {
    jobs.schedule(
        batch,
        Advancement.internal(
            told.tenant(),
            told.kind(),
            told.instanceId(),
            told.tokenId(),
            (ObjectNode) told.payload()));
    jobs.hold(batch, told.tenant(), told.instanceId());
  }

  private static EngineCommand childEnded(UUID token, JsonNode told) {
    if (told.path("status").asText().equals(InstanceState.COMPLETED.name())) {
      JsonNode output = told.path("output");
      return new EngineCommand.FinishWork(
          token, output.isMissingNode() ? Json.mapper().createObjectNode() : output);
    }
    return new EngineCommand.FailWork(
        token,
        "instance "
            + told.path("childId").asText()
            + " ended as "
            + told.path("status").asText()
            + (told.has("detail") ? ": " + told.path("detail").asText() : ""));
  }

  /**
   * Runs a workflow for a step.
   *
   * @throws ProblemException {@code INVALID_STATE} when the step no longer waits, or when instances
   *     would stand too deep below one another; otherwise as for a start
   */
  InstanceView startChild(StartChild command, Batch batch) {
    WorkflowInstance parent = repository.get(batch, command.tenant(), command.instanceId());
    if (parent.token(command.token()).isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Instance " + parent.id() + " no longer waits for a child; none is started.");
    }
    WorkflowInstance.Identity above = parent.identity();
    if (above.depth() + 1 > MAX_DEPTH) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Subworkflows would be nested deeper than "
              + MAX_DEPTH
              + "; does workflow "
              + command.workflowId()
              + " run itself?");
    }
    Caller caller = new Caller(command.tenant(), above.startedBy(), Set.of(), Set.of());
    PublishedWorkflows.Version version =
        workflows.latest(batch, command.tenant(), command.workflowId());
    return InstanceView.of(
        service.started(
            batch,
            caller,
            version,
            new WorkflowInstance.Identity(
                Ids.next(),
                command.tenant(),
                command.workflowId(),
                version.number(),
                command.businessKey(),
                above.entity(),
                command.input(),
                above.startedBy(),
                batch.now(),
                above.traceParent(),
                new WorkflowInstance.Parent(
                    parent.id(), command.token(), above.depth(), above.root()))));
  }
}
