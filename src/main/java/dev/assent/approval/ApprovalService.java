package dev.assent.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
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
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The verbs that make and end approval requests, applied in memory to what the batch has loaded;
 * the transaction is the batch's.
 *
 * <p>Statements for a decision alone: 7 (lock, standing of the caller and request in one round
 * trip, write, commit) and the transaction's begin; within a full batch a sixteenth of that.
 */
@ApplicationScoped
public class ApprovalService implements CommandService {
  @Inject private ApprovalRepository repository;
  @Inject private ApprovalJournal journal;
  @Inject private ApprovalTimers timers;
  @Inject private Admission admission;
  @Inject private Standstill standstill;
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
   *     {@code NOT_AN_APPROVER}, {@code SEPARATION_OF_DUTIES}, {@code ALREADY_DECIDED}, {@code
   *     CLAIMED}, {@code INVALID_STATE} when it was cancelled, sent back, is over or stands still;
   *     {@code INVALID_BODY} for what the stage asks for and is not there; for an action {@code
   *     PRECONDITION_REQUIRED} and {@code PRECONDITION_FAILED}
   */
  public DecisionView decide(Decide command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.APPROVAL_DECIDE);
    Approval approval = repository.get(batch, caller.tenant(), command.approvalId());
    standstill.refuse(batch, approval);
    timers.pass(batch, approval);
    Places.Place place = admission.toDecide(batch, approval, caller, command.assignmentId());
    Verdict verdict = command.verdict();
    new VerdictCheck(approval, place.stage()).check(verdict);
    Assignment filled = place.assignment();
    List<Stage> before = approval.stages().stream().filter(Stage::isOpen).toList();
    approval.decide(
        place,
        new Assignment.Ruling(
            verdict.decision(),
            caller.user(),
            verdict.rationale(),
            verdict.conditions().stream().map(c -> c.withId(Ids.next())).toList(),
            verdict.scores(),
            verdict.attachments(),
            batch.now()),
        verdict.arguments());
    repository.changed(batch, approval);
    List<JournalEvent> events = new ArrayList<>();
    events.add(decided(approval, place.stage(), filled, verdict));
    events.addAll(ApprovalJournal.stages(approval, before));
    if (approval.state() == ApprovalState.CHANGES_REQUESTED) {
      events.add(
          ApprovalJournal.event(
              "CHANGES_REQUESTED",
              approval,
              ApprovalState.PENDING,
              approval.state(),
              ApprovalJournal.data(approval, place.stage())));
    } else if (approval.closedAt() != null) {
      events.add(closed(approval));
    }
    journal.append(batch, approval, caller, filled.onBehalfOf(), events);
    timers.wake(batch, approval);
    if (approval.closedAt() != null) {
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
    Approval approval =
        new Approval(
            new Approval.Identity(id, caller.tenant(), requestedBy, batch.now()), origin, request);
    approval.begin(batch.now());
    repository.created(batch, approval);
    timers.wake(batch, approval);
    journal.append(batch, approval, caller, null, List.of(requested(approval)));
    if (approval.closedAt() != null) {
      Caller system = Caller.system(caller.tenant());
      journal.append(batch, approval, system, null, List.of(closedAtOnce(approval)));
      closed.fire(new ApprovalClosed(batch, approval, system));
    }
    return approval;
  }

  private static JournalEvent requested(Approval approval) {
    ApprovalRequest request = approval.request();
    ObjectNode data = ApprovalJournal.data(approval);
    data.put("title", request.title());
    List<Approver> asked = new ArrayList<>();
    approval.assignments().forEach(a -> asked.add(a.approver()));
    data.set("approvers", Json.mapper().valueToTree(asked));
    if (approval.stages().size() > 1) {
      data.set(
          "stages",
          Json.mapper().valueToTree(approval.stages().stream().map(Stage::name).toList()));
    }
    if (request.route().chosen() != null) {
      data.set("routing", Json.mapper().valueToTree(request.route().chosen()));
    }
    return ApprovalJournal.event("APPROVAL_REQUESTED", approval, null, ApprovalState.PENDING, data);
  }

  /** Of a request that needs nobody, with why not. */
  private static JournalEvent closedAtOnce(Approval approval) {
    ObjectNode data = ApprovalJournal.data(approval);
    List<String> reasons = new ArrayList<>();
    approval.stages().forEach(s -> reasons.add(s.name() + ": " + s.plan().skipped()));
    data.put("reason", String.join("; ", reasons));
    return ApprovalJournal.event(
        "APPROVAL_CLOSED", approval, ApprovalState.PENDING, approval.state(), data);
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
    if (!approval.identity().requestedBy().equals(caller.user())) {
      caller.require(Permissions.OPERATIONS_MANAGE);
    }
    timers.pass(batch, approval);
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
    if (!approval.state().isOpen()) {
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
        .filter(a -> a.state().isOpen())
        .ifPresent(a -> cancel(batch, caller, a, null));
  }

  /** Has the open request of a step's activation belong to the step of another id. */
  public void renameStep(Batch batch, String tenant, UUID id, String step) {
    repository
        .find(batch, tenant, id)
        .filter(a -> a.state().isOpen())
        .ifPresent(
            a -> {
              a.renameStep(step);
              repository.changed(batch, a);
            });
  }

  private void cancel(Batch batch, Caller caller, Approval approval, @Nullable String reason) {
    ApprovalState before = approval.state();
    approval.cancel(batch.now());
    repository.changed(batch, approval);
    timers.wake(batch, approval);
    ObjectNode data = ApprovalJournal.data(approval);
    if (reason != null) {
      data.put("reason", reason);
    }
    journal.append(
        batch,
        approval,
        caller,
        null,
        List.of(
            ApprovalJournal.event(
                "APPROVAL_CANCELLED", approval, before, ApprovalState.CANCELLED, data)));
  }

  private static JournalEvent decided(
      Approval approval, Stage stage, Assignment filled, Verdict verdict) {
    Assignment.Ruling ruling = Objects.requireNonNull(filled.ruling());
    ObjectNode data = ApprovalJournal.data(approval, stage);
    data.put("assignmentId", filled.id().toString());
    data.put("approverType", filled.approver().type().name());
    data.put("approver", filled.approver().name());
    data.put("decision", ruling.decision().name());
    if (ruling.rationale() != null) {
      data.put("rationale", ruling.rationale());
    }
    if (!ruling.conditions().isEmpty()) {
      data.set("conditions", Json.mapper().valueToTree(ruling.conditions()));
    }
    if (!ruling.scores().isEmpty()) {
      data.set("scores", Json.mapper().valueToTree(ruling.scores()));
    }
    if (!ruling.attachments().isEmpty()) {
      data.set("attachments", Json.mapper().valueToTree(ruling.attachments()));
    }
    if (verdict.shown() != null) {
      data.put("shown", verdict.shown());
    }
    if (verdict.arguments() != null) {
      data.set("arguments", verdict.arguments());
    }
    return ApprovalJournal.event(
        "DECIDED", approval, AssignmentState.PENDING, filled.state(), data);
  }

  private static JournalEvent closed(Approval approval) {
    return ApprovalJournal.event(
        "APPROVAL_CLOSED",
        approval,
        ApprovalState.PENDING,
        approval.state(),
        ApprovalJournal.data(approval));
  }
}
