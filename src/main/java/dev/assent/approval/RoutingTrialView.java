package dev.assent.approval;

import dev.assent.consensus.Policy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a routing policy would choose for a request.
 *
 * @param risk what the request would have
 * @param approvedAtOnce whether nobody would be asked
 */
public record RoutingTrialView(
    Route.Chosen routing,
    @Nullable RiskLevel risk,
    @Nullable Duration expires,
    Route.OnResubmit onResubmit,
    boolean approvedAtOnce,
    List<PlannedStage> stages) {

  /**
   * A stage as it would be decided.
   *
   * @param skipped why it would not be needed
   */
  public record PlannedStage(
      String name,
      boolean parallel,
      List<PlannedApprover> approvers,
      Policy policy,
      @Nullable Duration due,
      @Nullable Duration expires,
      @Nullable String skipped) {

    static PlannedStage of(StagePlan plan) {
      return new PlannedStage(
          plan.name(),
          plan.parallel(),
          plan.approvers().stream().map(a -> new PlannedApprover(a.type(), a.name())).toList(),
          plan.policy(),
          plan.deadline().due(),
          plan.deadline().expires(),
          plan.skipped());
    }
  }

  /** Who would be asked. */
  public record PlannedApprover(Approver.Type approverType, String approver) {}

  static RoutingTrialView of(ApprovalRequest request, Route.Chosen chosen) {
    Route route = request.route();
    return new RoutingTrialView(
        chosen,
        request.risk(),
        route.expires(),
        route.onResubmit(),
        route.stages().stream().allMatch(s -> s.skipped() != null),
        route.stages().stream().map(PlannedStage::of).toList());
  }
}
