package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the requester, often an agent, will do once it may: a call with its arguments. Three sets of
 * arguments are kept apart: those that were proposed, those that an approver has put in their place
 * while approving, and those that hold in the end.
 *
 * @param arguments as proposed
 * @param editable whether an approver may change them
 * @param useWithin how long after the approval it may be done
 * @param edited as changed by an approver; absent while nobody has
 * @param usableUntil when the approval of it is over; absent before it is approved
 * @param usedAt when it was redeemed; once at most
 */
public record Action(
    String name,
    JsonNode arguments,
    boolean editable,
    @Nullable Duration useWithin,
    @Nullable JsonNode edited,
    @Nullable Instant usableUntil,
    @Nullable Instant usedAt) {
  /** How long an approved action may be used when its request does not say. */
  public static final Duration DEFAULT_USE = Duration.ofHours(24);

  /** What would be done as things stand. */
  JsonNode current() {
    return edited == null ? arguments : edited;
  }

  Action edit(JsonNode changed) {
    return new Action(name, arguments, editable, useWithin, changed, usableUntil, usedAt);
  }

  Action approved(Instant at) {
    Instant until = at.plus(useWithin == null ? DEFAULT_USE : useWithin);
    return new Action(name, arguments, editable, useWithin, edited, until, usedAt);
  }

  Action used(Instant at) {
    return new Action(name, arguments, editable, useWithin, edited, usableUntil, at);
  }
}
