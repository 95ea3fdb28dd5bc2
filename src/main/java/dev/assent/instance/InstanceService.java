package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.Approval;
import dev.assent.approval.ApprovalClosed;
import dev.assent.approval.ApprovalRequest;
import dev.assent.approval.ApprovalService;
import dev.assent.approval.ApprovalState;
import dev.assent.approval.ApprovalSubject;
import dev.assent.approval.Approver;
import dev.assent.approval.Policy;
import dev.assent.approval.Priority;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
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
import dev.assent.workflow.Node;
import dev.assent.workflow.PublishedWorkflows;
import dev.assent.workflow.WorkflowGraph;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The verbs on instances, applied in memory to what the batch has loaded; the transaction is the
 * batch's.
 *
 * <p>Statements for a start alone: begin, write, commit in 2 round trips; one more of each to read
 * when an Idempotency-Key is given or the node has not run the workflow before. For completing a
 * step: as for a decision.
 */
@ApplicationScoped
public class InstanceService implements CommandService {
  @Inject private InstanceRepository repository;
  @Inject private PublishedWorkflows workflows;
  @Inject private ApprovalService approvals;
  @Inject private Journal journal;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(
        new CommandHandler<>(StartInstance.class, this::start),
        new CommandHandler<>(CompleteStep.class, this::complete),
        new CommandHandler<>(CancelInstance.class, this::cancel));
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
    CompiledWorkflow compiled = version.compiled();
    List<FieldError> violations = compiled.inputSchema().violations(command.input());
    if (!violations.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_INPUT,
              "The input is not what workflow " + command.workflowId() + " expects.")
          .withErrors(violations.stream().map(InstanceService::inBody).toList());
    }
    WorkflowInstance instance =
        new WorkflowInstance(
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
                command.traceParent()));
    Transition transition =
        Engine.advance(
            compiled.graph(),
            Execution.EMPTY,
            new EngineCommand.Start(),
            instance.surroundings(batch.now()));
    if (transition.status() == InstanceState.FAILED) {
      Execution.Failure failure =
          java.util.Objects.requireNonNull(transition.execution().failure());
      throw new ProblemException(
          ProblemType.INVALID_INPUT,
          "With this input the workflow cannot be run: step "
              + failure.step()
              + ": "
              + failure.detail());
    }
    repository.created(batch, instance, version);
    apply(batch, caller, instance, transition, compiled.graph());
    return InstanceView.of(instance);
  }

  /**
   * Completes an active task: its assignee or whoever has one of its roles may; without either,
   * whoever may run workflows.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE} when the step is not an
   *     active task, {@code FORBIDDEN}
   */
  public InstanceView complete(CompleteStep command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.WORKFLOW_RUN);
    WorkflowInstance instance = repository.get(batch, caller.tenant(), command.instanceId());
    WorkflowGraph graph = graph(batch, instance);
    if (graph.steps().stream().noneMatch(s -> s.id().equals(command.step()))) {
      throw ProblemException.notFound("step", command.step() + " in instance " + instance.id());
    }
    instance.requireRunning("completing a step");
    Token token =
        instance
            .tokenAt(command.step())
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.INVALID_STATE,
                        "Step "
                            + command.step()
                            + " of instance "
                            + instance.id()
                            + " is "
                            + instance
                                .execution()
                                .steps()
                                .getOrDefault(command.step(), StepRecord.UNREACHED)
                                .status()
                            + "; active are "
                            + instance.execution().tokens().stream().map(Token::step).toList()
                            + "."));
    if (!(graph.node(token.node()) instanceof Node.Task task)) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Step "
              + command.step()
              + " is an approval: decide approval "
              + token.id()
              + " instead.");
    }
    requireMayComplete(caller, token, task);
    advance(
        batch,
        caller,
        instance,
        new EngineCommand.CompleteTask(token.id(), caller.user(), command.output()));
    return InstanceView.of(instance);
  }

  /**
   * Ends an instance where it is: whoever started it, or manages operations, may.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE} when it has ended, {@code
   *     FORBIDDEN}
   */
  public InstanceView cancel(CancelInstance command, Batch batch) {
    Caller caller = command.caller();
    WorkflowInstance instance = repository.get(batch, caller.tenant(), command.instanceId());
    if (!instance.identity().startedBy().equals(caller.user())) {
      caller.require(Permissions.OPERATIONS_MANAGE);
    }
    instance.requireRunning("cancelling");
    if (command.reason() != null) {
      JsonNode reason = Json.mapper().createObjectNode().put("reason", command.reason());
      append(
          batch,
          caller,
          instance,
          List.of(new JournalEvent("CANCELLATION_REQUESTED", null, null, null, reason)));
    }
    advance(batch, caller, instance, new EngineCommand.Cancel());
    return InstanceView.of(instance);
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
    if (instance.token(approval.id()).isEmpty()) {
      throw new IllegalStateException(
          "approval " + approval.id() + " was open, but its step no longer waits for it");
    }
    advance(
        closed.batch(),
        closed.caller(),
        instance,
        new EngineCommand.CloseApproval(
            approval.id(), approval.state() == ApprovalState.APPROVED, approval.deciderNames()));
  }

  /** The input's pointers as those of the body that it came in. */
  private static FieldError inBody(FieldError error) {
    return FieldError.at("/input" + error.pointer(), error.detail());
  }

  private static void requireMayComplete(Caller caller, Token token, Node.Task task) {
    boolean open = token.assignee() == null && task.roles().isEmpty();
    boolean own = caller.user().equals(token.assignee());
    boolean inRole = task.roles().stream().anyMatch(caller.roles()::contains);
    if (!open && !own && !inRole) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "Step "
              + task.step()
              + " is for "
              + performers(token, task)
              + ", and "
              + caller.user()
              + " is none of them.");
    }
  }

  private static String performers(Token token, Node.Task task) {
    List<String> performers = new ArrayList<>();
    if (token.assignee() != null) {
      performers.add("the user " + token.assignee());
    }
    task.roles().forEach(role -> performers.add("the role " + role));
    return String.join(" or ", performers);
  }

  private void advance(
      Batch batch, Caller caller, WorkflowInstance instance, EngineCommand command) {
    WorkflowGraph graph = graph(batch, instance);
    Transition transition =
        Engine.advance(graph, instance.execution(), command, instance.surroundings(batch.now()));
    repository.changed(batch, instance);
    apply(batch, caller, instance, transition, graph);
  }

  private WorkflowGraph graph(Batch batch, WorkflowInstance instance) {
    WorkflowInstance.Identity identity = instance.identity();
    return workflows
        .version(batch, identity.tenant(), identity.workflowId(), identity.workflowVersion())
        .compiled()
        .graph();
  }

  private void apply(
      Batch batch,
      Caller caller,
      WorkflowInstance instance,
      Transition transition,
      WorkflowGraph graph) {
    instance.apply(transition, batch.now());
    append(batch, caller, instance, transition.events());
    for (Effect effect : transition.effects()) {
      if (effect instanceof Effect.OpenApproval open) {
        WorkflowInstance.Identity identity = instance.identity();
        approvals.open(
            batch,
            caller,
            open.id(),
            new Approval.Origin(identity.id(), identity.workflowId(), open.node().step()),
            request(instance, open, graph),
            identity.startedBy());
      } else if (effect instanceof Effect.CancelApproval cancel) {
        approvals.cancelOfStep(batch, caller, cancel.id());
      }
    }
  }

  private static ApprovalRequest request(
      WorkflowInstance instance, Effect.OpenApproval open, WorkflowGraph graph) {
    Node.Approval node = open.node();
    List<Approver> approvers = new ArrayList<>();
    open.users().forEach(user -> approvers.add(Approver.user(user)));
    node.roles().forEach(role -> approvers.add(Approver.role(role)));
    StartInstance.Entity entity = instance.identity().entity();
    return new ApprovalRequest(
        graph.name() + ": " + node.name(),
        null,
        new ApprovalSubject(entity.type(), entity.id(), null),
        Policy.valueOf(node.policy().name()),
        priority(node),
        approvers,
        open.excluded());
  }

  private static Priority priority(Node.Approval node) {
    return switch (node.priority()) {
      case 0 -> Priority.LOW;
      case 2 -> Priority.HIGH;
      case 3 -> Priority.URGENT;
      default -> Priority.NORMAL;
    };
  }

  private void append(
      Batch batch, Caller caller, WorkflowInstance instance, List<JournalEvent> events) {
    UUID id = instance.id();
    journal.append(
        batch,
        new JournalEntry(
            instance.tenant(),
            SubjectType.INSTANCE,
            id.toString(),
            caller.user(),
            null,
            batch.now(),
            events));
  }
}
