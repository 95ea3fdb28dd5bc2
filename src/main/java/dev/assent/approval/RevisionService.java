package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.json.ContentHash;
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

/** What happens to a request beside and after its decision. */
@ApplicationScoped
public class RevisionService implements CommandService {
  /** Most submissions of one request. */
  static final int MAX_SUBMISSIONS = 50;

  @Inject private ApprovalRepository repository;
  @Inject private ApprovalJournal journal;
  @Inject private ApprovalTimers timers;
  @Inject private Standstill standstill;
  @Inject private Event<ApprovalClosed> closed;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(
        new CommandHandler<>(Recall.class, this::recall),
        new CommandHandler<>(Resubmit.class, this::resubmit),
        new CommandHandler<>(MeetCondition.class, this::meet),
        new CommandHandler<>(Redeem.class, this::redeem),
        new CommandHandler<>(AddComment.class, this::comment));
  }

  /**
   * Takes a request back to change and resubmit it, as if an approver had asked for it.
   *
   * @throws ProblemException {@code FORBIDDEN} for anybody but its requester; {@code INVALID_STATE}
   *     when it is not PENDING
   */
  ApprovalView recall(Recall command, Batch batch) {
    Caller caller = command.caller();
    Approval approval = approval(batch, command);
    requireRequester(approval, caller, "recall it");
    if (approval.state() != ApprovalState.PENDING) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval "
              + approval.id()
              + " is "
              + approval.state()
              + "; only what is PENDING can be recalled.");
    }
    approval.recall(batch.now());
    repository.changed(batch, approval);
    timers.wake(batch, approval);
    ObjectNode data = ApprovalJournal.data(approval);
    if (command.reason() != null) {
      data.put("reason", command.reason());
    }
    tell(
        batch,
        approval,
        caller,
        ApprovalJournal.event("RECALLED", approval, ApprovalState.PENDING, approval.state(), data));
    return ApprovalView.of(approval);
  }

  /**
   * Puts a request that was sent back before its approvers once more, as its next submission.
   *
   * @throws ProblemException {@code FORBIDDEN} for anybody but its requester; {@code INVALID_STATE}
   *     when no changes were asked for, or too often, or the route is not the requester's to
   *     change; {@code CONFLICT} when the request is not what its route was chosen for any more
   */
  ApprovalView resubmit(Resubmit command, Batch batch) {
    Caller caller = command.caller();
    Approval approval = approval(batch, command);
    requireRequester(approval, caller, "resubmit it");
    standstill.refuse(batch, approval);
    if (approval.state() != ApprovalState.CHANGES_REQUESTED) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval "
              + approval.id()
              + " is "
              + approval.state()
              + "; only what is CHANGES_REQUESTED can be resubmitted.");
    }
    if (approval.submission() >= MAX_SUBMISSIONS) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval "
              + approval.id()
              + " was submitted "
              + MAX_SUBMISSIONS
              + " times; cancel it and make another.");
    }
    ApprovalRequest was = approval.request();
    command.changes().requireContentOf(approval);
    command.changes().requireRouteOf(approval);
    ApprovalRequest now = command.changes().applied(was, approval.action());
    JsonNode content = SubmissionContent.of(was, approval.action());
    List<Submission.Change> changes =
        SubmissionContent.changes(content, SubmissionContent.of(now, now.action()));
    Submission before =
        new Submission(
            approval.tenant(),
            approval.id(),
            approval.submission(),
            content,
            caller.user(),
            batch.now(),
            command.changes().comment(),
            changes);
    approval.resubmit(now, batch.now());
    repository.resubmitted(batch, approval, before);
    timers.wake(batch, approval);
    ObjectNode data = ApprovalJournal.data(approval);
    data.put("submission", approval.submission());
    data.set("changes", Json.mapper().valueToTree(changes));
    data.set("approvers", Json.mapper().valueToTree(ApprovalJournal.asked(approval)));
    if (before.comment() != null) {
      data.put("comment", before.comment());
    }
    tell(
        batch,
        approval,
        caller,
        ApprovalJournal.event(
            "RESUBMITTED", approval, ApprovalState.CHANGES_REQUESTED, ApprovalState.PENDING, data));
    if (approval.closedAt() != null) {
      closed.fire(new ApprovalClosed(batch, approval, Caller.system(caller.tenant())));
    }
    return ApprovalView.of(approval);
  }

  /**
   * Says that a condition is met: whoever has made it may, and who manages operations, but never
   * the requester.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code FORBIDDEN}, {@code INVALID_STATE} when it is
   *     met already
   */
  ApprovalView meet(MeetCondition command, Batch batch) {
    Approval approval = approval(batch, command);
    for (Stage stage : approval.stages()) {
      for (Assignment a : stage.assignments()) {
        for (Condition condition : a.conditions()) {
          if (command.conditionId().equals(condition.id())) {
            met(batch, approval, a, condition, command);
            return ApprovalView.of(approval);
          }
        }
      }
    }
    throw ProblemException.notFound(
        "condition", command.conditionId() + " of approval " + approval.id());
  }

  private void met(
      Batch batch, Approval approval, Assignment of, Condition condition, MeetCondition command) {
    Caller caller = command.caller();
    if (caller.user().equals(approval.identity().requestedBy())) {
      throw new ProblemException(
          ProblemType.SEPARATION_OF_DUTIES,
          caller.user() + " has made the request, and must not find its conditions met.");
    }
    if (!caller.user().equals(of.decidedBy()) && !caller.user().equals(of.onBehalfOf())) {
      caller.require(Permissions.OPERATIONS_MANAGE);
    }
    if (!condition.isOpen()) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Condition "
              + condition.id()
              + " was found met by "
              + condition.metBy()
              + " at "
              + condition.metAt()
              + ".");
    }
    of.meet(command.conditionId(), caller.user(), batch.now(), command.note());
    approval.changed();
    repository.changed(batch, approval);
    ObjectNode data = ApprovalJournal.data(approval);
    data.put("conditionId", command.conditionId().toString());
    data.put("condition", condition.condition());
    if (command.note() != null) {
      data.put("note", command.note());
    }
    tell(batch, approval, caller, ApprovalJournal.event("CONDITION_MET", approval, data));
  }

  /**
   * Uses an approved action: once, by whoever has asked for it, in time, with the arguments that
   * were approved.
   *
   * @throws ProblemException {@code FORBIDDEN}, {@code INVALID_STATE} when it is not approved,
   *     {@code ALREADY_USED}, {@code EXPIRED}, {@code PRECONDITION_FAILED} for other arguments
   */
  RedemptionView redeem(Redeem command, Batch batch) {
    Caller caller = command.caller();
    Approval approval = approval(batch, command);
    requireRequester(approval, caller, "redeem it");
    Action action = approval.action();
    JsonNode meant = command.arguments();
    if (action != null
        && meant != null
        && !ContentHash.of(meant).equals(ContentHash.of(action.current()))) {
      throw new ProblemException(
          ProblemType.PRECONDITION_FAILED,
          "The arguments are not those that were approved in approval " + approval.id() + ".");
    }
    requireConditionsMet(approval);
    Action used = approval.redeem(batch.now());
    repository.changed(batch, approval);
    ObjectNode data = ApprovalJournal.data(approval).put("action", used.name());
    tell(batch, approval, caller, ApprovalJournal.event("ACTION_REDEEMED", approval, data));
    return new RedemptionView(
        approval.id(), used.name(), used.current(), Objects.requireNonNull(used.usedAt()));
  }

  private static void requireConditionsMet(Approval approval) {
    List<String> open = new ArrayList<>();
    for (Assignment a : approval.assignments()) {
      a.conditions().stream().filter(Condition::isOpen).forEach(c -> open.add(c.condition()));
    }
    if (!open.isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "The action of approval "
              + approval.id()
              + " is approved with conditions that are not met yet: "
              + open
              + ".");
    }
  }

  /**
   * Says something about a request; whoever may see it may.
   *
   * @throws ProblemException {@code NOT_FOUND}, also for one that the caller must not see
   */
  CommentView comment(AddComment command, Batch batch) {
    Caller caller = command.caller();
    Approval approval = Readership.require(caller, approval(batch, command));
    Comment comment =
        new Comment(
            Ids.next(),
            approval.tenant(),
            approval.id(),
            caller.user(),
            command.text(),
            command.attachments(),
            batch.now());
    repository.commented(batch, comment);
    ObjectNode data = ApprovalJournal.data(approval).put("commentId", comment.id().toString());
    data.put("text", comment.text());
    tell(batch, approval, caller, ApprovalJournal.event("COMMENTED", approval, data));
    return CommentView.of(comment);
  }

  private Approval approval(Batch batch, ApprovalCommand command) {
    Approval approval = repository.get(batch, command.tenant(), command.approvalId());
    timers.pass(batch, approval);
    return approval;
  }

  private static void requireRequester(Approval approval, Caller caller, String to) {
    if (!caller.user().equals(approval.identity().requestedBy())) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "Approval "
              + approval.id()
              + " was requested by "
              + approval.identity().requestedBy()
              + "; only they may "
              + to
              + ".");
    }
  }

  private void tell(Batch batch, Approval approval, Caller caller, JournalEvent event) {
    List<JournalEvent> events = new ArrayList<>(List.of(event));
    if (approval.closedAt() != null && event.event().equals("RESUBMITTED")) {
      events.add(
          ApprovalJournal.event(
              "APPROVAL_CLOSED",
              approval,
              ApprovalState.PENDING,
              approval.state(),
              ApprovalJournal.data(approval)));
    }
    journal.append(batch, approval, caller, null, events);
  }
}
