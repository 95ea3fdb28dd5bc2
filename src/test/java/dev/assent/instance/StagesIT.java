package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.approvalOf;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Steps of type approval with stages, policies and deadlines, through the real server. */
class StagesIT {
  private final Caller admin = Caller.named("admin");
  private final Caller employee = Caller.named("employee");
  private final Caller administration = Caller.named("administration");
  private final Caller owner = Caller.named("budget-owner");
  private final Caller supervisor = Caller.named("supervisor");

  private static final String THREE =
      "approvers: { users: [\"'administration'\", \"'budget-owner'\", \"'supervisor'\"] }";

  private static final String STAGES =
      """
      stages:
        - { name: check, approvers: { roles: [administration] } }
        - { name: budget, parallel: true, when: "input.amount > 100", approvers: { users: ["input.owner"], notRequester: true } }
        - { name: last, approvers: { users: ["'supervisor'"], distinctFrom: [check] }, rationale: required }
      subject:
        title: "'Costs of ' + input.who"
        data: { amount: "input.amount" }
      """;

  /** An instance that waits at an approval of this kind, and goes back to a task when rejected. */
  private JsonNode asked(String approval, String input) {
    String workflow =
        Scene.published(
            admin,
            "id: ${id}\nname: Stages\nsteps:\n  - id: a\n    type: approval\n"
                + approval.indent(4)
                + "    onReject: { goto: again }\n"
                + "  - { id: d, type: decision, cases: [{ when: \"true\", end: completed }] }\n"
                + "  - { id: again, type: task }\n");
    ObjectNode run = Scene.run(workflow);
    run.set("input", Json.parse(input));
    return started(employee, run);
  }

  private String status(JsonNode instance) {
    return Patience.instance(employee, instance.path("id").asText()).path("status").asText();
  }

  private JsonNode approval(String id) {
    return json(admin.get("api/v1/approvals/" + id), 200);
  }

  private JsonNode approvalUntil(String id, Predicate<JsonNode> reached) {
    return Patience.untilAnswer(admin, "api/v1/approvals/" + id, reached);
  }

  private void again(JsonNode instance) {
    Patience.until(
        employee,
        instance.path("id").asText(),
        i -> i.path("activeSteps").path(0).path("id").asText().equals("again"));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static void decideWhy(Caller caller, String approval, String decision) {
    json(
        caller.post(
            "api/v1/approvals/" + approval + "/decisions",
            "{\"decision\":\"%s\",\"rationale\":\"because\"}".formatted(decision)),
        201);
  }

  @Test
  void stages_are_asked_together_and_one_after_the_other() {
    JsonNode instance =
        asked(STAGES, "{\"amount\": 500, \"owner\": \"budget-owner\", \"who\": \"Zoe\"}");
    String approval = approvalOf(instance, "a");
    JsonNode first = approval(approval);
    assertThat(first.path("title").asText()).isEqualTo("Costs of Zoe");
    assertThat(first.at("/subject/data/amount").asInt()).isEqualTo(500);
    assertThat(texts(first.path("currentStages"))).containsExactly("check", "budget");
    problem(decide(supervisor, approval, "APPROVE"), 409, "invalid-state");
    problem(decide(admin, approval, "APPROVE"), 403, "not-an-approver");

    json(decide(administration, approval, "APPROVE"), 201);
    assertThat(texts(approval(approval).path("currentStages"))).containsExactly("budget");
    json(decide(owner, approval, "APPROVE"), 201);
    assertThat(texts(approval(approval).path("currentStages"))).containsExactly("last");
    assertThat(Lists.all(supervisor, "api/v1/approvals/pending", 100))
        .anySatisfy(item -> assertThat(item.at("/subject/data/amount").asInt()).isEqualTo(500));
    problem(decide(supervisor, approval, "APPROVE"), 400, "invalid-body");
    assertThat(status(instance)).isEqualTo("RUNNING");
    decideWhy(supervisor, approval, "APPROVE");

    assertThat(status(instance)).isEqualTo("COMPLETED");
    JsonNode end = Patience.instance(employee, instance.path("id").asText());
    assertThat(texts(end.at("/steps/a/decidedBy")))
        .containsExactly("administration", "budget-owner", "supervisor");
  }

  @Test
  void a_stage_that_is_not_needed_is_skipped() {
    String approval =
        approvalOf(asked(STAGES, "{\"amount\": 50, \"owner\": \"nobody\", \"who\": \"Zoe\"}"), "a");
    JsonNode first = approval(approval);
    assertThat(texts(first.path("currentStages"))).containsExactly("check");
    assertThat(first.at("/stages/1/status").asText()).isEqualTo("SKIPPED");
    assertThat(first.at("/stages/1/skipped").asText()).contains("input.amount > 100");
  }

  @Test
  void a_quorum_of_two_of_three_decides() {
    String quorum = THREE + "\npolicy: { type: quorum, required: 2 }\n";
    JsonNode approved = asked(quorum, "{}");
    String approval = approvalOf(approved, "a");
    json(decide(administration, approval, "ABSTAIN"), 201);
    json(decide(owner, approval, "APPROVE"), 201);
    assertThat(status(approved)).isEqualTo("RUNNING");
    json(decide(supervisor, approval, "APPROVE"), 201);
    assertThat(status(approved)).isEqualTo("COMPLETED");

    JsonNode rejected = asked(quorum, "{}");
    json(decide(administration, approvalOf(rejected, "a"), "ABSTAIN"), 201);
    json(decide(owner, approvalOf(rejected, "a"), "REJECT"), 201);
    again(rejected);
  }

  @Test
  void weights_decide_and_a_veto_rejects() {
    String weighted =
        THREE
            + """

            policy: { type: weighted, threshold: 3, veto: [administration] }
            weights: { supervisor: 3 }
            """;
    JsonNode approved = asked(weighted, "{}");
    json(decide(supervisor, approvalOf(approved, "a"), "APPROVE"), 201);
    assertThat(status(approved)).as("while a veto is possible").isEqualTo("RUNNING");
    json(decide(administration, approvalOf(approved, "a"), "ABSTAIN"), 201);
    assertThat(status(approved)).isEqualTo("COMPLETED");

    JsonNode vetoed = asked(weighted, "{}");
    json(decide(supervisor, approvalOf(vetoed, "a"), "APPROVE"), 201);
    json(decide(administration, approvalOf(vetoed, "a"), "REJECT"), 201);
    again(vetoed);
  }

  @Test
  void a_request_whose_time_is_over_is_rejected_or_approved_as_the_document_says() {
    JsonNode over = asked("approvers: { roles: [supervisor] }\nexpires: PT1S\n", "{}");
    again(over);
    assertThat(approval(approvalOf(over, "a")).path("status").asText()).isEqualTo("EXPIRED");
    problem(decide(supervisor, approvalOf(over, "a"), "APPROVE"), 409, "invalid-state");

    JsonNode passed =
        asked("approvers: { roles: [supervisor] }\nexpires: PT1S\nonExpiry: approve\n", "{}");
    Patience.ended(employee, passed.path("id").asText(), "COMPLETED");
  }

  @Test
  void a_timeout_asks_others_as_well() {
    JsonNode instance =
        asked(
            "approvers: { roles: [administration] }\ntimeout: PT1S\nonTimeout: { escalateTo: { users: [\"input.boss\"] } }\n",
            "{\"boss\": \"supervisor\"}");
    String approval = approvalOf(instance, "a");
    problem(decide(supervisor, approval, "APPROVE"), 403, "not-an-approver");
    approvalUntil(approval, a -> texts(a.path("currentApprovers")).size() == 2);
    json(decide(supervisor, approval, "APPROVE"), 201);
    assertThat(status(instance)).isEqualTo("COMPLETED");
  }

  @Test
  void a_request_that_was_sent_back_leaves_the_step_waiting_until_it_is_resubmitted() {
    JsonNode instance = asked("approvers: { roles: [supervisor] }\n", "{}");
    String approval = approvalOf(instance, "a");
    decideWhy(supervisor, approval, "REQUEST_CHANGES");
    assertThat(approval(approval).path("status").asText()).isEqualTo("CHANGES_REQUESTED");
    JsonNode waiting = Patience.instance(employee, instance.path("id").asText());
    assertThat(waiting.path("status").asText()).isEqualTo("RUNNING");
    assertThat(approvalOf(waiting, "a")).isEqualTo(approval);

    String resubmit = "api/v1/approvals/" + approval + "/resubmit";
    problem(supervisor.post(resubmit, "{}"), 403, "forbidden");
    problem(employee.post(resubmit, "{\"data\":{\"receipt\":7}}"), 409, "invalid-state");
    json(employee.post(resubmit, "{\"comment\":\"here it is\"}"), 200);
    json(decide(supervisor, approval, "APPROVE"), 201);
    assertThat(status(instance)).isEqualTo("COMPLETED");
  }

  @Test
  void nothing_happens_to_a_request_while_its_instance_is_suspended() {
    JsonNode instance =
        asked(THREE + "\npolicy: { type: quorum, required: 2 }\nexpires: PT2S\n", "{}");
    String approval = approvalOf(instance, "a");
    String path = "api/v1/instances/" + instance.path("id").asText();
    json(admin.post(path + "/suspend", ""), 200);

    JsonNode refused = problem(decide(owner, approval, "APPROVE"), 409, "invalid-state");
    assertThat(refused.path("detail").asText()).contains("stands still").contains("SUSPENDED");
    String requests = "api/v1/approvals/" + approval;
    problem(owner.post(requests + "/claim", ""), 409, "invalid-state");
    problem(owner.post(requests + "/delegate", "{\"to\":\"admin\"}"), 409, "invalid-state");
    problem(owner.post(requests + "/forward", "{\"to\":\"admin\"}"), 409, "invalid-state");
    problem(
        owner.post(requests + "/escalate", "{\"to\":{\"users\":[\"admin\"]}}"),
        409,
        "invalid-state");
    Instant over = Instant.parse(approval(approval).at("/stages/0/expiresAt").asText());
    approvalUntil(approval, a -> Instant.now().isAfter(over.plusMillis(500)));
    problem(decide(owner, approval, "APPROVE"), 409, "invalid-state");
    assertThat(approval(approval).path("status").asText()).isEqualTo("PENDING");

    json(admin.post(path + "/resume", ""), 200);
    again(instance);
    assertThat(approval(approval).path("status").asText()).isEqualTo("EXPIRED");
  }

  @Test
  void a_request_of_an_instance_that_goes_on_can_be_decided_again() {
    JsonNode instance = asked("approvers: { roles: [supervisor] }\n", "{}");
    String path = "api/v1/instances/" + instance.path("id").asText();
    String approval = approvalOf(instance, "a");
    decideWhy(supervisor, approval, "REQUEST_CHANGES");
    String resubmit = "api/v1/approvals/" + approval + "/resubmit";
    json(admin.post(path + "/suspend", ""), 200);
    problem(employee.post(resubmit, "{}"), 409, "invalid-state");
    json(admin.post(path + "/resume", ""), 200);
    json(employee.post(resubmit, "{}"), 200);
    json(admin.post(path + "/suspend", ""), 200);
    problem(decide(supervisor, approval, "APPROVE"), 409, "invalid-state");
    json(admin.post(path + "/resume", ""), 200);
    json(decide(supervisor, approval, "APPROVE"), 201);
    assertThat(status(instance)).isEqualTo("COMPLETED");
  }
}
