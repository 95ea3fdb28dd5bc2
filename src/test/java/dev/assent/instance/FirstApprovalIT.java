package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.approvalOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first approval of the documentation, under the demonstration's accounts. */
class FirstApprovalIT {
  private static final String PENDING = "api/v1/approvals/pending";

  private final Caller employee = Caller.named("employee");
  private final Caller administration = Caller.named("administration");
  private final Caller owner = Caller.named("budget-owner");
  private final Caller supervisor = Caller.named("supervisor");

  private final String businessKey = Scene.fresh("claim");
  private final String run =
      """
      {"workflow":"travel-declaration","businessKey":"%s","entityType":"DECLARATION","entityId":"86791",
       "input":{"amount":300.50,"employee":"employee","supervisor":"supervisor"}}"""
          .formatted(businessKey);

  @Test
  void runs_from_the_declaration_to_the_supervisors_consent() {
    HttpResponse<String> started = employee.post("api/v1/workflows/run", run);
    JsonNode instance = json(started, 201);
    String id = instance.path("id").asText();
    String path = "api/v1/instances/" + id;
    assertThat(started.headers().firstValue("Location").orElseThrow()).endsWith(path);
    assertThat(instance.path("workflow").asText()).isEqualTo("travel-declaration");
    assertThat(instance.path("version").asInt()).isPositive();
    assertThat(instance.path("status").asText()).isEqualTo("RUNNING");
    assertThat(instance.path("businessKey").asText()).isEqualTo(businessKey);
    assertThat(instance.path("entityId").asText()).isEqualTo("86791");
    assertThat(instance.path("input").toString())
        .isEqualTo("{\"amount\":300.50,\"employee\":\"employee\",\"supervisor\":\"supervisor\"}");
    assertThat(instance.path("startedBy").asText()).isEqualTo("employee");
    assertThat(instance.path("activeSteps").path(0).path("id").asText()).isEqualTo("submit");
    assertThat(instance.path("activeSteps").path(0).path("type").asText()).isEqualTo("TASK");
    assertThat(json(employee.get(path), 200).path("input")).isEqualTo(instance.path("input"));

    problem(Scene.complete(supervisor, id, "submit"), 403, "forbidden");
    JsonNode submitted = json(Scene.complete(employee, id, "submit"), 200);
    String first = approvalOf(submitted, "administration");

    JsonNode waiting = waitingFor(administration, id);
    assertThat(waiting.path("id").asText()).isEqualTo(first);
    assertThat(waiting.path("workflow").asText()).isEqualTo("travel-declaration");
    assertThat(waiting.path("step").asText()).isEqualTo("administration");
    assertThat(waiting.path("title").asText()).contains("Check of the declaration");
    assertThat(waiting.path("requestedBy").asText()).isEqualTo("employee");
    assertThat(waiting.path("requestedAt").asText()).isNotEmpty();
    assertThat(waiting.path("priority").asText()).isEqualTo("NORMAL");
    assertThat(waiting.path("assignment").path("approver").asText()).isEqualTo("administration");
    assertThat(waiting.path("subject").path("type").asText()).isEqualTo("DECLARATION");
    assertThat(waiting.path("subject").path("id").asText()).isEqualTo("86791");

    String decision = "{\"decision\":\"APPROVE\",\"rationale\":\"within budget\"}";
    problem(supervisor.post(decisions(first), decision), 403, "not-an-approver");
    problem(employee.post(decisions(first), decision), 403, "forbidden");
    JsonNode decided = json(administration.post(decisions(first), decision), 201);
    assertThat(decided.path("decision").asText()).isEqualTo("APPROVE");
    assertThat(decided.path("actor").asText()).isEqualTo("administration");
    assertThat(decided.path("decidedAt").asText()).isNotEmpty();
    assertThat(decided.path("approval").path("id").asText()).isEqualTo(first);
    assertThat(decided.path("approval").path("status").asText()).isEqualTo("APPROVED");
    assertThat(Lists.texts(Lists.all(administration, PENDING, 200), "id")).doesNotContain(first);

    String second = waitingFor(owner, id).path("id").asText();
    String conditional =
        "{\"decision\":\"APPROVE_WITH_CONDITIONS\",\"conditions\":[{\"condition\":\"receipts\"}]}";
    json(owner.post(decisions(second), conditional), 201);
    json(Scene.decide(supervisor, waitingFor(supervisor, id).path("id").asText(), "APPROVE"), 201);

    JsonNode ended = json(employee.get(path), 200);
    assertThat(ended.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(ended.path("activeSteps")).isEmpty();
    List<JsonNode> history = Lists.all(employee, path + "/history", 2);
    assertThat(history.stream().map(item -> item.path("position").asInt()))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.rangeClosed(1, history.size()).boxed().toList());
    assertThat(
            history.stream()
                .filter(item -> item.path("event").asText().equals("DECIDED"))
                .map(item -> item.path("step").asText() + " by " + item.path("actor").asText()))
        .containsExactly(
            "administration by administration",
            "budget by budget-owner",
            "supervisor by supervisor");
    JsonNode last = history.get(history.size() - 1);
    assertThat(last.path("from").asText()).isEqualTo("RUNNING");
    assertThat(last.path("to").asText()).isEqualTo("COMPLETED");
    assertThat(history.toString()).contains("within budget").contains("receipts");
  }

  @Test
  void the_same_request_with_the_same_key_is_answered_again_and_not_done_again() {
    String key = Scene.fresh("key");
    HttpResponse<String> started = post(employee, "api/v1/workflows/run", run, key);
    HttpResponse<String> again =
        post(employee, "api/v1/workflows/run", " " + run.replace("\n", " "), key);
    same(started, again);
    assertThat(Lists.all(employee, "api/v1/instances?businessKey=" + businessKey, 10)).hasSize(1);

    String id = json(started, 201).path("id").asText();
    String complete = "api/v1/instances/" + id + "/steps/submit/complete";
    HttpResponse<String> completed = post(employee, complete, "{}", key + "-2");
    same(completed, post(employee, complete, "{}", key + "-2"));
    problem(employee.post(complete, "{}"), 409, "invalid-state");

    String approval = approvalOf(json(completed, 200), "administration");
    String approve = "{\"decision\":\"APPROVE\"}";
    HttpResponse<String> decided = post(administration, decisions(approval), approve, key);
    same(decided, post(administration, decisions(approval), approve, key));
    problem(administration.post(decisions(approval), approve), 409, "already-decided");
    same(decided, post(administration, decisions(approval), approve, key));
    assertThat(
            Lists.all(employee, "api/v1/instances/" + id + "/history", 50).stream()
                .filter(item -> item.path("event").asText().equals("DECIDED")))
        .hasSize(1);
  }

  @Test
  void a_key_that_was_used_for_another_request_is_refused() {
    String key = Scene.fresh("key");
    json(post(employee, "api/v1/workflows/run", run, key), 201);

    String other = run.replace("86791", "86792");
    problem(post(employee, "api/v1/workflows/run", other, key), 422, "idempotency-key-reused");
    problem(
        post(
            employee,
            "api/v1/approvals",
            "{\"title\":\"x\",\"approvers\":{\"users\":[\"y\"]}}",
            key),
        422,
        "idempotency-key-reused");
    assertThat(post(owner, "api/v1/workflows/run", other.replace("claim-", "c-"), key).statusCode())
        .as("somebody else's key is another key")
        .isEqualTo(201);
    assertThat(Lists.all(employee, "api/v1/instances?businessKey=" + businessKey, 10)).hasSize(1);
  }

  @Test
  void a_refusal_is_not_kept_under_the_key() {
    String key = Scene.fresh("key");
    json(employee.post("api/v1/workflows/run", run), 201);
    JsonNode duplicate =
        problem(post(employee, "api/v1/workflows/run", run, key), 409, "duplicate-business-key");
    assertThat(duplicate.path("detail").asText()).contains(businessKey);

    String id =
        Lists.all(employee, "api/v1/instances?businessKey=" + businessKey, 1)
            .get(0)
            .path("id")
            .asText();
    json(employee.post("api/v1/instances/" + id + "/cancel", "{}"), 200);
    json(post(employee, "api/v1/workflows/run", run, key), 201);
  }

  @Test
  void a_dry_input_is_refused_with_pointers() {
    JsonNode refused =
        problem(
            employee.post(
                "api/v1/workflows/run",
                "{\"workflow\":\"travel-declaration\",\"input\":{\"amount\":-1,\"employee\":\"\"}}"),
            422,
            "invalid-input");

    assertThat(Lists.texts(List.of(refused.path("errors").get(0)), "pointer").get(0))
        .startsWith("/");
    assertThat(refused.path("errors").size()).isGreaterThanOrEqualTo(2);
  }

  private static HttpResponse<String> post(Caller caller, String path, String body, String key) {
    return caller.post(path, body, "Idempotency-Key", key);
  }

  private static void same(HttpResponse<String> first, HttpResponse<String> again) {
    assertThat(first.statusCode()).as(first.body()).isBetween(200, 201);
    assertThat(again.statusCode()).isEqualTo(first.statusCode());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("ETag")).isEqualTo(first.headers().firstValue("ETag"));
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
  }

  private static JsonNode waitingFor(Caller caller, String instance) {
    return Lists.all(caller, PENDING, 100).stream()
        .filter(item -> item.path("instanceId").asText().equals(instance))
        .findFirst()
        .orElseThrow();
  }

  private static String decisions(String approval) {
    return "api/v1/approvals/" + approval + "/decisions";
  }
}
