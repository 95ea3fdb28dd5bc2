package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.Approval;
import dev.assent.approval.ApprovalClosed;
import dev.assent.approval.ApprovalHold;
import dev.assent.approval.ApprovalState;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import dev.assent.workflow.CompiledWorkflow;
import dev.assent.workflow.PublishedWorkflows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The verbs on instances, applied in memory to what the batch has loaded; the transaction is the
 * batch's.
 *
 * <p>Statements for a start alone: begin, write, commit in 2 round trips; one more of each to read
 * when an Idempotency-Key is given or the node has not run the workflow before.
 */
@ApplicationScoped
public class InstanceService implements CommandService {
  @Inject private InstanceRepository repository;
  @Inject private PublishedWorkflows workflows;
  @Inject private Advancement advancement;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(
        new CommandHandler<>(StartInstance.class, this::start),
        new CommandHandler<>(SendSignal.class, this::signal),
        new CommandHandler<>(ResolveIncident.class, this::resolve),
        new CommandHandler<>(ControlInstance.class, this::control));
  }

  /**
   * Runs a workflow.
   *
   * @throws ProblemException {@code FORBIDDEN}; {@code NOT_FOUND} or {@code INVALID_STATE} when
   *     there is no such workflow that can be run; {@code INVALID_INPUT}; {@code
   *     DUPLICATE_BUSINESS_KEY}
   */
  public InstanceView start(StartInstance command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.WORKFLOW_RUN);
    PublishedWorkflows.Version version =
        workflows.latest(batch, caller.tenant(), command.workflowId());
    return InstanceView.of(
        started(
            batch,
            caller,
            version,
            new WorkflowInstance.Identity(
                Ids.next(),
                caller.tenant(),
                command.workflowId(),
                version.number(),
                command.businessKey(),
                command.entity(),
                command.input(),
                caller.user(),
                batch.now(),
                command.traceParent(),
                null)));
  }

  /** Starts a new instance, whoever wants it. */
  WorkflowInstance started(
      Batch batch,
      Caller caller,
      PublishedWorkflows.Version version,
      WorkflowInstance.Identity identity) {
    CompiledWorkflow compiled = version.compiled();
    List<FieldError> violations = compiled.inputSchema().violations(identity.input());
    if (!violations.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_INPUT,
              "The input is not what workflow " + identity.workflowId() + " expects.")
          .withErrors(violations.stream().map(InstanceService::inBody).toList());
    }
    WorkflowInstance instance = new WorkflowInstance(identity);
    Transition transition =
        Engine.advance(
            compiled.graph(),
            Execution.EMPTY,
            new EngineCommand.Start(),
            instance.surroundings(batch.now()));
    batch.spend(transition.effort());
    requireRunnable(transition);
    repository.created(batch, instance, version);
    advancement.apply(batch, caller, instance, transition, compiled.graph());
    return instance;
  }

  /**
   * What cannot be computed at once is told to whoever starts it, who can do something about it.
   */
  private static void requireRunnable(Transition transition) {
    Execution.Failure failure = transition.execution().failure();
    String why = failure == null ? null : failure.step() + ": " + failure.detail();
    for (Effect effect : transition.effects()) {
      if (effect instanceof Effect.OpenIncident incident) {
        why = incident.step() + ": " + incident.detail();
        break;
      }
    }
    if (why != null) {
      throw new ProblemException(
          ProblemType.INVALID_INPUT, "With this input the workflow cannot be run: step " + why);
    }
  }

  /**
   * Brings a signal. One that nothing waits for is kept for the next step that does.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE} also when too many are kept,
   *     {@code INVALID_INPUT} when they are too large together, {@code FORBIDDEN}
   */
  public InstanceView signal(SendSignal command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.WORKFLOW_RUN);
    WorkflowInstance instance = repository.get(batch, caller.tenant(), command.instanceId());
    instance.requireRunning("bringing a signal");
    if (instance.execution().signals().size() >= Bounds.MAX_SIGNALS) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Instance "
              + instance.id()
              + " keeps "
              + Bounds.MAX_SIGNALS
              + " signals that nothing waits for; it takes no more.");
    }
    requireRoom(instance, command);
    advancement.append(
        batch,
        caller,
        instance,
        List.of(
            new JournalEvent(
                "SIGNALLED",
                null,
                null,
                null,
                Json.mapper().createObjectNode().put("signal", command.name()))));
    advancement.advance(
        batch,
        caller,
        instance,
        new EngineCommand.BringSignal(command.name(), command.correlation(), command.payload()));
    return InstanceView.of(instance);
  }

  /** A step's output is bounded, and so is what waits to become one. */
  private static void requireRoom(WorkflowInstance instance, SendSignal command) {
    int bytes = bytes(command.payload());
    for (Execution.Signal kept : instance.execution().signals()) {
      bytes += bytes(kept.payload());
    }
    if (bytes > Bounds.MAX_OUTPUT_BYTES) {
      throw new ProblemException(
              ProblemType.INVALID_INPUT,
              "Instance " + instance.id() + " keeps signals that nothing waits for.")
          .withErrors(
              List.of(
                  FieldError.at(
                      "/payload",
                      "with it they would be "
                          + bytes
                          + " bytes; allowed are "
                          + Bounds.MAX_OUTPUT_BYTES)));
    }
  }

  private static int bytes(@Nullable JsonNode payload) {
    return payload == null ? 0 : Json.writeBytes(payload).length;
  }

  /**
   * Has a step with an incident tried again, passed over, or fail.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE} when it is not open any more,
   *     {@code FORBIDDEN}
   */
  public InstanceView resolve(ResolveIncident command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.OPERATIONS_MANAGE);
    WorkflowInstance instance = repository.get(batch, caller.tenant(), command.instanceId());
    instance.require(EnumSet.of(InstanceState.RUNNING), "resolving an incident");
    UUID id = command.incidentId();
    if (instance.token(id).filter(t -> t.incident() != null).isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_STATE, "Incident " + id + " is not open any more.");
    }
    advancement.advance(
        batch,
        caller,
        instance,
        switch (command.way()) {
          case RETRY -> new EngineCommand.Retry(id);
          case SKIP -> new EngineCommand.Skip(id);
          case FAIL -> new EngineCommand.Fail(id);
        });
    return InstanceView.of(instance);
  }

  /**
   * Ends, holds or continues an instance. Whoever started it may cancel, suspend and resume it;
   * everything else, and all of it for others, needs the permission to manage operations.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE}, {@code FORBIDDEN}
   */
  public InstanceView control(ControlInstance command, Batch batch) {
    Caller caller = command.caller();
    WorkflowInstance instance = repository.get(batch, caller.tenant(), command.instanceId());
    boolean own =
        instance.identity().startedBy().equals(caller.user())
            && EnumSet.of(
                    ControlInstance.Verb.CANCEL,
                    ControlInstance.Verb.SUSPEND,
                    ControlInstance.Verb.RESUME)
                .contains(command.verb());
    if (!own) {
      caller.require(Permissions.OPERATIONS_MANAGE);
    }
    List<EngineCommand> commands =
        new Control(instance, advancement.graph(batch, instance)).commands(command);
    if (command.reason() != null) {
      advancement.append(batch, caller, instance, List.of(reason(command)));
    }
    for (EngineCommand one : commands) {
      // what one retry leads to may do away with the next incident
      if (!(one instanceof EngineCommand.Retry retry)
          || instance.token(retry.token()).filter(t -> t.incident() != null).isPresent()) {
        advancement.advance(batch, caller, instance, one);
      }
    }
    return InstanceView.of(instance);
  }

  private static JournalEvent reason(ControlInstance command) {
    String event =
        switch (command.verb()) {
          case CANCEL -> "CANCELLATION_REQUESTED";
          case SUSPEND -> "SUSPENSION_REQUESTED";
          case RESUME -> "RESUMPTION_REQUESTED";
          case RETRY -> "RETRY_REQUESTED";
          case RESTART -> "RESTART_REQUESTED";
        };
    return new JournalEvent(
        event, null, null, null, Json.mapper().createObjectNode().put("reason", command.reason()));
  }

  /** Moves on the instance whose step asked for the approval that was decided. */
  void resume(@Observes ApprovalClosed closed) {
    Approval approval = closed.approval();
    Approval.Origin origin = approval.origin();
    if (origin == null) {
      return;
    }
    WorkflowInstance instance =
        repository.get(closed.batch(), approval.tenant(), origin.instanceId());
    instance.requireRunning("deciding its approvals");
    if (instance.token(approval.id()).isEmpty()) {
      throw new IllegalStateException(
          "approval " + approval.id() + " was open, but its step no longer waits for it");
    }
    advancement.advance(
        closed.batch(),
        closed.caller(),
        instance,
        new EngineCommand.CloseApproval(
            approval.id(), approval.state() == ApprovalState.APPROVED, approval.participants()));
  }

  /** The requests of an instance that is suspended stand still with it. */
  void hold(@Observes ApprovalHold asked) {
    Approval.Origin origin = asked.approval().origin();
    if (origin != null) {
      repository
          .find(asked.batch(), asked.approval().tenant(), origin.instanceId())
          .filter(instance -> instance.state() == InstanceState.SUSPENDED)
          .ifPresent(instance -> asked.hold("instance " + instance.id() + " is SUSPENDED"));
    }
  }

  /** The input's pointers as those of the body that it came in. */
  private static FieldError inBody(FieldError error) {
    return FieldError.at("/input" + error.pointer(), error.detail());
  }
}
