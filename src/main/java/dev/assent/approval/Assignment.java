package dev.assent.approval;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One approver's place in a request, and what was decided on it. Changed by its {@link Approval}
 * only.
 */
final class Assignment {
  private final UUID id;
  private final Approver approver;
  private AssignmentState state;
  private @Nullable Decision decision;
  private @Nullable String decidedBy;
  private @Nullable String rationale;
  private List<Condition> conditions = List.of();
  private @Nullable Instant decidedAt;

  Assignment(UUID id, Approver approver) {
    this(id, approver, AssignmentState.PENDING);
  }

  Assignment(UUID id, Approver approver, AssignmentState state) {
    this.id = id;
    this.approver = approver;
    this.state = state;
  }

  /** As it was stored. */
  static Assignment stored(
      UUID id,
      Approver approver,
      AssignmentState state,
      @Nullable Decision decision,
      @Nullable String decidedBy,
      @Nullable String rationale,
      List<Condition> conditions,
      @Nullable Instant decidedAt) {
    Assignment stored = new Assignment(id, approver, state);
    stored.decision = decision;
    stored.decidedBy = decidedBy;
    stored.rationale = rationale;
    stored.conditions = conditions;
    stored.decidedAt = decidedAt;
    return stored;
  }

  void decide(
      Decision made, String by, @Nullable String why, List<Condition> attached, Instant at) {
    moveTo(made.outcome());
    decision = made;
    decidedBy = by;
    rationale = why;
    conditions = List.copyOf(attached);
    decidedAt = at;
  }

  void close() {
    moveTo(AssignmentState.CLOSED);
  }

  private void moveTo(AssignmentState next) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "assignment " + id + " is " + state + " and cannot become " + next);
    }
    state = next;
  }

  boolean isPending() {
    return state == AssignmentState.PENDING;
  }

  UUID id() {
    return id;
  }

  Approver approver() {
    return approver;
  }

  AssignmentState state() {
    return state;
  }

  @Nullable Decision decision() {
    return decision;
  }

  @Nullable String decidedBy() {
    return decidedBy;
  }

  @Nullable String rationale() {
    return rationale;
  }

  List<Condition> conditions() {
    return conditions;
  }

  @Nullable Instant decidedAt() {
    return decidedAt;
  }
}
