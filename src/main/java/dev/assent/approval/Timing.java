package dev.assent.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What time does to a request: reminders, escalations, extensions and its end. Pure. */
final class Timing {
  /** Something that time has done. */
  enum Kind {
    REMINDED,
    ESCALATED,
    EXTENDED,
    /** A stage counts as approved. */
    PASSED,
    /** A stage, and the request with it, is over. */
    STAGE_EXPIRED,
    EXPIRED
  }

  /**
   * What time has done.
   *
   * @param stage absent for the request as a whole
   * @param level of an escalation, from 1 on
   */
  record Event(Kind kind, @Nullable Stage stage, int level) {}

  private final Approval approval;

  Timing(Approval approval) {
    this.approval = approval;
  }

  /** When time does the next thing; null when it never does. */
  @Nullable Instant next() {
    if (!approval.state().isOpen()) {
      return null;
    }
    Instant next = approval.expiresAt();
    for (Stage stage : approval.stages()) {
      if (stage.isOpen()) {
        next = earlier(next, stage.expiresAt());
        next = earlier(next, reminder(stage));
        next = earlier(next, escalation(stage));
      }
    }
    return next;
  }

  /** Does everything that is due at {@code now}, in the order of its times. */
  List<Event> pass(Instant now) {
    List<Event> events = new ArrayList<>();
    for (Instant next = next(); next != null && !next.isAfter(now); next = next()) {
      events.add(happen(next));
    }
    return events;
  }

  private Event happen(Instant at) {
    if (at.equals(approval.expiresAt())) {
      approval.expire(at);
      return new Event(Kind.EXPIRED, null, 0);
    }
    for (Stage stage : approval.stages()) {
      if (stage.isOpen() && at.equals(stage.expiresAt())) {
        return expired(stage, at);
      }
      if (stage.isOpen() && at.equals(escalation(stage))) {
        Escalation level = stage.plan().deadline().escalations().get(stage.escalated());
        stage.escalate();
        new Handover(approval).ask(stage, level.to());
        approval.changed();
        return new Event(Kind.ESCALATED, stage, stage.escalated());
      }
      if (stage.isOpen() && at.equals(reminder(stage))) {
        stage.remind();
        approval.changed();
        return new Event(Kind.REMINDED, stage, 0);
      }
    }
    throw new IllegalStateException("nothing is due at " + at + " in approval " + approval.id());
  }

  private Event expired(Stage stage, Instant at) {
    Deadline deadline = stage.plan().deadline();
    if (deadline.onExpiry() == Deadline.OnExpiry.EXTEND
        && stage.extended() < deadline.extensions()) {
      stage.extend();
      approval.changed();
      return new Event(Kind.EXTENDED, stage, 0);
    }
    if (deadline.onExpiry() == Deadline.OnExpiry.APPROVE) {
      approval.passByTime(stage, at);
      return new Event(Kind.PASSED, stage, 0);
    }
    approval.expire(at);
    return new Event(Kind.STAGE_EXPIRED, stage, 0);
  }

  private static @Nullable Instant reminder(Stage stage) {
    Deadline deadline = stage.plan().deadline();
    Instant opened = stage.openedAt();
    if (opened == null
        || deadline.remindAfter() == null
        || stage.reminded() >= Math.max(1, deadline.reminders())) {
      return null;
    }
    Duration every =
        deadline.remindEvery() == null ? deadline.remindAfter() : deadline.remindEvery();
    return opened.plus(deadline.remindAfter()).plus(every.multipliedBy(stage.reminded()));
  }

  private static @Nullable Instant escalation(Stage stage) {
    List<Escalation> levels = stage.plan().deadline().escalations();
    Instant opened = stage.openedAt();
    return opened == null || stage.escalated() >= levels.size()
        ? null
        : opened.plus(levels.get(stage.escalated()).after());
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }
}
