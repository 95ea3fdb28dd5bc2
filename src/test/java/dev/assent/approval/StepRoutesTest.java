package dev.assent.approval;

import static dev.assent.approval.Town.absent;
import static dev.assent.approval.Town.there;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.consensus.Policy;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom the step of an instance asks that rita has started, whose manager is max. */
class StepRoutesTest {
  private final Town town = new Town();
  private final Routing routing = new Routing();

  StepRoutesTest() {
    routing.staff = town;
    town.add("clerk", there("ann", "law"));
    town.add("clerk", absent("ben"));
    town.add("clerk", there("cleo", "tax"));
    town.add("clerk", there("rita"));
  }

  private static StagePlan stage(
      String name, List<Approver> named, Map<String, String> excluded, String... distinctFrom) {
    return new StagePlan(
        name,
        false,
        named,
        Policy.of(Policy.Type.ANY),
        Map.of(),
        excluded,
        List.of(distinctFrom),
        StagePlan.Rationale.OPTIONAL,
        Deadline.NONE,
        null);
  }

  private static ApprovalRequest request(StagePlan... stages) {
    return new ApprovalRequest(
        "T",
        null,
        new ApprovalSubject("ORDER", "7", Json.parse("{\"amount\":12.50}")),
        Priority.HIGH,
        null,
        null,
        new Route(List.of(stages), Route.OnResubmit.ASK_AGAIN, Duration.ofDays(9), null),
        null,
        List.of());
  }

  private static NewStage.Approvers selected(NewStage.Select select, int count) {
    return UnroutedRequest.lookUp(0, List.of("clerk"), List.of(), select, count);
  }

  private ApprovalRequest routed(Map<String, NewStage.Approvers> lookUps, StagePlan... stages) {
    return routing.route("demo", "rita", new UnroutedRequest(request(stages), lookUps, null));
  }

  private List<String> asked(NewStage.Approvers lookUp, StagePlan stage) {
    return routed(Map.of(stage.name(), lookUp), stage).route().stages().get(0).approvers().stream()
        .map(Approver::toString)
        .toList();
  }

  private void refused(NewStage.Approvers lookUp, StagePlan stage, String says) {
    assertThatThrownBy(() -> asked(lookUp, stage))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_INPUT))
        .hasMessageContaining(says);
  }

  @Test
  void asks_those_who_are_named_and_the_manager() {
    StagePlan named = stage("s", List.of(Approver.user("sue"), Approver.role("clerk")), Map.of());
    NewStage.Approvers manager = UnroutedRequest.lookUp(1, List.of(), List.of(), null, null);
    assertThat(asked(manager, named))
        .containsExactly("the user sue", "the role clerk", "the user max");
    assertThat(asked(UnroutedRequest.lookUp(2, List.of(), List.of(), null, null), named))
        .endsWith("the user mia");
    town.managed = false;
    refused(manager, named, "stage s: the requester rita has no manager");
  }

  @Test
  void leaves_out_whom_the_step_excludes() {
    StagePlan stage = stage("s", List.of(), Map.of("rita", "notRequester", "cleo", "has checked"));
    assertThat(asked(selected(NewStage.Select.FIRST_AVAILABLE, 1), stage))
        .containsExactly("the user ann");
    refused(
        selected(NewStage.Select.FIRST_AVAILABLE, 2),
        stage,
        "looked for 2 with the role clerk: 4 found, of whom 1 are absent today");
    NewStage.Approvers able = UnroutedRequest.lookUp(0, List.of(), List.of("tax"), null, null);
    refused(able, stage, "with the capability tax");
    assertThat(asked(able, stage("s", List.of(), Map.of()))).containsExactly("the user cleo");
    refused(
        UnroutedRequest.lookUp(1, List.of(), List.of(), null, null),
        stage("s", List.of(), Map.of("max", "max has checked (distinctFrom)")),
        "max has checked (distinctFrom): it can never be approved");
  }

  @Test
  void leaves_out_whom_an_earlier_stage_asks() {
    ApprovalRequest routed =
        routed(
            Map.of("two", selected(NewStage.Select.FIRST_AVAILABLE, 1)),
            stage("one", List.of(Approver.user("ann")), Map.of()),
            stage("two", List.of(), Map.of("rita", "notRequester"), "one"));
    assertThat(routed.route().stages().get(1).approvers()).containsExactly(Approver.user("cleo"));
  }

  @Test
  void changes_nothing_else() {
    StagePlan skipped =
        new StagePlan(
            "skipped",
            true,
            List.of(),
            Policy.of(Policy.Type.ALL),
            Map.of(),
            Map.of(),
            List.of(),
            StagePlan.Rationale.REQUIRED,
            Deadline.NONE,
            "not needed");
    StagePlan known = stage("known", List.of(Approver.role("clerk")), Map.of());
    NewStage.Approvers nobody = UnroutedRequest.lookUp(0, List.of(), List.of("x"), null, null);
    ApprovalRequest routed = routed(Map.of("skipped", nobody), known, skipped);
    assertThat(routed).isEqualTo(request(known, skipped));
    assertThat(Json.read(Json.write(routed), ApprovalRequest.class)).isEqualTo(routed);
  }

  @Test
  void a_policy_sees_what_the_step_shows() {
    RouteFacts facts = RouteFacts.of("demo", "rita", request());
    assertThat(test(facts, "input.amount == 12.5")).isTrue();
    assertThat(
            test(
                facts,
                "request.requester == 'rita' && request.subjectType == 'ORDER' && request.subjectId == '7'"
                    + " && request.priority == 'HIGH' && request.risk == null && action.name == null"))
        .isTrue();
  }

  private static boolean test(RouteFacts facts, @Nullable String condition) {
    return RouteExpressions.condition(String.valueOf(condition)).test(facts.variables());
  }
}
