package dev.assent.approval;

import static dev.assent.testing.Answers.etag;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.approvalOf;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.fresh;
import static dev.assent.testing.Scene.request;
import static dev.assent.testing.Scene.requested;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Requests that stand alone, and who may decide them. */
class ApprovalsIT {
  private final Caller admin = Caller.named("admin");
  private final Caller employee = Caller.named("employee");
  private final Caller administration = Caller.named("administration");
  private final Caller owner = Caller.named("budget-owner");
  private final Caller supervisor = Caller.named("supervisor");

  @Test
  void with_any_the_first_decision_decides() {
    ObjectNode body = request("Any", List.of("supervisor"), List.of("budget-owner"));
    body.put("description", "Why").put("priority", "URGENT");
    body.putObject("subject").put("type", "LETTER").put("id", "7").putObject("data").put("a", 1);
    HttpResponse<String> made = employee.post("api/v1/approvals", body.toString());
    String id = json(made, 201).path("id").asText();
    String path = "api/v1/approvals/" + id;
    assertThat(made.headers().firstValue("Location").orElseThrow()).endsWith(path);
    HttpResponse<String> read = owner.get(path);
    assertThat(withoutEstimates(json(read, 200))).isEqualTo(json(made, 201));
    assertThat(etag(read)).isEqualTo(etag(made));
    assertThat(json(read, 200).path("subject").path("data").path("a").asInt()).isEqualTo(1);

    JsonNode decided = json(decide(owner, id, "REJECT"), 201);

    assertThat(decided.path("approval").path("status").asText()).isEqualTo("REJECTED");
    assertThat(etag(owner.get(path))).isNotEqualTo(etag(made));
    JsonNode late = problem(decide(supervisor, id, "APPROVE"), 409, "already-decided");
    assertThat(late.path("detail").asText()).contains("REJECTED").contains("budget-owner");
    assertThat(Lists.texts(Lists.all(owner, path + "/history", 1), "event"))
        .containsExactly("APPROVAL_REQUESTED", "DECIDED", "APPROVAL_CLOSED");
  }

  @Test
  void with_all_everybody_has_to_approve() {
    ObjectNode body = request("All", List.of("supervisor", "budget-owner"), List.of());
    String id = requested(employee, body.put("policy", "ALL")).path("id").asText();

    JsonNode first = json(decide(owner, id, "APPROVE"), 201);
    assertThat(first.path("approval").path("status").asText()).isEqualTo("PENDING");
    problem(decide(owner, id, "REJECT"), 409, "already-decided");
    assertThat(pending(owner)).doesNotContain(id);
    assertThat(pending(supervisor)).contains(id);
    JsonNode second = json(decide(supervisor, id, "APPROVE"), 201);
    assertThat(second.path("approval").path("status").asText()).isEqualTo("APPROVED");
  }

  @Test
  void with_all_one_rejection_rejects_and_closes_the_rest() {
    ObjectNode body = request("All", List.of("supervisor", "budget-owner"), List.of());
    String id = requested(employee, body.put("policy", "ALL")).path("id").asText();

    JsonNode decided = json(decide(owner, id, "REJECT"), 201);

    assertThat(decided.path("approval").path("status").asText()).isEqualTo("REJECTED");
    assertThat(pending(supervisor)).doesNotContain(id);
    problem(decide(supervisor, id, "APPROVE"), 409, "already-decided");
  }

  @Test
  void with_all_somebody_with_two_places_fills_one() {
    ObjectNode body =
        request("Twice", List.of("supervisor"), List.of("supervisor")).put("policy", "ALL");
    JsonNode made = requested(employee, body);
    String id = made.path("id").asText();
    assertThat(pending(supervisor).stream().filter(id::equals)).as("shown once").hasSize(1);

    String role = made.path("assignments").path(1).path("id").asText();
    String decision = "{\"decision\":\"APPROVE\",\"assignmentId\":\"%s\"}".formatted(role);
    problem(
        supervisor.post("api/v1/approvals/" + id + "/decisions", decision), 403, "not-an-approver");
    JsonNode first = json(decide(supervisor, id, "APPROVE"), 201).path("approval");
    assertThat(first.path("status").asText()).isEqualTo("PENDING");
    assertThat(first.path("assignments").findValuesAsText("status"))
        .containsExactly("APPROVED", "PENDING");

    JsonNode refused = problem(decide(supervisor, id, "APPROVE"), 409, "already-decided");
    assertThat(refused.path("detail").asText())
        .contains("One person's decision counts for one")
        .contains("the role supervisor is open");
    assertThat(pending(supervisor)).as("for somebody else").doesNotContain(id);
  }

  @Test
  void a_requester_who_must_not_decide_neither_sees_nor_decides_it() {
    ObjectNode body = request("Own", List.of("supervisor", "budget-owner"), List.of());
    ((ObjectNode) body.path("approvers")).put("notRequester", true);
    String id = requested(supervisor, body).path("id").asText();

    assertThat(pending(supervisor)).doesNotContain(id);
    JsonNode refused = problem(decide(supervisor, id, "APPROVE"), 403, "separation-of-duties");
    assertThat(refused.path("detail").asText()).contains("notRequester");
    json(decide(owner, id, "APPROVE"), 201);
  }

  @Test
  void a_step_keeps_away_its_requester_and_who_decided_before() {
    String workflow =
        Scene.published(
            admin,
            """
            id: ${id}
            name: Four eyes
            steps:
              - id: first
                type: approval
                approvers: { roles: [supervisor, budget-owner] }
              - id: second
                type: approval
                approvers: { roles: [supervisor, budget-owner, administration], notRequester: true, distinctFrom: [first] }
            """);
    JsonNode instance = Scene.started(administration, Scene.run(workflow));
    String id = instance.path("id").asText();
    json(decide(owner, approvalOf(instance, "first"), "APPROVE"), 201);
    String second = approvalOf(json(administration.get("api/v1/instances/" + id), 200), "second");

    JsonNode same = problem(decide(owner, second, "APPROVE"), 403, "separation-of-duties");
    assertThat(same.path("detail").asText()).contains("distinctFrom").contains("first");
    problem(decide(administration, second, "APPROVE"), 403, "separation-of-duties");
    assertThat(pending(owner)).doesNotContain(second);
    assertThat(pending(supervisor)).contains(second);
    json(decide(supervisor, second, "APPROVE"), 201);
  }

  @Test
  void is_taken_back_by_its_requester_or_an_operator_only() {
    String id =
        requested(employee, request("Back", List.of("supervisor"), List.of())).path("id").asText();
    String cancel = "api/v1/approvals/" + id + "/cancel";

    problem(owner.post(cancel, "{}"), 403, "forbidden");
    assertThat(json(employee.post(cancel, "{\"reason\":\"no\"}"), 200).path("status").asText())
        .isEqualTo("CANCELLED");
    problem(employee.post(cancel, "{}"), 409, "invalid-state");
    problem(decide(supervisor, id, "APPROVE"), 409, "invalid-state");
    assertThat(pending(supervisor)).doesNotContain(id);

    String other =
        requested(employee, request("Back", List.of("supervisor"), List.of())).path("id").asText();
    json(admin.post("api/v1/approvals/" + other + "/cancel", "{}"), 200);
  }

  @Test
  void a_steps_request_is_not_taken_back_on_its_own() {
    String workflow = Scene.published(admin, Scene.TASK_AND_APPROVAL);
    String instance = Scene.started(employee, Scene.run(workflow)).path("id").asText();
    String approval =
        approvalOf(json(Scene.complete(employee, instance, "prepare"), 200), "consent");

    problem(employee.post("api/v1/approvals/" + approval + "/cancel", "{}"), 409, "invalid-state");
  }

  @Test
  void refuses_bodies_that_make_no_sense() {
    String id =
        requested(employee, request("Bodies", List.of("supervisor"), List.of()))
            .path("id")
            .asText();
    String decisions = "api/v1/approvals/" + id + "/decisions";
    for (String body :
        List.of(
            "{}",
            "{\"decision\":\"MAYBE\"}",
            "{\"decision\":\"approve\"}",
            "{\"decision\":0}",
            "{\"decision\":null}",
            "{\"decision\":\"APPROVE\",\"conditions\":[{\"condition\":\"x\"}]}",
            "{\"decision\":\"APPROVE_WITH_CONDITIONS\"}",
            "{\"decision\":\"APPROVE_WITH_CONDITIONS\",\"conditions\":[null]}",
            "{\"decision\":\"APPROVE_WITH_CONDITIONS\",\"conditions\":[{\"condition\":\" \"}]}",
            "{\"decision\":\"APPROVE\",\"assignmentId\":\"x\"}",
            "{\"decision\":\"APPROVE\",\"rationale\":7}",
            "{\"decision\":\"APPROVE\",\"actor\":\"admin\"}")) {
      JsonNode refused = problem(supervisor.post(decisions, body), 400, "invalid-body");
      assertThat(refused.path("errors").path(0).path("pointer").asText()).as(body).startsWith("/");
    }
    problem(
        supervisor.post(
            decisions,
            "{\"decision\":\"APPROVE\",\"assignmentId\":\"018f0000-0000-7000-8000-000000000000\"}"),
        403,
        "not-an-approver");
    json(decide(supervisor, id, "APPROVE"), 201);
  }

  @Test
  void lists_are_narrowed_by_each_filter() {
    String mark = fresh("s");
    ObjectNode body = request(mark, List.of(mark, "supervisor"), List.of());
    body.put("category", mark).put("risk", "CRITICAL");
    body.putObject("subject").put("type", mark).put("id", mark);
    String id = requested(owner, body).path("id").asText();

    for (String filter :
        List.of(
            "approver=" + mark,
            "subjectType=" + mark,
            "category=" + mark,
            "category=" + mark + "&risk=CRITICAL&stage=approval",
            "subjectType="
                + mark
                + "&subjectId="
                + mark
                + "&status=PENDING&requestedBy=budget-owner")) {
      assertThat(Lists.texts(Lists.all(owner, "api/v1/approvals?" + filter, 1), "id"))
          .as(filter)
          .containsExactly(id);
    }
    for (String none :
        List.of(
            "status=APPROVED",
            "workflow=x",
            "category=x",
            "risk=LOW",
            "stage=x",
            "overdue=true",
            "conditionsOpen=true")) {
      assertThat(Lists.all(owner, "api/v1/approvals?approver=" + mark + "&" + none, 1))
          .as(none)
          .isEmpty();
    }
    json(
        supervisor.post(
            "api/v1/approvals/" + id + "/decisions",
            "{\"decision\":\"APPROVE_WITH_CONDITIONS\",\"conditions\":[{\"condition\":\"receipt\"}]}"),
        201);
    assertThat(
            Lists.texts(
                Lists.all(owner, "api/v1/approvals?conditionsOpen=true&category=" + mark, 1), "id"))
        .containsExactly(id);
    problem(owner.get("api/v1/approvals?overdue=1"), 400, "invalid-parameter");
    problem(owner.get("api/v1/approvals?status=OPEN"), 400, "invalid-parameter");
    problem(owner.get("api/v1/approvals?instanceId=x"), 400, "invalid-parameter");
  }

  @Test
  void answers_under_the_paths_of_the_requirements_as_well() {
    HttpResponse<String> made =
        employee.post(
            "api/v1/confirm/approvals",
            request("Confirm", List.of("supervisor"), List.of()).toString());
    String id = json(made, 201).path("id").asText();

    assertThat(json(supervisor.get("api/v1/confirm/approvals/" + id), 200))
        .isEqualTo(json(supervisor.get("api/v1/approvals/" + id), 200));
    assertThat(json(supervisor.get("api/v1/confirm/approvals/pending?limit=1"), 200).has("items"))
        .isTrue();
    json(
        supervisor.post(
            "api/v1/confirm/approvals/" + id + "/decisions", "{\"decision\":\"APPROVE\"}"),
        201);
    json(employee.get("api/v1/confirm/workflows/travel-declaration"), 200);
    json(employee.get("api/v1/confirm/workflows?limit=1"), 200);
    problem(employee.get("api/v1/confirm/instances"), 404, "not-found");
    String nowhere = "api/v1/confirm/approvals/" + UUID.randomUUID();
    assertThat(problem(employee.get(nowhere), 404, "not-found").path("instance").asText())
        .as("the path that was called")
        .isEqualTo("/" + nowhere);
    problem(employee.get("api/v1/confirm/confirm/approvals"), 404, "not-found");
    problem(Caller.anonymous().get("api/v1/confirm/approvals"), 401, "unauthenticated");
  }

  /** What is estimated goes by what other tests do. */
  private static JsonNode withoutEstimates(JsonNode approval) {
    ((ObjectNode) approval).remove("estimatedDuration");
    approval.path("stages").forEach(s -> ((ObjectNode) s).remove("estimatedDuration"));
    return approval;
  }

  private static List<String> pending(Caller caller) {
    return Lists.texts(Lists.all(caller, "api/v1/approvals/pending", 200), "id");
  }
}
