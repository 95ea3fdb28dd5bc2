package dev.assent.approval;

import static dev.assent.approval.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.identity.Caller;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a routing policy chooses for a request of rita's, whose manager is max. */
class RouteChoiceTest {
  private static final Caller RITA = new Caller("demo", "rita", Set.of(), Set.of());
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Town town = new Town();

  private static List<String> names(StagePlan stage) {
    return stage.approvers().stream().map(Approver::name).toList();
  }

  private static final String PURCHASES =
      """
      {"rules":[
        {"name":"tiny","when":"double(input.amount) <= 50.0","autoApprove":true,"risk":"LOW"},
        {"name":"small","when":"double(input.amount) <= 250.0","stages":[{"approvers":{"manager":true}}]},
        {"name":"large","when":"double(input.amount) > 1000.0 || request.risk == 'HIGH'","risk":"HIGH","onResubmit":"ASK_AGAIN",
         "expires":"P10D","stages":[
          {"name":"manager","approvers":{"manager":true},"expires":"P2D","onExpiry":"APPROVE"},
          {"name":"board","when":"input.board","approvers":{"roles":["board"]}}]},
        {"name":"none-needed","when":"double(input.amount) == 300.0","stages":[{"when":"false","approvers":{"users":["x"]}}]}]%s}""";

  private RouteChoice.Chosen chosen(String document, String data) {
    RoutingDocument policy = Json.read(document, RoutingDocument.class);
    policy.check();
    RoutingPolicyVersion version =
        new RoutingPolicyVersion("demo", "purchases", 3, policy, "", "admin", NOW);
    NewApproval asked =
        Json.read("{\"title\":\"T\",\"subject\":{\"data\":" + data + "}}", NewApproval.class);
    return new RouteChoice(version, RouteFacts.of(RITA, asked), town).choose();
  }

  private RouteChoice.Chosen purchase(String data) {
    return chosen(PURCHASES.formatted(""), data);
  }

  @Test
  void lets_the_first_rule_that_fits_choose_and_says_why() {
    RouteChoice.Chosen small = purchase("{\"amount\":\"250.00\"}");
    assertThat(small.route().chosen())
        .isEqualTo(
            new Route.Chosen(
                "purchases", 3, "small", "rule 'small': double(input.amount) <= 250.0"));
    assertThat(small.risk()).isNull();
    assertThat(names(small.route().stages().get(0))).containsExactly("max");

    RouteChoice.Chosen large = purchase("{\"amount\":1000.01,\"board\":false}");
    assertThat(large.route().chosen().rule()).isEqualTo("large");
    assertThat(large.risk()).isEqualTo(RiskLevel.HIGH);
    assertThat(large.route().expires()).isEqualTo(Duration.ofDays(10));
    assertThat(large.route().onResubmit()).isEqualTo(Route.OnResubmit.ASK_AGAIN);
    assertThat(large.route().stages().get(1).skipped()).contains("input.board is false");
  }

  @Test
  void approves_at_once_only_when_the_rule_says_so() {
    StagePlan only = purchase("{\"amount\":\"49.99\"}").route().stages().get(0);
    assertThat(only.skipped())
        .isEqualTo(
            "approved at once (autoApprove) by rule 'tiny' of routing policy 'purchases' (version 3)");
    Approval approval = Requests.begun(new java.util.UUID(0, 1), "rita", NOW, Requests.of(only));
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
    assertThat(approval.assignments()).isEmpty();
    refused(
        () -> purchase("{\"amount\":300}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "rule 'none-needed' of routing policy 'purchases' (version 3) needs no stage");
  }

  @Test
  void refuses_what_no_rule_fits_and_what_a_rule_cannot_tell() {
    refused(
        () -> purchase("{\"amount\":500}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "no rule of routing policy 'purchases' (version 3) fits the request");
    refused(
        () -> purchase("{\"amount\":\"much\"}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "the condition of rule 'tiny'");
    refused(
        () -> purchase("{\"amount\":2000}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "stage board of rule 'large'");
    RouteChoice.Chosen other =
        chosen(
            PURCHASES.formatted(
                ",\"otherwise\":{\"stages\":[{\"approvers\":{\"users\":[\"ann\"]}}]}"),
            "{\"amount\":500}");
    assertThat(other.route().chosen())
        .isEqualTo(new Route.Chosen("purchases", 3, "otherwise", "otherwise: no rule fits"));
  }

  @Test
  void checks_a_whole_policy_and_points_at_everything_wrong() {
    RoutingDocument wrong =
        Json.read(
            """
            {"rules":[
              {"name":"a","when":"amount > 3","stages":[]},
              {"name":"a","when":"input.x +","stages":[
                {"name":"s","when":"1","approvers":{"users":["u"]},"policy":{"type":"QUORUM"}},
                {"name":"s","approvers":{"users":["u"],"distinctFrom":["t"]}}]},
              {"name":"B","stages":[{"approvers":{"expressions":["input."]}}]},
              {"name":"d"}, {"stages":[{"approvers":{"users":["u"]}}]}, null],
             "otherwise":{"when":"true","autoApprove":true}}""",
            RoutingDocument.class);
    assertThatThrownBy(wrong::check)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(x -> x.pointer())
                    .containsExactly(
                        "/rules/0/when",
                        "/rules/0/stages",
                        "/rules/1/name",
                        "/rules/1/when",
                        "/rules/1/stages/0/when",
                        "/rules/1/stages/0/policy/required",
                        "/rules/1/stages/1/approvers/distinctFrom",
                        "/rules/1/stages/1/name",
                        "/rules/2/name",
                        "/rules/2/stages/0/approvers/expressions/0",
                        "/rules/3/stages",
                        "/rules/4/name",
                        "/rules/5",
                        "/otherwise/when"));
    assertThatThrownBy(() -> new RoutingDocument(null, null, null).check())
        .isInstanceOf(ProblemException.class);
  }
}
