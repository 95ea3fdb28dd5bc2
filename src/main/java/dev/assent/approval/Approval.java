package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.Tally;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An approval request on its way through its stages. It is PENDING until its last stage is passed,
 * one of them rejects, an approver sends it back, its time is over or it is cancelled. One that was
 * sent back waits for its requester to resubmit it; everything else is its end.
 */
public final class Approval {
  /** Which step of which instance made a request. */
  public record Origin(UUID instanceId, String workflow, String step) {}

  /** What never changes. */
  record Identity(UUID id, String tenant, String requestedBy, Instant requestedAt) {}

  private final Identity identity;
  private @Nullable Origin origin;
  private ApprovalRequest request;
  private List<Stage> stages = new ArrayList<>();
  // of stages that were asked again since: no longer looked at, but still to be written
  private final List<Assignment> replaced = new ArrayList<>();
  private ApprovalState state = ApprovalState.PENDING;
  private int submission = 1;
  private @Nullable Action action;
  private final @Nullable Action storedAction;
  private @Nullable Instant closedAt;
  private @Nullable Instant wakeAt;
  private @Nullable Instant asOf;
  private long revision = 1;

  Approval(Identity identity, @Nullable Origin origin, ApprovalRequest request) {
    this.identity = identity;
    this.origin = origin;
    this.request = request;
    this.action = request.action();
    this.storedAction = request.action();
    request.route().stages().forEach(plan -> stages.add(new Stage(plan)));
  }

  /** Puts back what was stored of the request's life. */
  Approval stored(
      ApprovalState was, int submitted, List<Stage> held, @Nullable Instant closed, long stored) {
    state = was;
    submission = submitted;
    stages = new ArrayList<>(held);
    closedAt = closed;
    revision = stored;
    return this;
  }

  /** Says when its timer is due; null when it has none. */
  Approval awake(@Nullable Instant at) {
    wakeAt = at;
    return this;
  }

  /** Says what time it was by the database's clock when it was read. */
  Approval readAt(Instant now) {
    asOf = now;
    return this;
  }

  /** By the database's clock; of one that was just made, when that was. */
  Instant asOf() {
    return asOf == null ? identity.requestedAt() : asOf;
  }

  /** Opens its first stages, or approves it when none is needed. */
  void begin(Instant at) {
    advance(at);
  }

  /**
   * Fills {@code place}, which {@link Places} has found, and goes on as far as that leads.
   *
   * @param edited the action's arguments as the approver has changed them; null leaves them
   */
  void decide(Places.Place place, Assignment.Ruling ruling, @Nullable JsonNode edited) {
    Stage stage = place.stage();
    place.assignment().decide(ruling, place.principal());
    stage.filled(place.assignment());
    if (edited != null && action != null) {
      action = action.edit(edited);
    }
    revision++;
    if (ruling.decision() == Decision.REQUEST_CHANGES) {
      stage.close(StageState.CHANGES_REQUESTED);
      close(ApprovalState.CHANGES_REQUESTED, ruling.at());
    } else {
      evaluate(stage, ruling.at());
    }
  }

  private void evaluate(Stage stage, Instant at) {
    Tally.Outcome outcome = stage.tally().outcome();
    if (outcome == Tally.Outcome.REJECTED) {
      stage.close(StageState.REJECTED);
      close(ApprovalState.REJECTED, at);
    } else if (outcome == Tally.Outcome.APPROVED) {
      stage.close(StageState.APPROVED);
      advance(at);
    }
  }

  /** Opens the stages whose turn has come; approves the request when there are none left. */
  private void advance(Instant at) {
    List<Stage> together = new ArrayList<>();
    for (Stage stage : stages) {
      if (!stage.plan().parallel()) {
        if (opened(together, at)) {
          return;
        }
        together.clear();
      }
      together.add(stage);
    }
    if (!opened(together, at)) {
      close(ApprovalState.APPROVED, at);
    }
  }

  /** Whether a stage of them is still to be passed, opened by now. */
  private boolean opened(List<Stage> together, Instant at) {
    boolean open = false;
    for (Stage stage : together) {
      if (stage.state() == StageState.WAITING) {
        stage.open(submission, List.copyOf(barred(stage)), at);
      }
      open |= !stage.state().isPassed();
    }
    return open;
  }

  /** Who must not decide in a stage, as far as is known now: what an inbox leaves out. */
  private Set<String> barred(Stage stage) {
    Set<String> barred = new LinkedHashSet<>(stage.plan().excluded().keySet());
    for (String other : stage.plan().distinctFrom()) {
      find(other).forEach(s -> barred.addAll(s.participants()));
    }
    return barred;
  }

  /** Takes the request back. */
  void cancel(Instant at) {
    close(ApprovalState.CANCELLED, at);
    revision++;
  }

  /** Has its requester change it before anybody else decides. */
  void recall(Instant at) {
    close(ApprovalState.CHANGES_REQUESTED, at);
    revision++;
  }

  /** Ends it because its time is over. */
  void expire(Instant at) {
    close(ApprovalState.EXPIRED, at);
    revision++;
  }

  /** Has a stage whose time is over count as approved. */
  void passByTime(Stage stage, Instant at) {
    stage.close(StageState.APPROVED);
    revision++;
    advance(at);
  }

  /**
   * Puts the request before its approvers once more.
   *
   * @param changed as it is now
   */
  void resubmit(ApprovalRequest changed, Instant at) {
    List<Stage> next = again(changed.route());
    if (changed.route().chosen() == null
        && next.stream().noneMatch(s -> s.state() == StageState.WAITING)) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval " + id() + " would be approved without anybody who has seen the changes.");
    }
    moveTo(ApprovalState.PENDING);
    submission++;
    revision++;
    closedAt = null;
    stages.stream().filter(s -> !next.contains(s)).forEach(s -> replaced.addAll(s.assignments()));
    stages = next;
    request = changed;
    action = changed.action();
    advance(at);
  }

  /**
   * Stages that were passed stay so when they would be decided in the same way. But one that is
   * kept apart from another (distinctFrom) is asked again with it: else whoever has decided it
   * could decide the other now.
   *
   * <p>All are asked again when no approver has sent the request back, when its requester has
   * changed the route, and for an action: it was approved as it was shown then.
   */
  private List<Stage> again(Route route) {
    boolean sentBack = stages.stream().anyMatch(s -> s.state() == StageState.CHANGES_REQUESTED);
    boolean own = route.chosen() == null && !route.equals(request.route());
    boolean keep =
        route.onResubmit() == Route.OnResubmit.KEEP_DECIDED && sentBack && !own && action == null;
    List<Stage> next = new ArrayList<>();
    Set<String> anew = new LinkedHashSet<>();
    for (StagePlan plan : route.stages()) {
      Stage kept =
          find(plan.name()).stream()
              .filter(s -> keep && s.state() == StageState.APPROVED)
              .filter(s -> s.plan().isDecidedAs(plan))
              .filter(s -> plan.distinctFrom().stream().noneMatch(anew::contains))
              .findFirst()
              .orElse(null);
      if (kept == null && plan.skipped() == null) {
        anew.add(plan.name());
      }
      next.add(kept == null ? new Stage(plan) : kept);
    }
    return next;
  }

  private List<Stage> find(String name) {
    return stages.stream().filter(s -> s.name().equals(name)).toList();
  }

  private void close(ApprovalState outcome, Instant at) {
    moveTo(outcome);
    closedAt = outcome.isOpen() ? null : at;
    if (outcome == ApprovalState.APPROVED && action != null) {
      action = action.approved(at);
    }
    for (Stage stage : stages) {
      if (stage.isOpen()) {
        stage.close(outcome == ApprovalState.EXPIRED ? StageState.EXPIRED : StageState.CANCELLED);
      } else if (stage.state() == StageState.WAITING
          && outcome != ApprovalState.CHANGES_REQUESTED) {
        stage.close(StageState.CANCELLED);
      }
    }
  }

  private void moveTo(ApprovalState next) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "approval " + id() + " is " + state + " and cannot become " + next);
    }
    state = next;
  }

  /**
   * Uses the approved action, once.
   *
   * @throws ProblemException when there is none, it is not approved, was used, or its time is over
   */
  Action redeem(Instant at) {
    Action approved = action;
    Instant until = approved == null ? null : approved.usableUntil();
    if (approved == null || state != ApprovalState.APPROVED || until == null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          approved == null
              ? "Approval " + id() + " is for no action; there is nothing to redeem."
              : "Approval " + id() + " is " + state + "; only an approved action can be redeemed.");
    }
    if (approved.usedAt() != null) {
      throw new ProblemException(
          ProblemType.ALREADY_USED,
          "The approved action of " + id() + " was redeemed at " + approved.usedAt() + ".");
    }
    if (!at.isBefore(until)) {
      throw new ProblemException(
          ProblemType.EXPIRED,
          "The approval of the action of " + id() + " was over at " + until + ".");
    }
    action = approved.used(at);
    revision++;
    return action;
  }

  /** Says that something of it has changed that has no verb of its own here. */
  void changed() {
    revision++;
  }

  /** Who has decided or was stood for, in the order of the stages and seats. */
  public List<String> participants() {
    Set<String> names = new LinkedHashSet<>();
    stages.forEach(stage -> names.addAll(stage.participants()));
    return List.copyOf(names);
  }

  /** Belongs to a step of another id from now on: its instance has another version. */
  void renameStep(String step) {
    Origin from = origin;
    if (from == null) {
      throw new IllegalStateException("approval " + id() + " belongs to no step");
    }
    origin = new Origin(from.instanceId(), from.workflow(), step);
    revision++;
  }

  public UUID id() {
    return identity.id();
  }

  public String tenant() {
    return identity.tenant();
  }

  public @Nullable Origin origin() {
    return origin;
  }

  public ApprovalState state() {
    return state;
  }

  Identity identity() {
    return identity;
  }

  ApprovalRequest request() {
    return request;
  }

  List<Stage> stages() {
    return stages;
  }

  /** Those of stages that were asked again since it was loaded. */
  List<Assignment> replaced() {
    return replaced;
  }

  /** Of all stages, as they were asked last. */
  List<Assignment> assignments() {
    return stages.stream().flatMap(s -> s.assignments().stream()).toList();
  }

  int submission() {
    return submission;
  }

  @Nullable Action action() {
    return action;
  }

  /** As it is now, when it is not what was stored. */
  @Nullable Action changedAction() {
    return java.util.Objects.equals(action, storedAction) ? null : action;
  }

  @Nullable Instant expiresAt() {
    return request.route().expires() == null
        ? null
        : identity.requestedAt().plus(request.route().expires());
  }

  @Nullable Instant wakeAt() {
    return wakeAt;
  }

  @Nullable Instant closedAt() {
    return closedAt;
  }

  long revision() {
    return revision;
  }
}
