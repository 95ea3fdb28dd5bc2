package dev.assent.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assent.consensus.Policy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage as it is stored: what goes without saying is left out, for the row is written on every
 * decision. The approvers of a stage that was opened stand in its assignments.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record StoredStage(
    @Nullable String name,
    @Nullable Boolean parallel,
    @Nullable List<String> users,
    @Nullable List<String> roles,
    @Nullable Policy policy,
    @Nullable Map<String, BigDecimal> weights,
    @Nullable Map<String, String> excluded,
    @Nullable List<String> distinctFrom,
    StagePlan.@Nullable Rationale rationale,
    @Nullable Deadline deadline,
    @Nullable String skipped,
    @Nullable StageState status,
    @Nullable Integer submission,
    @Nullable Instant openedAt,
    @Nullable Instant expiresAt,
    @Nullable Integer reminded,
    @Nullable Integer escalated,
    @Nullable Integer extended) {

  static StoredStage of(Stage stage, Instant requestedAt) {
    StagePlan plan = stage.plan();
    boolean named = stage.submission() == 0 || stage.state() == StageState.WAITING;
    return new StoredStage(
        unless(StagePlan.ONLY, plan.name()),
        plan.parallel() ? true : null,
        named ? names(plan, Approver.Type.USER) : null,
        named ? names(plan, Approver.Type.ROLE) : null,
        unless(Policy.of(Policy.Type.ANY), plan.policy()),
        plan.weights(),
        plan.excluded(),
        plan.distinctFrom(),
        unless(StagePlan.Rationale.OPTIONAL, plan.rationale()),
        unless(Deadline.NONE, plan.deadline()),
        plan.skipped(),
        unless(StageState.OPEN, stage.state()),
        unless(1, stage.submission()),
        unless(requestedAt, stage.openedAt()),
        stage.expiresAt(),
        unless(0, stage.reminded()),
        unless(0, stage.escalated()),
        unless(0, stage.extended()));
  }

  /**
   * @param asked its approvers as its assignments have them; empty when it was never opened
   */
  StagePlan plan(List<Approver> asked) {
    List<Approver> approvers = new ArrayList<>();
    if (users != null) {
      users.forEach(u -> approvers.add(Approver.user(u)));
    }
    if (roles != null) {
      roles.forEach(r -> approvers.add(Approver.role(r)));
    }
    return new StagePlan(
        nameOrOnly(),
        Boolean.TRUE.equals(parallel),
        approvers.isEmpty() ? asked : approvers,
        policy == null ? Policy.of(Policy.Type.ANY) : policy,
        weights == null ? Map.of() : weights,
        excluded == null ? Map.of() : excluded,
        distinctFrom == null ? List.of() : distinctFrom,
        rationale == null ? StagePlan.Rationale.OPTIONAL : rationale,
        deadline == null ? Deadline.NONE : deadline,
        skipped);
  }

  String nameOrOnly() {
    return name == null ? StagePlan.ONLY : name;
  }

  StageState state() {
    return status == null ? StageState.OPEN : status;
  }

  int submissionOr1() {
    return submission == null ? 1 : submission;
  }

  int count(@Nullable Integer stored) {
    return stored == null ? 0 : stored;
  }

  private static List<String> names(StagePlan plan, Approver.Type type) {
    return plan.approvers().stream().filter(a -> a.type() == type).map(Approver::name).toList();
  }

  private static <T> @Nullable T unless(T usual, @Nullable T value) {
    return usual.equals(value) ? null : value;
  }
}
