package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.approval.ApprovalRequest;
import dev.assent.approval.Approver;
import dev.assent.approval.Deadline;
import dev.assent.approval.Escalation;
import dev.assent.approval.RiskLevel;
import dev.assent.approval.Route;
import dev.assent.approval.StagePlan;
import dev.assent.consensus.Policy;
import dev.assent.platform.json.Json;
import dev.assent.workflow.ApprovalStage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whom a step of type approval asks, in which stages, and what it shows them. */
class StagesTest {
  private static final String STAGES =
      """
      - id: t
        type: task
      - id: a
        type: approval
        description: What it cost.
        category: finance
        risk: HIGH
        onResubmit: ask_again
        expires: P30D
        stages:
          - name: check
            approvers: { roles: [clerk], distinctFrom: [t] }
            rationale: unless_approved
            due: P1D
            remind: { after: PT12H, every: PT6H, atMost: 3 }
            escalations:
              - { after: P2D, to: { users: ["input.boss"], roles: [lead] } }
          - name: budget
            parallel: true
            when: "input.amount > 100"
            approvers: { users: ["input.owners"], notRequester: true }
            policy: { type: weighted, threshold: 3, veto: [ann] }
            weights: { ann: 2, ben: 1.5 }
            expires: P7D
            onExpiry: extend
            extensions: 2
          - approvers: { users: ["input.boss"], distinctFrom: [check] }
            policy: all
        subject:
          title: "'Trip of ' + input.who"
          data: { amount: "input.amount", by: ["input.who", 1] }
        onReject: { goto: t }
      - id: after
        type: task
      """;
  private static final String INPUT =
      "{\"amount\": 120, \"who\": \"zoe\", \"boss\": \"bob\", \"owners\": [\"ann\", \"ben\"]}";

  private static Story asked(String steps, String input) {
    return Story.of(steps, input).completeAs("tom", "t");
  }

  private static ApprovalRequest request(Story story, String input) {
    WorkflowInstance instance =
        new WorkflowInstance(
            new WorkflowInstance.Identity(
                Story.INSTANCE,
                "default",
                "story",
                1,
                null,
                new StartInstance.Entity("ORDER", "4711", null, null),
                Json.parse(input),
                Story.REQUESTER,
                Story.NOW,
                null,
                null));
    return StepApproval.of(
        instance, (Effect.OpenApproval) story.last().effects().get(0), story.graph());
  }

  @Test
  void asks_for_all_its_stages_at_once() {
    assertThat(asked(STAGES, INPUT).wanted())
        .isEqualTo(
            "open a check for [] not {tom=whoever decided step t must not decide (distinctFrom)},"
                + " budget for [ann, ben] not {rita=the requester must not decide (notRequester)},"
                + " stage-3 for [bob] not {}");
  }

  @Test
  void makes_the_route_of_the_request() {
    ApprovalRequest request = request(asked(STAGES, INPUT), INPUT);

    assertThat(request.title()).isEqualTo("Trip of zoe");
    assertThat(request.description()).isEqualTo("What it cost.");
    assertThat(request.subject().id()).isEqualTo("4711");
    assertThat(request.subject().data())
        .isEqualTo(Json.parse("{\"amount\":120,\"by\":[\"zoe\",1]}"));
    assertThat(request.category()).isEqualTo("finance");
    assertThat(request.risk()).isEqualTo(RiskLevel.HIGH);
    Route route = request.route();
    assertThat(route.onResubmit()).isEqualTo(Route.OnResubmit.ASK_AGAIN);
    assertThat(route.expires()).isEqualTo(Duration.ofDays(30));
    StagePlan check = route.stages().get(0);
    assertThat(check.approvers()).containsExactly(Approver.role("clerk"));
    assertThat(check.rationale()).isEqualTo(StagePlan.Rationale.UNLESS_APPROVED);
    assertThat(check.deadline())
        .isEqualTo(
            new Deadline(
                Duration.ofDays(1),
                Duration.ofHours(12),
                Duration.ofHours(6),
                3,
                List.of(
                    new Escalation(
                        Duration.ofDays(2), List.of(Approver.user("bob"), Approver.role("lead")))),
                null,
                Deadline.OnExpiry.REJECT,
                0));
    StagePlan budget = route.stages().get(1);
    assertThat(budget.parallel()).isTrue();
    assertThat(budget.skipped()).isNull();
    assertThat(budget.policy().type()).isEqualTo(Policy.Type.WEIGHTED);
    assertThat(budget.policy().veto()).containsExactly("ann");
    assertThat(budget.weights())
        .isEqualTo(Map.of("ann", new BigDecimal("2"), "ben", new BigDecimal("1.5")));
    assertThat(budget.deadline().onExpiry()).isEqualTo(Deadline.OnExpiry.EXTEND);
    assertThat(budget.deadline().extensions()).isEqualTo(2);
    StagePlan last = route.stages().get(2);
    assertThat(last.name()).isEqualTo("stage-3");
    assertThat(last.distinctFrom()).containsExactly("check");
    assertThat(last.excluded()).isEmpty();
    assertThat(last.policy()).isEqualTo(Policy.of(Policy.Type.ALL));
  }

  @Test
  void skips_a_stage_whose_condition_is_false_and_asks_nobody_for_it() {
    String little = INPUT.replace("120", "7").replace("[\"ann\", \"ben\"]", "[]");
    Story story = asked(STAGES, little);
    assertThat(story.wanted()).contains("budget is skipped");
    StagePlan budget = request(story, little).route().stages().get(1);
    assertThat(budget.skipped()).isEqualTo("the condition 'input.amount > 100' is false");
    assertThat(budget.approvers()).isEmpty();
  }

  @Test
  void skips_the_step_when_none_of_its_stages_is_needed() {
    Story story =
        Story.of(
            """
            - id: a
              type: approval
              stages:
                - { when: "input.amount > 100", approvers: { roles: [r] } }
                - { when: "input.amount > 200", approvers: { users: ["input.nobody"] } }
            - { id: b, type: task }
            """,
            "{\"amount\": 1}");
    assertThat(story.wanted()).isEmpty();
    assertThat(story.waiting()).containsExactly("b");
    assertThat(story.step("a").status()).isEqualTo(StepState.SKIPPED);
    assertThat(story.told()).isEqualTo("INSTANCE_STARTED\nSTEP_SKIPPED a\nSTEP_ACTIVATED b");
  }

  @Test
  void a_timeout_that_escalates_is_the_requests_and_no_timer() {
    Story story =
        Story.of(
            """
            - id: a
              type: approval
              approvers: { roles: [administration] }
              timeout: PT72H
              onTimeout: { escalateTo: { roles: [administration-lead] } }
              escalations: [{ after: P5D, to: { roles: [director] } }]
            """);
    assertThat(story.wanted()).isEqualTo("open a for [] not {}");
    assertThat(request(story, "{}").route().stages().get(0).deadline().escalations())
        .containsExactly(
            new Escalation(Duration.ofHours(72), List.of(Approver.role("administration-lead"))),
            new Escalation(Duration.ofDays(5), List.of(Approver.role("director"))));
  }

  @Test
  void does_not_wait_for_what_can_never_be_approved() {
    assertThat(incident("[\"'ann'\", \"'ben'\"]", "{ type: quorum, required: 3 }"))
        .startsWith("even when everybody approves who may, it is not approved: ");
    assertThat(incident("[\"'ann'\", \"'rita'\"]", "{ type: quorum, required: 2 }"))
        .startsWith("even when everybody approves who may, it is not approved without {rita=the");
    assertThat(incident("[\"'ann'\", \"'rita'\"]", "unanimous")).contains("without {rita=");
    assertThat(incident("[\"'ann'\"]", "{ type: weighted, threshold: 2 }")).isNotEmpty();
    assertThat(incident("[\"'ann'\", \"'rita'\"]", "any")).isEmpty();
    assertThat(incident("[\"'ann'\", \"'ben'\"]", "{ type: quorum, required: 2 }")).isEmpty();
  }

  /** Why a step that rita must not decide cannot go on; empty when it can. */
  private static String incident(String users, String policy) {
    Story story =
        Story.of(
            "- { id: a, type: approval, approvers: { users: %s, notRequester: true }, policy: %s }"
                .formatted(users, policy));
    Token token = story.token("a");
    return token.incident() == null ? "" : token.incident().detail();
  }

  @Test
  void says_which_stage_cannot_be_asked_and_which_text_cannot_be_shown() {
    Story nobody =
        Story.of(
            """
            - id: a
              type: approval
              stages:
                - { approvers: { roles: [r] } }
                - { name: owners, approvers: { users: ["input.owners"] } }
            """,
            "{\"owners\": []}");
    assertThat(nobody.wanted()).isEqualTo("incident at a: stage owners: there is no approver");
    Story blank =
        Story.of(
            "- { id: a, type: approval, approvers: { roles: [r] }, subject: { title: \"input.t\" } }",
            "{\"t\": \" \"}");
    assertThat(blank.wanted())
        .isEqualTo(
            "incident at a: 'input.t' yields no title: it takes one text of 1 to 500 characters");
  }

  @Test
  void a_request_whose_time_is_over_counts_as_rejected() {
    Story story = asked(STAGES, INPUT).reject("a");
    assertThat(story.waiting()).containsExactly("t");
    assertThat(story.step("a").decision()).isEqualTo("REJECTED");
  }

  @Test
  void every_word_of_documents_is_one_of_requests() {
    assertThat(names(ApprovalStage.Rationale.values()))
        .isEqualTo(names(StagePlan.Rationale.values()));
    assertThat(names(ApprovalStage.OnExpiry.values())).isEqualTo(names(Deadline.OnExpiry.values()));
    assertThat(names(ApprovalStage.OnResubmit.values()))
        .isEqualTo(names(Route.OnResubmit.values()));
    assertThat(names(ApprovalStage.Risk.values())).isEqualTo(names(RiskLevel.values()));
  }

  private static List<String> names(Enum<?>[] constants) {
    return Stream.of(constants).map(Enum::name).toList();
  }
}
