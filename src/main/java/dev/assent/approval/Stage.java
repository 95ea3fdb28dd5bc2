package dev.assent.approval;

import dev.assent.consensus.Tally;
import dev.assent.consensus.Voice;
import dev.assent.consensus.Vote;
import dev.assent.platform.time.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stage of a request, with the assignments of its last opening. */
final class Stage {
  private final StagePlan plan;
  private final List<Assignment> assignments = new ArrayList<>();
  private StageState state;
  private int submission;
  private @Nullable Instant openedAt;
  private @Nullable Instant expiresAt;
  private int reminded;
  private int escalated;
  private int extended;

  Stage(StagePlan plan) {
    this.plan = plan;
    this.state = plan.skipped() == null ? StageState.WAITING : StageState.SKIPPED;
  }

  /** Puts back what was stored. */
  Stage stored(StoredStage was, Instant requestedAt, List<Assignment> placed) {
    state = was.state();
    submission = was.submissionOr1();
    openedAt = was.openedAt() == null && submission > 0 ? requestedAt : was.openedAt();
    expiresAt = was.expiresAt();
    reminded = was.count(was.reminded());
    escalated = was.count(was.escalated());
    extended = was.count(was.extended());
    assignments.addAll(placed);
    return this;
  }

  /** Asks its approvers; none of {@code barred} may decide. */
  void open(int inSubmission, List<String> barred, Instant at) {
    moveTo(StageState.OPEN);
    submission = inSubmission;
    openedAt = at;
    expiresAt = plan.deadline().expires() == null ? null : at.plus(plan.deadline().expires());
    reminded = 0;
    escalated = 0;
    extended = 0;
    for (Approver approver : plan.approvers()) {
      UUID id = Ids.next();
      assignments.add(
          new Assignment(
              new Assignment.Place(
                  id, plan.name(), submission, id, approver, Assignment.Came.ROUTE, null, barred),
              null));
    }
  }

  /** Ends it: what is still open of it is closed. */
  void close(StageState how) {
    moveTo(how);
    AssignmentState left =
        how == StageState.EXPIRED ? AssignmentState.EXPIRED : AssignmentState.CLOSED;
    assignments.stream().filter(Assignment::isPending).forEach(a -> a.close(left));
  }

  /** Adds a way to fill the seat of {@code from}. */
  Assignment add(
      Assignment from, Approver approver, Assignment.Came came, @Nullable String onBehalfOf) {
    Assignment.Place was = from.place();
    Assignment added =
        new Assignment(
            new Assignment.Place(
                Ids.next(),
                was.stage(),
                was.submission(),
                was.seat(),
                approver,
                came,
                from.id(),
                was.barred()),
            onBehalfOf);
    assignments.add(added);
    return added;
  }

  /** Closes the other ways to fill a seat that is filled. */
  void filled(Assignment by) {
    for (Assignment a : assignments) {
      if (a.isPending() && a.seat().equals(by.seat())) {
        a.close(AssignmentState.CLOSED);
      }
    }
  }

  /** How its policy sees the decisions made. */
  Tally tally() {
    return plan.policy().tally(voices());
  }

  private List<Voice> voices() {
    Map<UUID, List<Assignment>> seats = new LinkedHashMap<>();
    for (Assignment a : assignments) {
      seats.computeIfAbsent(a.seat(), s -> new ArrayList<>()).add(a);
    }
    return seats.values().stream().map(this::voice).toList();
  }

  /** A seat counts as the approver for whom the route has made it, whoever fills it. */
  private Voice voice(List<Assignment> seat) {
    Approver named = seat.get(0).approver();
    for (Assignment a : seat) {
      named = a.id().equals(a.seat()) ? a.approver() : named;
    }
    Assignment counted = null;
    List<String> open = new ArrayList<>();
    for (Assignment a : seat) {
      if (a.vote() != null) {
        counted = a;
      } else if (a.isPending()) {
        open.add(a.approver().toString());
      }
    }
    Assignment.Ruling ruling = counted == null ? null : counted.ruling();
    Vote vote = counted == null ? null : counted.vote();
    return new Voice(
        ruling != null
            ? ruling.by()
            : open.isEmpty() ? named.toString() : String.join(" or ", open),
        plan.weightOf(named),
        plan.hasVeto(named),
        vote,
        ruling == null ? Map.of() : ruling.scores());
  }

  void extend() {
    expiresAt =
        java.util.Objects.requireNonNull(expiresAt)
            .plus(java.util.Objects.requireNonNull(plan.deadline().expires()));
    assignments.stream().filter(Assignment::isPending).forEach(Assignment::extend);
    extended++;
  }

  void remind() {
    reminded++;
  }

  void escalate() {
    escalated++;
  }

  private void moveTo(StageState next) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "stage " + plan.name() + " is " + state + " and cannot become " + next);
    }
    state = next;
  }

  boolean isOpen() {
    return state == StageState.OPEN;
  }

  /**
   * Who has decided in it, on whose behalf, and in whose place: a delegate's substitute decides for
   * both of them. In the order of its seats.
   */
  Set<String> participants() {
    Set<String> names = new LinkedHashSet<>();
    assignments.forEach(a -> names.addAll(a.voices()));
    return names;
  }

  String name() {
    return plan.name();
  }

  StagePlan plan() {
    return plan;
  }

  StageState state() {
    return state;
  }

  int submission() {
    return submission;
  }

  List<Assignment> assignments() {
    return assignments;
  }

  @Nullable Instant openedAt() {
    return openedAt;
  }

  @Nullable Instant dueAt() {
    return openedAt == null || plan.deadline().due() == null
        ? null
        : openedAt.plus(plan.deadline().due());
  }

  @Nullable Instant expiresAt() {
    return expiresAt;
  }

  int reminded() {
    return reminded;
  }

  int escalated() {
    return escalated;
  }

  int extended() {
    return extended;
  }
}
