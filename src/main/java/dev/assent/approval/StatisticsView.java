package dev.assent.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How approvers have decided.
 *
 * @param groups one for each value of what is grouped by, those with the most decisions first
 * @param more whether there are more groups than are answered
 */
public record StatisticsView(
    Instant from,
    Instant to,
    @Nullable StatisticsGrouping groupBy,
    DecisionStatistics total,
    List<GroupStatistics> groups,
    boolean more) {

  /**
   * Of decisions made in the period, and of what is open now.
   *
   * @param decided all of the five that follow together
   * @param rejectionRate rejections among approvals and rejections, from 0 to 1; absent without any
   * @param timeToDecide from when an approver was asked; absent without any
   * @param decidedLate after their due time
   * @param open assignments that wait for a decision now
   * @param overdue those of them past their due time
   */
  public record DecisionStatistics(
      long decided,
      long approved,
      long approvedWithConditions,
      long rejected,
      long changesRequested,
      long abstained,
      @Nullable Double rejectionRate,
      @Nullable TimeToDecide timeToDecide,
      long decidedLate,
      long open,
      long overdue) {}

  /** Percentiles and the mean. */
  public record TimeToDecide(Duration p50, Duration p90, Duration p95, Duration mean) {}

  /** Of one workflow, stage or approver. */
  public record GroupStatistics(@Nullable String name, DecisionStatistics statistics) {}
}
