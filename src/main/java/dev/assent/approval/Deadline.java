package dev.assent.approval;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What time does to a stage; all durations count from its opening.
 *
 * @param due when it should be decided: shown, sorted by, nothing else
 * @param remindAfter when its approvers are reminded first
 * @param remindEvery how often afterwards
 * @param reminders at most
 * @param expires when it is over
 * @param extensions how often expiry is put off by {@code expires} once more
 */
public record Deadline(
    @Nullable Duration due,
    @Nullable Duration remindAfter,
    @Nullable Duration remindEvery,
    int reminders,
    List<Escalation> escalations,
    @Nullable Duration expires,
    OnExpiry onExpiry,
    int extensions) {

  /** No deadline at all. */
  public static final Deadline NONE =
      new Deadline(null, null, null, 0, List.of(), null, OnExpiry.REJECT, 0);

  /** What happens to a stage whose time is over. */
  public enum OnExpiry {
    /** The request is EXPIRED, which counts as a rejection. */
    REJECT,
    /** The stage counts as approved. Only a workflow or a routing policy may say so. */
    APPROVE,
    /** The stage gets as much time once more, for a bounded number of times; then as REJECT. */
    EXTEND
  }

  public Deadline {
    escalations = List.copyOf(escalations);
  }
}
