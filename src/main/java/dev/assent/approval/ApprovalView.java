package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.Policy;
import dev.assent.consensus.Tally;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is answered.
 *
 * @param submission 1, and one more each time it was resubmitted
 * @param currentStages the names of the open ones
 * @param currentApprovers whom the request waits for
 * @param openConditions how many conditions of its approval are not met yet
 * @param routing which policy chose its route and why
 * @param estimatedDuration of its open and waiting stages together, those in parallel counted once;
 *     only where one request is answered, and when each of these stages has an estimate
 */
public record ApprovalView(
    UUID id,
    @Nullable UUID instanceId,
    @Nullable String workflow,
    @Nullable String step,
    String title,
    @Nullable String description,
    ApprovalState status,
    int submission,
    Priority priority,
    @Nullable String category,
    @Nullable RiskLevel risk,
    ApprovalSubject subject,
    @Nullable ActionView action,
    @Nullable List<Attachment> attachments,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant closedAt,
    Route.@Nullable Chosen routing,
    List<String> currentStages,
    List<String> currentApprovers,
    List<StageView> stages,
    List<AssignmentView> assignments,
    int openConditions,
    @Nullable Duration estimatedDuration,
    long revision) {

  /**
   * An action as it is answered.
   *
   * @param proposed the arguments that were asked for
   * @param effective those that hold as things stand
   * @param shown what a decision names to say what it is made on
   */
  public record ActionView(
      String name,
      JsonNode proposed,
      JsonNode effective,
      boolean editable,
      String shown,
      @Nullable Instant usableUntil,
      @Nullable Instant usedAt) {}

  /**
   * A stage as it is answered.
   *
   * @param parallel whether it began together with the one before it
   * @param tally what the decisions come to, and what is missing
   * @param estimatedDuration from its opening on, as such stages have taken
   * @param skipped why it is not needed
   */
  public record StageView(
      String name,
      StageState status,
      boolean parallel,
      Policy policy,
      @Nullable String tally,
      @Nullable Instant openedAt,
      @Nullable Instant dueAt,
      @Nullable Instant expiresAt,
      @Nullable Integer escalations,
      @Nullable Duration estimatedDuration,
      @Nullable String skipped) {

    static StageView of(Stage stage, @Nullable Duration estimate) {
      StagePlan plan = stage.plan();
      Tally tally = stage.assignments().isEmpty() ? null : stage.tally();
      return new StageView(
          plan.name(),
          stage.state(),
          plan.parallel(),
          plan.policy(),
          tally == null ? null : tally.explanation(),
          stage.openedAt(),
          stage.dueAt(),
          stage.expiresAt(),
          stage.escalated() == 0 ? null : stage.escalated(),
          stage.isOpen() || stage.state() == StageState.WAITING ? estimate : null,
          plan.skipped());
    }
  }

  /** An assignment as it is answered. */
  public record AssignmentView(
      UUID id,
      @Nullable String stage,
      Approver.Type approverType,
      String approver,
      AssignmentState status,
      @Nullable String came,
      @Nullable UUID cameFrom,
      @Nullable String claimedBy,
      @Nullable Decision decision,
      @Nullable String decidedBy,
      @Nullable String onBehalfOf,
      @Nullable String rationale,
      @Nullable List<Condition> conditions,
      @Nullable Map<String, BigDecimal> scores,
      @Nullable List<Attachment> attachments,
      @Nullable Instant decidedAt) {

    static AssignmentView of(Assignment a) {
      Assignment.Place place = a.place();
      Assignment.Ruling ruling = a.ruling();
      boolean routed = place.came() == Assignment.Came.ROUTE;
      return new AssignmentView(
          a.id(),
          place.stage().equals(StagePlan.ONLY) ? null : place.stage(),
          a.approver().type(),
          a.approver().name(),
          a.state(),
          routed ? null : place.came().name(),
          place.from(),
          a.claimedBy(),
          ruling == null ? null : ruling.decision(),
          ruling == null ? null : ruling.by(),
          a.onBehalfOf(),
          ruling == null ? null : ruling.rationale(),
          ruling == null || ruling.conditions().isEmpty() ? null : ruling.conditions(),
          ruling == null || ruling.scores().isEmpty() ? null : ruling.scores(),
          ruling == null || ruling.attachments().isEmpty() ? null : ruling.attachments(),
          ruling == null ? null : ruling.at());
    }
  }

  static ApprovalView of(Approval a) {
    return of(a, Map.of());
  }

  /**
   * @param estimates how long stages take, by their names
   */
  static ApprovalView of(Approval a, Map<String, Duration> estimates) {
    Approval.Origin origin = a.origin();
    ApprovalRequest request = a.request();
    return new ApprovalView(
        a.id(),
        origin == null ? null : origin.instanceId(),
        origin == null ? null : origin.workflow(),
        origin == null ? null : origin.step(),
        request.title(),
        request.description(),
        a.state(),
        a.submission(),
        request.priority(),
        request.category(),
        request.risk(),
        request.subject(),
        action(a),
        request.attachments().isEmpty() ? null : request.attachments(),
        a.identity().requestedBy(),
        a.identity().requestedAt(),
        a.expiresAt(),
        a.closedAt(),
        request.route().chosen(),
        a.stages().stream().filter(Stage::isOpen).map(Stage::name).toList(),
        waitedFor(a),
        a.stages().stream().map(s -> StageView.of(s, estimates.get(s.name()))).toList(),
        a.assignments().stream().map(AssignmentView::of).toList(),
        (int)
            a.assignments().stream()
                .flatMap(x -> x.conditions().stream())
                .filter(Condition::isOpen)
                .count(),
        estimated(a, estimates),
        a.revision());
  }

  private static @Nullable Duration estimated(Approval a, Map<String, Duration> estimates) {
    Duration whole = Duration.ZERO;
    Duration together = Duration.ZERO;
    for (Stage stage : a.stages()) {
      if (!stage.plan().parallel()) {
        whole = whole.plus(together);
        together = Duration.ZERO;
      }
      if (stage.isOpen() || stage.state() == StageState.WAITING) {
        Duration estimate = estimates.get(stage.name());
        if (estimate == null) {
          return null;
        }
        together = together.compareTo(estimate) > 0 ? together : estimate;
      }
    }
    whole = whole.plus(together);
    return a.state() == ApprovalState.PENDING && !estimates.isEmpty() ? whole : null;
  }

  private static @Nullable ActionView action(Approval a) {
    Action action = a.action();
    return action == null
        ? null
        : new ActionView(
            action.name(),
            action.arguments(),
            action.current(),
            action.editable(),
            Shown.hash(a, action),
            action.usableUntil(),
            action.usedAt());
  }

  private static List<String> waitedFor(Approval a) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    for (Assignment x : a.assignments()) {
      if (x.isPending()) {
        names.add(x.claimedBy() == null ? x.approver().toString() : "the user " + x.claimedBy());
      }
    }
    return new ArrayList<>(names);
  }
}
