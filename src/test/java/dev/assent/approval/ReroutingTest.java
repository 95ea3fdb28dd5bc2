package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.identity.Caller;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which route a request takes that comes back, and who is asked again on it. */
class ReroutingTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Resubmission by(Route route, Long seen) {
    return new Resubmission(null, null, null, null, null, null, null, route, null, seen);
  }

  private static Approval routed(Route.Chosen chosen) {
    Route route =
        new Route(
            List.of(stage("one", List.of(), "ann")), Route.OnResubmit.KEEP_DECIDED, null, chosen);
    return Requests.begun(new java.util.UUID(0, 1), "rita", NOW, Requests.of().withRoute(route));
  }

  private static void refused(Resubmission changes, Approval approval, ProblemType type) {
    assertThatThrownBy(() -> changes.requireRouteOf(approval))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void takes_a_route_from_the_policy_only_for_the_request_as_it_is() {
    Route.Chosen chosen = new Route.Chosen("p", 1, "r", "why");
    Route own = Route.of(stage("one", List.of(), "ann"));
    Route policys =
        new Route(
            own.stages(), Route.OnResubmit.KEEP_DECIDED, null, new Route.Chosen("p", 2, "r", ""));
    Approval routed = routed(chosen);
    by(policys, routed.revision()).requireRouteOf(routed);
    refused(by(policys, routed.revision() - 1), routed, ProblemType.CONFLICT);
    refused(by(policys, null), routed, ProblemType.CONFLICT);
    refused(by(null, null), routed, ProblemType.CONFLICT);
    refused(by(own, routed.revision()), routed, ProblemType.INVALID_STATE);

    Approval free = routed(null);
    by(own, null).requireRouteOf(free);
    by(null, null).requireRouteOf(free);
    refused(by(policys, free.revision() + 1), free, ProblemType.CONFLICT);
  }

  private static StagePlan stage(String name, List<String> distinctFrom, String... users) {
    return new StagePlan(
        name,
        false,
        Arrays.stream(users).map(Approver::user).toList(),
        dev.assent.consensus.Policy.of(dev.assent.consensus.Policy.Type.ANY),
        Map.of(),
        Map.of(),
        distinctFrom,
        StagePlan.Rationale.OPTIONAL,
        Deadline.NONE,
        null);
  }

  private static Approval sentBackByTheThird() {
    Approval approval =
        Requests.begun(
            new java.util.UUID(0, 1),
            "rita",
            NOW,
            Requests.of(
                stage("one", List.of(), "ann"),
                stage("two", List.of("one"), "ben"),
                stage("three", List.of(), "cleo")));
    Requests.decide(approval, caller("ann"), null, Decision.APPROVE, NOW);
    Requests.decide(approval, caller("ben"), null, Decision.APPROVE, NOW);
    Requests.decide(approval, caller("cleo"), null, Decision.REQUEST_CHANGES, NOW);
    return approval;
  }

  private static Caller caller(String user) {
    return new Caller("demo", user, Set.of(), Set.of());
  }

  private static List<StageState> resubmitted(StagePlan... stages) {
    Approval approval = sentBackByTheThird();
    Route.Chosen chosen = new Route.Chosen("desks", 2, "large", "rule 'large'");
    approval.resubmit(
        Requests.of()
            .withRoute(new Route(List.of(stages), Route.OnResubmit.KEEP_DECIDED, null, chosen)),
        NOW);
    return approval.stages().stream().map(Stage::state).toList();
  }

  @Test
  void keeps_passed_stages_that_would_be_decided_in_the_same_way() {
    assertThat(
            resubmitted(
                stage("one", List.of(), "ann"),
                stage("two", List.of("one"), "ben"),
                stage("three", List.of(), "dora")))
        .containsExactly(StageState.APPROVED, StageState.APPROVED, StageState.OPEN);
  }

  @Test
  void asks_again_what_others_decide_now_and_what_is_kept_apart_from_it() {
    assertThat(
            resubmitted(
                stage("one", List.of(), "ann", "ben"),
                stage("two", List.of("one"), "ben"),
                stage("three", List.of(), "cleo")))
        .containsExactly(StageState.OPEN, StageState.WAITING, StageState.WAITING);
    assertThat(
            resubmitted(
                stage("new", List.of(), "dora"),
                stage("one", List.of(), "ann"),
                stage("two", List.of("one"), "ben")))
        .containsExactly(StageState.OPEN, StageState.APPROVED, StageState.APPROVED);
  }
}
