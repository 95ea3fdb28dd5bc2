package dev.assent.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.consensus.Tally;
import dev.assent.identity.Caller;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.jobs.JobFinished;
import dev.assent.platform.jobs.JobOrder;
import dev.assent.platform.jobs.Jobs;
import dev.assent.platform.jobs.RetryPolicy;
import dev.assent.platform.json.Json;
import dev.assent.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Has time do to requests what it does. A request has one timer at most, due when the next thing
 * happens; one without deadlines has none and costs nothing.
 *
 * <p>A timer is due by the database's clock. Whoever works on a request has what is due by then
 * happen first, so that a late timer changes nothing.
 */
@ApplicationScoped
public class ApprovalTimers {
  static final String KIND = "APPROVAL_TIMER";

  private static final RetryPolicy RETRY =
      new RetryPolicy(100, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(30));

  @Inject private ApprovalRepository repository;
  @Inject private ApprovalJournal journal;
  @Inject private Jobs jobs;
  @Inject private Standstill standstill;
  @Inject private Event<ApprovalClosed> closed;

  /**
   * Has happen what is due by the database's clock, unless the request stands still. When a command
   * that goes on from here is refused, this stays.
   */
  void pass(Batch batch, Approval approval) {
    pass(batch, approval, approval.asOf());
  }

  private void pass(Batch batch, Approval approval, Instant now) {
    if (isBefore(approval, now) || standstill.isHeld(batch, approval)) {
      return;
    }
    ApprovalState before = approval.state();
    List<Stage> open = approval.stages().stream().filter(Stage::isOpen).toList();
    List<Timing.Event> events = new Timing(approval).pass(now);
    Caller system = Caller.system(approval.tenant());
    repository.changed(batch, approval);
    List<JournalEvent> told = new ArrayList<>();
    events.forEach(e -> told.add(told(approval, e)));
    told.addAll(ApprovalJournal.stages(approval, open));
    if (approval.closedAt() != null) {
      told.add(
          ApprovalJournal.event(
              "APPROVAL_CLOSED",
              approval,
              before,
              approval.state(),
              ApprovalJournal.data(approval)));
    }
    journal.append(batch, approval, system, null, told);
    wake(batch, approval);
    if (approval.closedAt() != null) {
      closed.fire(new ApprovalClosed(batch, approval, system));
    }
    batch.keepChanges();
  }

  private static boolean isBefore(Approval approval, Instant now) {
    Instant next = new Timing(approval).next();
    return next == null || now.isBefore(next);
  }

  private static JournalEvent told(Approval approval, Timing.Event event) {
    Stage stage = event.stage();
    ObjectNode data =
        stage == null ? ApprovalJournal.data(approval) : ApprovalJournal.data(approval, stage);
    if (stage != null && event.kind() == Timing.Kind.ESCALATED) {
      data.put("level", event.level());
      data.set(
          "to",
          Json.mapper()
              .valueToTree(stage.plan().deadline().escalations().get(event.level() - 1).to()));
    }
    if (stage != null && event.kind() == Timing.Kind.STAGE_EXPIRED) {
      Tally tally = stage.tally();
      data.put("tally", tally.explanation());
    }
    return ApprovalJournal.event(event.kind().name(), approval, data);
  }

  /** Sets the timer to when the next thing is due; nothing is written when it stands right. */
  void wake(Batch batch, Approval approval) {
    Instant next = storable(new Timing(approval).next());
    if (Objects.equals(next, approval.wakeAt())) {
      return;
    }
    UUID token = token(approval.id());
    UUID owner = owner(approval);
    if (approval.wakeAt() != null) {
      jobs.cancel(batch, approval.tenant(), owner, List.of(token));
    }
    approval.awake(next);
    if (next != null) {
      ObjectNode payload = Json.mapper().createObjectNode();
      payload.put("approvalId", approval.id().toString()).put("at", next.toString());
      jobs.schedule(
          batch,
          new JobOrder(
              Ids.next(), approval.tenant(), KIND, KIND, owner, token, payload, RETRY, null, next));
    }
  }

  /** Rows hold microseconds; a timer must not come before its time. */
  private static @Nullable Instant storable(@Nullable Instant at) {
    if (at == null) {
      return null;
    }
    Instant rounded = at.truncatedTo(ChronoUnit.MICROS);
    return rounded.equals(at) ? at : rounded.plus(1, ChronoUnit.MICROS);
  }

  /** A request of a step is locked with its instance, whose token has the request's id. */
  private static UUID owner(Approval approval) {
    Approval.Origin origin = approval.origin();
    return origin == null ? approval.id() : origin.instanceId();
  }

  private static UUID token(UUID approval) {
    return new UUID(approval.getMostSignificantBits(), ~approval.getLeastSignificantBits());
  }

  void due(@Observes JobFinished event) {
    if (!event.job().kind().equals(KIND)) {
      return;
    }
    Batch batch = event.batch();
    UUID id = UUID.fromString(event.job().payload().path("approvalId").asText());
    repository
        .find(batch, event.job().tenant(), id)
        .filter(a -> a.state().isOpen())
        .ifPresent(approval -> due(batch, approval, event));
  }

  /** The database's clock says that it is time, whatever this node's says. */
  private void due(Batch batch, Approval approval, JobFinished event) {
    Instant planned = Instant.parse(event.job().payload().path("at").asText());
    if (planned.equals(approval.wakeAt())) {
      approval.awake(null);
      repository.changed(batch, approval);
    }
    if (standstill.isHeld(batch, approval)) {
      wake(batch, approval);
      jobs.hold(batch, approval.tenant(), owner(approval));
      return;
    }
    Instant now = planned.isAfter(approval.asOf()) ? planned : approval.asOf();
    pass(batch, approval, now);
    wake(batch, approval);
  }
}
