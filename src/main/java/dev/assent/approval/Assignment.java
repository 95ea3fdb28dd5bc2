package dev.assent.approval;

import dev.assent.consensus.Vote;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One approver's place in a stage. Several assignments may be ways to fill the same seat: the one
 * that a route has made, those that it was handed on to, and those of an escalation; the first that
 * is decided fills it.
 */
final class Assignment {
  /** How the approver came to be asked. */
  enum Came {
    /** By the route. */
    ROUTE,
    /** From another, who stays responsible: the decision is made on behalf of them. */
    DELEGATED,
    /** From another, who is out of it. */
    FORWARDED,
    /** Because the others did not decide. */
    ESCALATED
  }

  /** Which place it is; never changes. */
  record Place(
      UUID id,
      String stage,
      int submission,
      UUID seat,
      Approver approver,
      Came came,
      @Nullable UUID from,
      List<String> barred) {
    Place {
      barred = List.copyOf(barred);
    }
  }

  /** What was decided. */
  record Ruling(
      Decision decision,
      String by,
      @Nullable String rationale,
      List<Condition> conditions,
      Map<String, BigDecimal> scores,
      List<Attachment> attachments,
      Instant at) {
    Ruling {
      conditions = List.copyOf(conditions);
      scores = Map.copyOf(scores);
      attachments = List.copyOf(attachments);
    }
  }

  private final Place place;
  private AssignmentState state = AssignmentState.PENDING;
  private @Nullable String onBehalfOf;
  private @Nullable String claimedBy;
  private @Nullable Ruling ruling;
  private boolean isNew = true;
  private boolean changed;

  Assignment(Place place, @Nullable String onBehalfOf) {
    this.place = place;
    this.onBehalfOf = onBehalfOf;
  }

  /** Puts back what was stored. */
  Assignment stored(AssignmentState was, @Nullable String claimed, @Nullable Ruling made) {
    state = was;
    claimedBy = claimed;
    ruling = made;
    isNew = false;
    return this;
  }

  /**
   * @param principal for whom a substitute decides; what was delegated stays that of whoever has
   *     delegated it
   */
  void decide(Ruling made, @Nullable String principal) {
    moveTo(made.decision().outcome());
    ruling = made;
    if (onBehalfOf == null) {
      onBehalfOf = principal;
    }
  }

  void close(AssignmentState how) {
    moveTo(how);
  }

  void claim(@Nullable String user) {
    claimedBy = user;
    changed = true;
  }

  /** Its stage has got more time. */
  void extend() {
    changed = true;
  }

  /** Marks one of its conditions as met. */
  void meet(UUID condition, String by, Instant at, @Nullable String note) {
    Ruling made = java.util.Objects.requireNonNull(ruling);
    List<Condition> conditions =
        made.conditions().stream()
            .map(c -> condition.equals(c.id()) ? c.met(by, at, note) : c)
            .toList();
    ruling =
        new Ruling(
            made.decision(),
            made.by(),
            made.rationale(),
            conditions,
            made.scores(),
            made.attachments(),
            made.at());
    changed = true;
  }

  private void moveTo(AssignmentState next) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "assignment " + id() + " is " + state + " and cannot become " + next);
    }
    state = next;
    changed = true;
  }

  boolean isPending() {
    return state == AssignmentState.PENDING;
  }

  /** Whose voice its decision is: of who has made it, and of those for whom it was made. */
  Set<String> voices() {
    Set<String> voices = new LinkedHashSet<>();
    if (ruling != null) {
      voices.add(ruling.by());
      if (onBehalfOf != null) {
        voices.add(onBehalfOf);
      }
      if (approver().type() == Approver.Type.USER) {
        voices.add(approver().name());
      }
    }
    return voices;
  }

  /** How it was voted; null when it was not. */
  @Nullable Vote vote() {
    return ruling == null ? null : ruling.decision().vote();
  }

  boolean isNew() {
    return isNew;
  }

  boolean isChanged() {
    return changed && !isNew;
  }

  Place place() {
    return place;
  }

  UUID id() {
    return place.id();
  }

  UUID seat() {
    return place.seat();
  }

  Approver approver() {
    return place.approver();
  }

  AssignmentState state() {
    return state;
  }

  @Nullable String claimedBy() {
    return claimedBy;
  }

  @Nullable String onBehalfOf() {
    return onBehalfOf;
  }

  @Nullable Ruling ruling() {
    return ruling;
  }

  @Nullable String decidedBy() {
    return ruling == null ? null : ruling.by();
  }

  /** Those of its decision. */
  List<Condition> conditions() {
    return ruling == null ? List.of() : ruling.conditions();
  }
}
