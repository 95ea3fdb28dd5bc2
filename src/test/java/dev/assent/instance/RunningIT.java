package dev.assent.instance;

import static dev.assent.testing.Answers.etag;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.approvalOf;
import static dev.assent.testing.Scene.complete;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.fresh;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How instances run, end and are refused what they cannot do. */
class RunningIT {
  private static final String LOOPING =
      """
      id: ${id}
      name: Looping
      steps:
        - id: write
          type: task
        - id: review
          type: approval
          approvers: { roles: [supervisor] }
          onReject: { goto: write, atMost: 2 }
      """;

  private static final String BRANCHING =
      """
      id: ${id}
      name: Branching
      input:
        type: object
        required: [amount]
        properties: { amount: { type: number } }
      steps:
        - id: size
          type: decision
          cases:
            - when: "input.amount < 100.0"
              end: completed
            - when: "input.amount > 1000000.0"
              end: rejected
        - id: both
          type: parallel
          branches:
            - steps:
                - { id: money, type: approval, approvers: { roles: [budget-owner] } }
            - steps:
                - { id: law, type: approval, approvers: { users: ["'supervisor'"] } }
          join: all
        - id: order
          type: task
          roles: [administration]
      """;

  private final Caller admin = Caller.named("admin");
  private final Caller employee = Caller.named("employee");
  private final Caller administration = Caller.named("administration");
  private final Caller owner = Caller.named("budget-owner");
  private final Caller supervisor = Caller.named("supervisor");

  @Test
  void a_rejection_goes_back_and_a_bounded_number_of_times() {
    String workflow = Scene.published(admin, LOOPING);
    String id = started(employee, Scene.run(workflow)).path("id").asText();

    for (int round = 1; round <= 2; round++) {
      JsonNode submitted = json(complete(employee, id, "write"), 200);
      json(decide(supervisor, approvalOf(submitted, "review"), "REJECT"), 201);
      JsonNode back = instance(id);
      assertThat(back.path("status").asText()).isEqualTo("RUNNING");
      assertThat(back.path("activeSteps").path(0).path("id").asText()).isEqualTo("write");
      assertThat(back.path("steps").path("write").path("visits").asInt()).isEqualTo(round + 1);
    }
    JsonNode submitted = json(complete(employee, id, "write"), 200);
    json(decide(supervisor, approvalOf(submitted, "review"), "REJECT"), 201);

    assertThat(instance(id).path("status").asText()).isEqualTo("REJECTED");
    problem(complete(employee, id, "write"), 409, "invalid-state");
    problem(employee.post("api/v1/instances/" + id + "/cancel", "{}"), 409, "invalid-state");
  }

  @Test
  void a_resubmission_after_a_rejection_can_be_approved() {
    String workflow = Scene.published(admin, LOOPING);
    String id = started(employee, Scene.run(workflow)).path("id").asText();
    String first = approvalOf(json(complete(employee, id, "write"), 200), "review");
    json(decide(supervisor, first, "REJECT"), 201);
    String second = approvalOf(json(complete(employee, id, "write"), 200), "review");
    assertThat(second).isNotEqualTo(first);

    problem(decide(supervisor, first, "APPROVE"), 409, "already-decided");
    json(decide(supervisor, second, "APPROVE"), 201);

    assertThat(instance(id).path("status").asText()).isEqualTo("COMPLETED");
    assertThat(Lists.all(employee, "api/v1/approvals?instanceId=" + id, 1)).hasSize(2);
  }

  @Test
  void parallel_branches_join_when_all_are_through() {
    String workflow = Scene.published(admin, BRANCHING);
    JsonNode instance = run(workflow, "500");
    String id = instance.path("id").asText();
    String law = approvalOf(instance, "law");

    json(decide(supervisor, law, "APPROVE"), 201);
    JsonNode half = instance(id);
    assertThat(half.path("activeSteps").size()).isEqualTo(1);
    json(decide(owner, approvalOf(half, "money"), "APPROVE"), 201);

    assertThat(instance(id).path("activeSteps").path(0).path("id").asText()).isEqualTo("order");
    problem(complete(employee, id, "order"), 403, "forbidden");
    problem(complete(administration, id, "law"), 409, "invalid-state");
    problem(complete(administration, id, "no-such-step"), 404, "not-found");
    JsonNode done = json(complete(administration, id, "order"), 200);
    assertThat(done.path("status").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void a_rejected_branch_ends_the_instance_and_closes_the_others_request() {
    JsonNode instance = run(Scene.published(admin, BRANCHING), "500");
    String money = approvalOf(instance, "money");

    json(decide(supervisor, approvalOf(instance, "law"), "REJECT"), 201);

    assertThat(instance(instance.path("id").asText()).path("status").asText())
        .isEqualTo("REJECTED");
    assertThat(json(owner.get("api/v1/approvals/" + money), 200).path("status").asText())
        .isEqualTo("CANCELLED");
    problem(decide(owner, money, "APPROVE"), 409, "invalid-state");
  }

  @Test
  void a_decision_document_decides_by_its_conditions() {
    String workflow = Scene.published(admin, BRANCHING);

    assertThat(run(workflow, "99.99").path("status").asText()).isEqualTo("COMPLETED");
    assertThat(run(workflow, "1000000.01").path("status").asText()).isEqualTo("REJECTED");
    assertThat(run(workflow, "100").path("status").asText()).isEqualTo("RUNNING");
  }

  @Test
  void cancelling_an_instance_closes_its_requests() {
    JsonNode instance = run(Scene.published(admin, BRANCHING), "500");
    String path = "api/v1/instances/" + instance.path("id").asText();

    problem(supervisor.post(path + "/cancel", "{}"), 403, "forbidden");
    JsonNode cancelled = json(employee.post(path + "/cancel", "{\"reason\":\"obsolete\"}"), 200);

    assertThat(cancelled.path("status").asText()).isEqualTo("CANCELLED");
    assertThat(cancelled.path("activeSteps")).isEmpty();
    for (String step : new String[] {"money", "law"}) {
      String approval = approvalOf(instance, step);
      JsonNode closed = json(owner.get("api/v1/approvals/" + approval), 200);
      assertThat(closed.path("status").asText()).isEqualTo("CANCELLED");
      assertThat(closed.path("assignments").path(0).path("status").asText()).isEqualTo("CLOSED");
      assertThat(Lists.texts(Lists.all(owner, "api/v1/approvals/pending", 200), "id"))
          .doesNotContain(approval);
    }
    problem(decide(owner, approvalOf(instance, "money"), "APPROVE"), 409, "invalid-state");
    assertThat(Lists.all(employee, path + "/history", 3).toString()).contains("obsolete");
  }

  @Test
  void the_latest_version_runs_at_once_and_running_instances_stay_on_theirs() {
    String workflow = Scene.published(admin, LOOPING);
    String path = "api/v1/workflows/" + workflow;
    JsonNode old = started(employee, Scene.run(workflow));

    for (int version = 2; version <= 6; version++) {
      String changed =
          LOOPING.replace("${id}", workflow).replace("name: Looping", "name: Looping " + version);
      json(
          admin.put(
              path, changed, "Content-Type", "application/yaml", "If-Match", etag(admin.get(path))),
          200);
      json(admin.post(path + "/publish", ""), 200);
      JsonNode instance = started(employee, Scene.run(workflow));
      assertThat(instance.path("version").asInt()).isEqualTo(version);
    }
    assertThat(instance(old.path("id").asText()).path("version").asInt()).isEqualTo(1);
    json(complete(employee, old.path("id").asText(), "write"), 200);
  }

  @Test
  void only_an_active_workflow_can_be_run() {
    String workflow = Scene.published(admin, LOOPING);
    String path = "api/v1/workflows/" + workflow;
    String run = Scene.run(workflow).toString();
    String running = started(employee, Scene.run(workflow)).path("id").asText();

    json(admin.post(path + "/suspend", ""), 200);
    problem(employee.post("api/v1/workflows/run", run), 409, "invalid-state");
    json(complete(employee, running, "write"), 200);
    json(admin.post(path + "/activate", ""), 200);
    json(employee.post("api/v1/workflows/run", run), 201);
    assertThat(admin.delete(path).statusCode()).isEqualTo(204);
    problem(employee.post("api/v1/workflows/run", run), 409, "invalid-state");
    problem(
        employee.post("api/v1/workflows/run", Scene.run("no-such-workflow").toString()),
        404,
        "not-found");
    json(decide(supervisor, approvalOf(instance(running), "review"), "APPROVE"), 201);
    assertThat(instance(running).path("status").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void lists_are_narrowed_by_each_filter() {
    String workflow = Scene.published(admin, LOOPING);
    String mark = fresh("e");
    JsonNode one =
        started(
            employee,
            Scene.run(workflow)
                .put("businessKey", mark)
                .put("entityType", "CLAIM")
                .put("entityId", mark)
                .put("projectId", "p" + mark)
                .put("contextId", "c" + mark));
    JsonNode other = started(owner, Scene.run(workflow));
    String id = one.path("id").asText();

    for (String filter :
        new String[] {
          "businessKey=" + mark,
          "entityType=CLAIM&entityId=" + mark,
          "projectId=p" + mark,
          "startedBy=employee&workflowId=" + workflow,
        }) {
      assertThat(Lists.texts(Lists.all(admin, "api/v1/instances?" + filter, 1), "id"))
          .as(filter)
          .containsExactly(id);
    }
    json(employee.post("api/v1/instances/" + id + "/cancel", "{}"), 200);
    String ofWorkflow = "api/v1/instances?workflowId=" + workflow;
    assertThat(Lists.texts(Lists.all(admin, ofWorkflow + "&status=RUNNING", 5), "id"))
        .containsExactly(other.path("id").asText());
    assertThat(Lists.texts(Lists.all(admin, ofWorkflow + "&status=CANCELLED", 5), "id"))
        .containsExactly(id);
    problem(admin.get(ofWorkflow + "&status=running"), 400, "invalid-parameter");
    assertThat(one.path("projectId").asText()).isEqualTo("p" + mark);
    assertThat(one.path("contextId").asText()).isEqualTo("c" + mark);
  }

  @Test
  void what_is_not_there_is_not_found() {
    String nobody = "api/v1/instances/" + UUID.randomUUID();
    problem(employee.get(nobody), 404, "not-found");
    problem(employee.get(nobody + "/history"), 404, "not-found");
    problem(employee.post(nobody + "/cancel", "{}"), 404, "not-found");
    problem(employee.post(nobody + "/steps/x/complete", "{}"), 404, "not-found");
  }

  private JsonNode run(String workflow, String amount) {
    String body = "{\"workflow\":\"%s\",\"input\":{\"amount\":%s}}".formatted(workflow, amount);
    return json(employee.post("api/v1/workflows/run", body), 201);
  }

  private JsonNode instance(String id) {
    return json(employee.get("api/v1/instances/" + id), 200);
  }
}
