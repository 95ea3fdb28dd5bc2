package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The verbs on approval requests, applied in memory to what the batch has loaded; the transaction
 * is the batch's.
 *
 * <p>Statements for a decision alone: 4 (lock and read in one round trip, write, commit) and the
 * transaction's begin; within a full batch a sixteenth of that.
 */
@ApplicationScoped
public class ApprovalService implements CommandService {
  @Inject private ApprovalRepository repository;
  @Inject private Journal journal;
  @Inject private Event<ApprovalClosed> closed;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(
        new CommandHandler<>(Decide.class, this::decide),
        new CommandHandler<>(RequestApproval.class, this::request),
        new CommandHandler<>(CancelApproval.class, this::cancel));
  }

  /**
   * Decides a request: the only way to do so.
   *
   * @throws ProblemException {@code FORBIDDEN}, {@code NOT_FOUND} (also for another tenant's),
   *     {@code NOT_AN_APPROVER}, {@code SEPARATION_OF_DUTIES}, {@code ALREADY_DECIDED} or, when it
   *     was cancelled, {@code INVALID_STATE}
   */
  public DecisionView decide(Decide command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.APPROVAL_DECIDE);
    Approval approval = repository.get(batch, caller.tenant(), command.approvalId());
    Assignment filled =
        approval.decide(
            caller,
            command.assignmentId(),
            command.decision(),
            command.rationale(),
            command.conditions(),
            batch.now());
    repository.changed(batch, approval);
    List<JournalEvent> events = new ArrayList<>();
    events.add(decided(approval, filled));
    if (approval.state() != ApprovalState.PENDING) {
      events.add(closed(approval));
    }
    append(batch, approval, caller, events);
    if (approval.state() != ApprovalState.PENDING) {
      closed.fire(new ApprovalClosed(batch, approval, caller));
    }
    return DecisionView.of(approval, filled);
  }

  /** Makes a request that stands alone. */
  public ApprovalView request(RequestApproval command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.APPROVAL_REQUEST);
    return ApprovalView.of(open(batch, caller, Ids.next(), null, command.request(), caller.user()));
  }

  /**
   * Makes a request, alone or for a step.
   *
   * @param id new; a step uses the id of its activation
   * @param requestedBy who asks: for a step, who started its instance
   */
  public Approval open(
      Batch batch,
      Caller caller,
      UUID id,
      Approval.@Nullable Origin origin,
      ApprovalRequest request,
      String requestedBy) {
    List<Assignment> assignments = new ArrayList<>();
    for (Approver approver : request.approvers()) {
      assignments.add(new Assignment(Ids.next(), approver));
    }
    Approval approval =
        new Approval(id, caller.tenant(), origin, request, requestedBy, batch.now(), assignments);
    repository.created(batch, approval);
    ObjectNode data = data(approval);
    data.put("title", request.title());
    data.set("approvers", Json.mapper().valueToTree(request.approvers()));
    append(
        batch,
        approval,
        caller,
        List.of(event("APPROVAL_REQUESTED", approval, null, "PENDING", data)));
    return approval;
  }

  /**
   * Takes back a request that stands alone: its requester or whoever manages operations may.
   *
   * @throws ProblemException {@code INVALID_STATE} when it is decided or belongs to a step, {@code
   *     FORBIDDEN}, {@code NOT_FOUND}
   */
  public ApprovalView cancel(CancelApproval command, Batch batch) {
    Caller caller = command.caller();
    Approval approval = repository.get(batch, caller.tenant(), command.approvalId());
    if (!approval.requestedBy().equals(caller.user())) {
      caller.require(Permissions.OPERATIONS_MANAGE);
    }
    if (approval.origin() != null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval "
              + approval.id()
              + " belongs to step "
              + approval.origin().step()
              + " of instance "
              + approval.origin().instanceId()
              + "; cancel the instance instead.");
    }
    if (approval.state() != ApprovalState.PENDING) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval "
              + approval.id()
              + " is "
              + approval.state()
              + " and can no longer be cancelled.");
    }
    cancel(batch, caller, approval, command.reason());
    return ApprovalView.of(approval);
  }

  /**
   * Takes back the open request of a step's activation; does nothing when it is not open any more.
   */
  public void cancelOfStep(Batch batch, Caller caller, UUID id) {
    repository
        .find(batch, caller.tenant(), id)
        .filter(a -> a.state() == ApprovalState.PENDING)
        .ifPresent(a -> cancel(batch, caller, a, null));
  }

  /** Has the open request of a step's activation belong to the step of another id. */
  public void renameStep(Batch batch, String tenant, UUID id, String step) {
    repository
        .find(batch, tenant, id)
        .filter(a -> a.state() == ApprovalState.PENDING)
        .ifPresent(
            a -> {
              a.moveTo(step);
              repository.changed(batch, a);
            });
  }

  private void cancel(Batch batch, Caller caller, Approval approval, @Nullable String reason) {
    approval.cancel(batch.now());
    repository.changed(batch, approval);
    ObjectNode data = data(approval);
    if (reason != null) {
      data.put("reason", reason);
    }
    append(
        batch,
        approval,
        caller,
        List.of(event("APPROVAL_CANCELLED", approval, "PENDING", "CANCELLED", data)));
  }

  private void append(Batch batch, Approval approval, Caller caller, List<JournalEvent> events) {
    Approval.Origin origin = approval.origin();
    journal.append(
        batch,
        new JournalEntry(
            approval.tenant(),
            origin == null ? SubjectType.APPROVAL : SubjectType.INSTANCE,
            (origin == null ? approval.id() : origin.instanceId()).toString(),
            caller.user(),
            null,
            batch.now(),
            events));
  }

  private static JournalEvent decided(Approval approval, Assignment filled) {
    ObjectNode data = data(approval);
    data.put("assignmentId", filled.id().toString());
    data.put("approverType", filled.approver().type().name());
    data.put("approver", filled.approver().name());
    data.put("decision", String.valueOf(filled.decision()));
    if (filled.rationale() != null) {
      data.put("rationale", filled.rationale());
    }
    if (!filled.conditions().isEmpty()) {
      data.set("conditions", Json.mapper().valueToTree(filled.conditions()));
    }
    return event("DECIDED", approval, "PENDING", filled.state().name(), data);
  }

  private static JournalEvent closed(Approval approval) {
    return event("APPROVAL_CLOSED", approval, "PENDING", approval.state().name(), data(approval));
  }

  private static ObjectNode data(Approval approval) {
    return Json.mapper().createObjectNode().put("approvalId", approval.id().toString());
  }

  private static JournalEvent event(
      String name, Approval approval, @Nullable String from, String to, JsonNode data) {
    Approval.Origin origin = approval.origin();
    return new JournalEvent(name, origin == null ? null : origin.step(), from, to, data);
  }
}
