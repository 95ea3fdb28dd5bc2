package dev.assent.approval;

import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a routing policy chooses for one request. A rule whose condition cannot be
 * asked refuses the request: the rules behind it might be easier to satisfy.
 */
final class RouteChoice {
  /**
   * The route, with the rule that chose it.
   *
   * @param risk what the rule says it is; null when it says nothing
   */
  record Chosen(Route route, @Nullable RiskLevel risk) {}

  private final RoutingPolicyVersion version;
  private final RouteFacts facts;
  private final Staff staff;

  RouteChoice(RoutingPolicyVersion version, RouteFacts facts, Staff staff) {
    this.version = version;
    this.facts = facts;
    this.staff = staff;
  }

  /**
   * @throws ProblemException {@code INVALID_INPUT} when no rule fits, one cannot be asked, or
   *     somebody who is to be asked cannot be found
   */
  Chosen choose() {
    for (RoutingRule rule : version.document().ruleList()) {
      if (fits(rule)) {
        String when = rule.when() == null ? "always" : rule.when();
        return chosen(rule, name(rule), "rule '" + name(rule) + "': " + when);
      }
    }
    RoutingRule otherwise = version.document().otherwise();
    if (otherwise == null) {
      throw refused("no rule of " + policy() + " fits the request, and it has no 'otherwise'");
    }
    return chosen(otherwise, name(otherwise), "otherwise: no rule fits");
  }

  private boolean fits(RoutingRule rule) {
    String when = rule.when();
    try {
      return when == null || RouteExpressions.condition(when).test(facts.variables());
    } catch (ExpressionException e) {
      throw refused("the condition of " + words(rule) + ": " + e.getMessage());
    }
  }

  private Chosen chosen(RoutingRule rule, String name, String reason) {
    List<StagePlan> plans =
        new ArrayList<>(
            new RoutePlan(facts, staff, RoutePlan.Source.of(words(rule))).of(rule.stageList()));
    if (plans.stream().allMatch(p -> p.skipped() != null)) {
      if (!rule.approvesAtOnce()) {
        throw refused(
            words(rule) + " needs no stage for the request, and does not say autoApprove");
      }
      if (plans.isEmpty()) {
        plans.add(StagePlan.notNeeded("approved at once (autoApprove) by " + words(rule)));
      }
    }
    Route.OnResubmit again =
        rule.onResubmit() == null ? Route.OnResubmit.KEEP_DECIDED : rule.onResubmit();
    return new Chosen(
        new Route(
            plans,
            again,
            rule.expires(),
            new Route.Chosen(version.name(), version.number(), name, reason)),
        rule.risk());
  }

  private static String name(RoutingRule rule) {
    return Objects.requireNonNullElse(rule.name(), RoutingDocument.OTHERWISE);
  }

  private String words(RoutingRule rule) {
    return "rule '" + name(rule) + "' of " + policy();
  }

  private String policy() {
    return "routing policy '" + version.name() + "' (version " + version.number() + ")";
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(
            ProblemType.INVALID_INPUT, "No route is chosen for the request: " + detail + ".")
        .withErrors(List.of(FieldError.at("/routing", detail)));
  }
}
