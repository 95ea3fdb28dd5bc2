package dev.assent.approval;

import dev.assent.consensus.Policy;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one stage of a route is decided, by whom and until when. Everything that had to be looked up
 * has been: its approvers are users and roles.
 *
 * @param parallel whether it begins together with the stage before it
 * @param weights of approvers, by name; 1 where there is none
 * @param excluded users who must not decide, each with the rule that says so
 * @param distinctFrom names of stages whose deciders must not decide here
 * @param rationale when a decision needs one
 * @param skipped why the stage is not needed; absent when it is
 */
public record StagePlan(
    String name,
    boolean parallel,
    List<Approver> approvers,
    Policy policy,
    Map<String, BigDecimal> weights,
    Map<String, String> excluded,
    List<String> distinctFrom,
    Rationale rationale,
    Deadline deadline,
    @Nullable String skipped) {

  /** The name of the stage of a request that has no other. */
  public static final String ONLY = "approval";

  /** When a decision must say why. */
  public enum Rationale {
    OPTIONAL,
    /** Unless it approves without conditions. */
    UNLESS_APPROVED,
    REQUIRED
  }

  public StagePlan {
    approvers = List.copyOf(approvers);
    weights = Map.copyOf(weights);
    excluded = Map.copyOf(excluded);
    distinctFrom = List.copyOf(distinctFrom);
  }

  /** The stage of a request that has only one. */
  public static StagePlan only(
      List<Approver> approvers, Policy policy, Map<String, String> excluded) {
    return new StagePlan(
        ONLY,
        false,
        approvers,
        policy,
        Map.of(),
        excluded,
        List.of(),
        Rationale.OPTIONAL,
        Deadline.NONE,
        null);
  }

  /** The stage of a request that needs none. */
  static StagePlan notNeeded(String why) {
    return new StagePlan(
        ONLY,
        false,
        List.of(),
        Policy.of(Policy.Type.ANY),
        Map.of(),
        Map.of(),
        List.of(),
        Rationale.OPTIONAL,
        Deadline.NONE,
        why);
  }

  /** The same with all who are asked. */
  StagePlan asking(List<Approver> found) {
    return new StagePlan(
        name,
        parallel,
        found,
        policy,
        weights,
        excluded,
        distinctFrom,
        rationale,
        deadline,
        skipped);
  }

  /** Whether {@code other} would be decided by the same approvers in the same way. */
  boolean isDecidedAs(StagePlan other) {
    return skipped == null
        && other.skipped == null
        && Set.copyOf(approvers).equals(Set.copyOf(other.approvers))
        && policy.equals(other.policy)
        && weights.equals(other.weights)
        && excluded.equals(other.excluded)
        && Set.copyOf(distinctFrom).equals(Set.copyOf(other.distinctFrom));
  }

  BigDecimal weightOf(Approver approver) {
    return weights.getOrDefault(approver.name(), BigDecimal.ONE);
  }

  boolean hasVeto(Approver approver) {
    return policy.veto().contains(approver.name());
  }
}
