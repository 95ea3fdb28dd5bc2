package dev.assent.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the journal what happens to requests; a step's stand in the history of its instance. */
@ApplicationScoped
public class ApprovalJournal {
  @Inject private Journal journal;

  void append(
      Batch batch,
      Approval approval,
      Caller caller,
      @Nullable String onBehalfOf,
      List<JournalEvent> events) {
    Approval.Origin origin = approval.origin();
    journal.append(
        batch,
        new JournalEntry(
            approval.tenant(),
            origin == null ? SubjectType.APPROVAL : SubjectType.INSTANCE,
            (origin == null ? approval.id() : origin.instanceId()).toString(),
            caller.user(),
            onBehalfOf,
            batch.now(),
            events));
  }

  /** Who is asked now. */
  static List<Approver> asked(Approval approval) {
    return approval.assignments().stream()
        .filter(Assignment::isPending)
        .map(Assignment::approver)
        .toList();
  }

  /**
   * What has become of stages, for requests that have several.
   *
   * @param before the stages that were open before
   */
  static List<JournalEvent> stages(Approval approval, List<Stage> before) {
    List<JournalEvent> events = new ArrayList<>();
    if (approval.stages().size() == 1) {
      return events;
    }
    for (Stage stage : before) {
      if (!stage.isOpen()) {
        events.add(
            event("STAGE_CLOSED", approval, StageState.OPEN, stage.state(), data(approval, stage)));
      }
    }
    for (Stage stage : approval.stages()) {
      if (stage.isOpen() && !before.contains(stage)) {
        ObjectNode data = data(approval, stage);
        List<Approver> asked = stage.assignments().stream().map(Assignment::approver).toList();
        data.set("approvers", Json.mapper().valueToTree(asked));
        events.add(event("STAGE_OPENED", approval, StageState.WAITING, StageState.OPEN, data));
      }
    }
    return events;
  }

  /** What every event of a request says. */
  static ObjectNode data(Approval approval) {
    return Json.mapper().createObjectNode().put("approvalId", approval.id().toString());
  }

  /** The same of something that happens in one of several stages. */
  static ObjectNode data(Approval approval, Stage stage) {
    ObjectNode data = data(approval);
    return approval.stages().size() == 1 ? data : data.put("stage", stage.name());
  }

  static JournalEvent event(
      String name,
      Approval approval,
      @Nullable Enum<?> from,
      @Nullable Enum<?> to,
      ObjectNode data) {
    Approval.Origin origin = approval.origin();
    return new JournalEvent(
        name,
        origin == null ? null : origin.step(),
        from == null ? null : from.name(),
        to == null ? null : to.name(),
        data);
  }

  static JournalEvent event(String name, Approval approval, ObjectNode data) {
    return event(name, approval, null, null, data);
  }
}
