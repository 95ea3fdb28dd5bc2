package dev.assent.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.identity.Standings;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The verbs by which a place comes to somebody else; none of them decides anything. */
@ApplicationScoped
public class HandoverService implements CommandService {
  @Inject private ApprovalRepository repository;
  @Inject private ApprovalJournal journal;
  @Inject private ApprovalTimers timers;
  @Inject private Admission admission;
  @Inject private Standings standings;
  @Inject private Standstill standstill;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(
        new CommandHandler<>(ClaimPlace.class, this::claim),
        new CommandHandler<>(ReleasePlace.class, this::release),
        new CommandHandler<>(HandOver.class, this::handOver),
        new CommandHandler<>(Escalate.class, this::escalate));
  }

  /**
   * Takes a role's place for the caller: nobody else decides it until it is released. Claiming what
   * one has claimed changes nothing.
   *
   * @throws ProblemException as for a decision; {@code INVALID_STATE} for a place that is the
   *     caller's own anyway
   */
  ApprovalView claim(ClaimPlace command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.APPROVAL_DECIDE);
    Approval approval = approval(batch, command);
    Places.Place place = admission.find(batch, approval, caller, command.assignmentId());
    Assignment assignment = place.assignment();
    if (assignment.approver().type() != Approver.Type.ROLE) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "The assignment of "
              + assignment.approver()
              + " in approval "
              + approval.id()
              + " is nobody else's; only a role's is claimed.");
    }
    // what the absent one has claimed is claimed for whoever stands in as well
    if (!caller.user().equals(assignment.claimedBy()) && place.principal() == null) {
      assignment.claim(caller.user());
      changed(batch, approval, caller, place, "CLAIMED", null);
    }
    return ApprovalView.of(approval);
  }

  /**
   * Gives a claimed place back: whoever claimed it may, and who manages operations.
   *
   * @throws ProblemException {@code INVALID_STATE} when the caller has claimed none
   */
  ApprovalView release(ReleasePlace command, Batch batch) {
    Caller caller = command.caller();
    Approval approval = approval(batch, command);
    boolean any = caller.may(Permissions.OPERATIONS_MANAGE);
    for (Stage stage : approval.stages()) {
      for (Assignment a : stage.assignments()) {
        boolean meant =
            command.assignmentId() == null
                ? caller.user().equals(a.claimedBy())
                : a.id().equals(command.assignmentId());
        boolean may = any || caller.user().equals(a.claimedBy());
        if (a.isPending() && a.claimedBy() != null && meant && may) {
          ObjectNode data = ApprovalJournal.data(approval, stage);
          data.put("claimedBy", a.claimedBy());
          a.claim(null);
          changed(batch, approval, caller, new Places.Place(stage, a, null), "RELEASED", data);
          return ApprovalView.of(approval);
        }
      }
    }
    throw new ProblemException(
        ProblemType.INVALID_STATE,
        "There is no open assignment in approval "
            + approval.id()
            + " that "
            + caller.user()
            + " has claimed.");
  }

  /**
   * Hands the caller's place on: delegated, it is decided on the caller's behalf; forwarded, by
   * somebody else in their own name.
   *
   * @throws ProblemException as for a decision, and {@code SEPARATION_OF_DUTIES}, {@code
   *     INVALID_STATE} or {@code INVALID_INPUT} for whom it cannot be handed on to
   */
  ApprovalView handOver(HandOver command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.APPROVAL_DECIDE);
    Approval approval = approval(batch, command);
    Places.Place place = admission.find(batch, approval, caller, command.assignmentId());
    String to = command.to().approver().name();
    HandoverCheck check = new HandoverCheck(approval);
    check.requireThere(List.of(command.to()));
    check.requireMayFill(place, command.to());
    check.requireUnpaired(place, standings.of(batch, caller));
    Assignment added = new Handover(approval).handOn(place, caller.user(), to, command.how());
    ObjectNode data = ApprovalJournal.data(approval, place.stage());
    data.put("to", to).put("newAssignmentId", added.id().toString());
    if (command.reason() != null) {
      data.put("reason", command.reason());
    }
    changed(batch, approval, caller, place, command.how().name(), data);
    return ApprovalView.of(approval);
  }

  /**
   * Asks others as well for all that is open in a stage: its next level, which its approvers and
   * the requester may bring forward, or whom somebody names who manages operations.
   *
   * @throws ProblemException {@code FORBIDDEN}; {@code INVALID_STATE} when no stage of this name is
   *     open, or there is nobody to ask; {@code INVALID_INPUT} or {@code SEPARATION_OF_DUTIES} for
   *     whom it names
   */
  ApprovalView escalate(Escalate command, Batch batch) {
    Caller caller = command.caller();
    Approval approval = approval(batch, command);
    if (!command.to().isEmpty()) {
      // who chooses approvers could choose who approves
      caller.require(Permissions.OPERATIONS_MANAGE);
    } else if (!caller.may(Permissions.OPERATIONS_MANAGE)
        && !approval.identity().requestedBy().equals(caller.user())) {
      caller.require(Permissions.APPROVAL_DECIDE);
      Places.Place own = admission.find(batch, approval, caller, null);
      if (command.stage() != null && !own.stage().name().equals(command.stage())) {
        caller.require(Permissions.OPERATIONS_MANAGE);
      }
    }
    Stage stage = open(approval, command.stage());
    HandoverCheck check = new HandoverCheck(approval);
    check.requireThere(command.to());
    check.requireMayDecide(stage, command.to());
    List<Approver> to = new ArrayList<>(command.to().stream().map(Newcomer::approver).toList());
    List<Escalation> levels = stage.plan().deadline().escalations();
    if (to.isEmpty() && stage.escalated() < levels.size()) {
      to.addAll(levels.get(stage.escalated()).to());
    }
    boolean planned = command.to().isEmpty() && !to.isEmpty();
    if (new Handover(approval).ask(stage, to) == 0) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Nobody is left to escalate stage "
              + stage.name()
              + " of approval "
              + approval.id()
              + " to; who manages operations may name others by 'to'.");
    }
    if (planned) {
      stage.escalate();
    }
    approval.changed();
    repository.changed(batch, approval);
    ObjectNode data = ApprovalJournal.data(approval, stage);
    data.set("to", Json.mapper().valueToTree(to));
    if (command.reason() != null) {
      data.put("reason", command.reason());
    }
    timers.wake(batch, approval);
    journal.append(
        batch, approval, caller, null, List.of(ApprovalJournal.event("ESCALATED", approval, data)));
    return ApprovalView.of(approval);
  }

  private static Stage open(Approval approval, @Nullable String name) {
    List<Stage> open =
        approval.stages().stream()
            .filter(Stage::isOpen)
            .filter(s -> name == null || s.name().equals(name))
            .toList();
    if (open.size() == 1) {
      return open.get(0);
    }
    throw new ProblemException(
        ProblemType.INVALID_STATE,
        "Approval "
            + approval.id()
            + " has "
            + (open.isEmpty() ? "no open stage" : open.size() + " open stages")
            + (name == null ? "" : " " + name)
            + (open.isEmpty()
                ? "; it is " + approval.state() + "."
                : ": name one of " + open.stream().map(Stage::name).toList() + "."));
  }

  private Approval approval(Batch batch, ApprovalCommand command) {
    Approval approval = repository.get(batch, command.tenant(), command.approvalId());
    standstill.refuse(batch, approval);
    timers.pass(batch, approval);
    return approval;
  }

  private void changed(
      Batch batch,
      Approval approval,
      Caller caller,
      Places.Place place,
      String event,
      @Nullable ObjectNode particulars) {
    ObjectNode data =
        particulars == null ? ApprovalJournal.data(approval, place.stage()) : particulars;
    data.put("assignmentId", place.assignment().id().toString());
    approval.changed();
    repository.changed(batch, approval);
    journal.append(
        batch,
        approval,
        caller,
        place.principal(),
        List.of(ApprovalJournal.event(event, approval, data)));
  }
}
