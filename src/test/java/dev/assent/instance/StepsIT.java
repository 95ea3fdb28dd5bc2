package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.complete;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Receiver;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every type of step that works outside of a transaction, through the real server. */
class StepsIT {
  private final Caller admin = Caller.named("admin");
  private final Caller employee = Caller.named("employee");
  private Receiver receiver;

  @BeforeEach
  void listen() {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private String published(String steps) {
    return Scene.published(
        admin, "id: ${id}\nname: Steps\n" + steps.replace("${url}", receiver.url()));
  }

  private String run(String workflow, String input) {
    ObjectNode body = Scene.run(workflow);
    body.set("input", Json.parse(input));
    return started(employee, body).path("id").asText();
  }

  private JsonNode instance(String id) {
    return Patience.instance(employee, id);
  }

  private JsonNode until(String id, Predicate<JsonNode> reached) {
    return Patience.until(employee, id, reached);
  }

  private JsonNode ended(String id, String status) {
    return Patience.ended(employee, id, status);
  }

  private JsonNode halted(String id) {
    return Patience.halted(employee, id);
  }

  private static String activation(JsonNode instance, int n) {
    return instance.path("activeSteps").path(n).path("activationId").asText();
  }

  @Test
  void a_call_sends_what_is_computed_and_its_answer_goes_on() {
    receiver.answer(sent -> new Receiver.Answer(201, "{\"number\": 7, \"more\": [1]}"));
    String workflow =
        published(
            """
            result: { number: "vars.number", status: "steps.pay.output" }
            steps:
              - id: pay
                type: call
                http:
                  url: "'${url}/pay?who=' + input.who"
                  headers: { X-Who: "input.who" }
                  body: { amount: "input.amount", fixed: 1 }
                result: "string(output.status)"
                set: { number: "output" }
            """);
    String id = run(workflow, "{\"who\":\"ann\",\"amount\":12.5}");
    JsonNode end = ended(id, "COMPLETED");

    assertThat(receiver.received()).hasSize(1);
    Receiver.Sent sent = receiver.received().get(0);
    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.path()).isEqualTo("/pay?who=ann");
    assertThat(Json.parse(sent.body())).isEqualTo(Json.parse("{\"amount\":12.5,\"fixed\":1}"));
    assertThat(end.path("output")).isEqualTo(Json.parse("{\"number\":\"201\",\"status\":\"201\"}"));
    assertThat(end.path("variables").path("number").asText()).isEqualTo("201");
  }

  @Test
  void a_call_that_fails_for_good_is_an_incident_and_keeps_its_key_when_it_is_retried() {
    receiver.answer(sent -> new Receiver.Answer(500, "{}"));
    String workflow =
        published(
            """
            steps:
              - id: pay
                type: call
                http: { url: "'${url}/pay'", body: {} }
                retry: { attempts: 2, backoff: PT0.05S }
            """);
    String id = run(workflow, "{}");
    JsonNode halted = halted(id);
    assertThat(halted.path("activeSteps").path(0).path("incident").asText()).contains("500");
    JsonNode incidents =
        json(admin.get("api/v1/incidents?status=OPEN&instanceId=" + id), 200).path("items");
    assertThat(incidents).hasSize(1);
    String incident = incidents.path(0).path("id").asText();
    assertThat(incident).isEqualTo(activation(halted, 0));
    problem(employee.post("api/v1/incidents/" + incident + "/retry", ""), 403, "forbidden");

    receiver.answer(sent -> new Receiver.Answer(200, "{\"paid\":true}"));
    json(admin.post("api/v1/incidents/" + incident + "/retry", ""), 200);
    JsonNode end = ended(id, "COMPLETED");

    assertThat(end.path("steps").path("pay").path("output"))
        .isEqualTo(Json.parse("{\"paid\":true}"));
    assertThat(receiver.received()).hasSize(3);
    assertThat(receiver.received().stream().map(Receiver.Sent::key).distinct()).hasSize(1);
    assertThat(json(admin.get("api/v1/incidents/" + incident), 200).path("status").asText())
        .isEqualTo("RETRIED");
    problem(admin.post("api/v1/incidents/" + incident + "/skip", ""), 409, "invalid-state");
  }

  @Test
  void an_incident_can_be_skipped_or_made_a_failure() {
    receiver.answer(sent -> new Receiver.Answer(404, "{}"));
    String workflow =
        published(
            """
            steps:
              - { id: pay, type: call, http: { url: "'${url}/pay'", body: {} } }
            """);
    String skipped = run(workflow, "{}");
    String failed = run(workflow, "{}");
    String incident = activation(halted(skipped), 0);
    json(admin.post("api/v1/incidents/" + incident + "/skip", ""), 200);
    assertThat(ended(skipped, "COMPLETED").path("steps").path("pay").path("status").asText())
        .isEqualTo("SKIPPED");
    json(admin.post("api/v1/incidents/" + activation(halted(failed), 0) + "/fail", ""), 200);
    assertThat(ended(failed, "FAILED").path("failure").path("step").asText()).isEqualTo("pay");

    receiver.answer(sent -> new Receiver.Answer(200, "{}"));
    json(admin.post("api/v1/instances/" + failed + "/retry", ""), 200);
    ended(failed, "COMPLETED");
  }

  @Test
  void a_failed_instance_is_not_taken_up_again_while_another_has_its_key() {
    String workflow =
        published(
            "steps:\n  - { id: one, type: task }\n  - { id: two, type: task, assignee: \"input.nobody\", required: true }\n");
    ObjectNode body = Scene.run(workflow).put("businessKey", "same");
    String failed = started(employee, body).path("id").asText();
    json(complete(employee, failed, "one"), 200);
    ended(failed, "FAILED");
    String open = started(employee, body).path("id").asText();
    String restart = "api/v1/instances/" + failed + "/restart";
    problem(admin.post(restart, "{\"step\":\"one\"}"), 409, "duplicate-business-key");
    assertThat(instance(failed).path("status").asText()).isEqualTo("FAILED");
    json(employee.post("api/v1/instances/" + open + "/cancel", ""), 200);
    json(admin.post(restart, "{\"step\":\"one\"}"), 200);
  }

  @Test
  void steps_that_are_not_required_may_fail_and_required_ones_end_the_instance() {
    receiver.answer(sent -> new Receiver.Answer(404, "{}"));
    String workflow =
        published(
            """
            steps:
              - { id: one, type: call, required: false, http: { url: "'${url}/1'", body: {} } }
              - { id: two, type: call, required: true, when: "steps.one.error != ''", http: { url: "'${url}/2'", body: {} } }
              - { id: never, type: task }
            """);
    JsonNode end = ended(run(workflow, "{}"), "FAILED");
    assertThat(end.path("steps").path("one").path("status").asText()).isEqualTo("FAILED");
    assertThat(end.path("failure").path("step").asText()).isEqualTo("two");
    assertThat(end.path("steps").has("never")).isFalse();
  }

  @Test
  void compensations_run_in_reverse_when_it_is_cancelled() {
    String workflow =
        published(
            """
            steps:
              - id: one
                type: call
                http: { url: "'${url}/one'", body: {} }
                result: "'first'"
                compensate: { type: call, http: { url: "'${url}/undo-one'", body: { was: "steps.one.output" } } }
              - id: two
                type: call
                http: { url: "'${url}/two'", body: {} }
                compensate: { type: call, http: { url: "'${url}/undo-two'", body: {} } }
              - { id: stop, type: task }
            """);
    String id = run(workflow, "{}");
    until(id, i -> i.path("activeSteps").path(0).path("id").asText().equals("stop"));
    json(employee.post("api/v1/instances/" + id + "/cancel", "{\"reason\":\"enough\"}"), 200);
    ended(id, "CANCELLED");
    assertThat(receiver.received().stream().map(Receiver.Sent::path))
        .containsExactly("/one", "/two", "/undo-two", "/undo-one");
    assertThat(Json.parse(receiver.received().get(3).body()))
        .isEqualTo(Json.parse("{\"was\":\"first\"}"));
  }

  @Test
  void timers_fire_and_never_early() {
    String workflow =
        published(
            """
            steps:
              - { id: nap, type: wait, duration: PT1S }
              - { id: late, type: task, timeout: PT1S, onTimeout: { goto: end } }
              - { id: never, type: task }
              - { id: end, type: notify, to: { users: [instance.startedBy] }, message: "'done'" }
            """);
    Instant begun = Instant.now();
    String id = run(workflow, "{}");
    JsonNode end = ended(id, "COMPLETED");
    assertThat(Duration.between(begun, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(end.path("steps").path("late").path("status").asText()).isEqualTo("FAILED");
    assertThat(end.path("steps").has("never")).isFalse();
    assertThat(end.path("steps").path("end").path("output").path("to").path("users").toString())
        .isEqualTo("[\"employee\"]");
  }

  @Test
  void signals_find_what_waits_for_them_and_wait_for_what_will() {
    String workflow =
        published(
            """
            steps:
              - { id: paid, type: wait, signal: payment, correlation: "input.order" }
              - { id: more, type: wait, signal: more }
            """);
    String order = Scene.fresh("order");
    String id = run(workflow, "{\"order\":\"" + order + "\"}");
    json(employee.post("api/v1/instances/" + id + "/signals/more", "{\"payload\":{\"n\":1}}"), 200);
    problem(
        employee.post("api/v1/signals/payment", "{\"correlation\":\"nobody\"}"), 404, "not-found");
    String payment = "{\"correlation\":\"" + order + "\",\"payload\":{\"amount\":3}}";
    String key = Scene.fresh("key");
    JsonNode paid =
        json(employee.post("api/v1/signals/payment", payment, "Idempotency-Key", key), 200);
    assertThat(json(employee.post("api/v1/signals/payment", payment, "Idempotency-Key", key), 200))
        .as("repeated when nothing waits for it any more")
        .isEqualTo(paid);
    problem(
        employee.post("api/v1/signals/payment", payment.replace("3", "4"), "Idempotency-Key", key),
        422,
        "idempotency-key-reused");
    JsonNode end = ended(id, "COMPLETED");
    assertThat(end.path("steps").path("paid").path("output").path("amount").asInt()).isEqualTo(3);
    assertThat(end.path("steps").path("more").path("output").path("n").asInt()).isEqualTo(1);
    problem(
        employee.post("api/v1/signals/payment", "{\"correlation\":\"" + order + "\"}"),
        404,
        "not-found");
  }

  @Test
  void each_item_has_its_turn_and_several_at_once_are_told_apart() {
    String workflow =
        published(
            """
            result: { all: "steps.each.output" }
            steps:
              - id: each
                type: forEach
                items: "input.names"
                parallel: 2
                steps:
                  - { id: look, type: task, assignee: "item" , output: { type: object, required: [seen] } }
                result: "item + ' ' + string(steps.look.output.seen)"
            """);
    String id =
        started(
                admin,
                Scene.run(workflow)
                    .set("input", Json.parse("{\"names\":[\"admin\",\"admin\",\"admin\"]}")))
            .path("id")
            .asText();
    JsonNode now = instance(id);
    assertThat(now.path("activeSteps")).hasSize(2);
    problem(complete(admin, id, "look"), 409, "invalid-state");
    String path = "api/v1/instances/" + id + "/steps/look/complete";
    String second = activation(now, 1);
    problem(
        admin.post(path, "{\"activationId\":\"" + second + "\",\"output\":{}}"),
        422,
        "invalid-input");
    json(admin.post(path, "{\"activationId\":\"" + second + "\",\"output\":{\"seen\":2}}"), 200);
    now = instance(id);
    assertThat(now.path("activeSteps")).hasSize(2);
    for (int i = 0; i < 2; i++) {
      String next = activation(instance(id), 0);
      json(
          admin.post(path, "{\"activationId\":\"" + next + "\",\"output\":{\"seen\":" + i + "}}"),
          200);
    }
    assertThat(ended(id, "COMPLETED").path("output"))
        .isEqualTo(Json.parse("{\"all\":[\"admin 0\",\"admin 2\",\"admin 1\"]}"));
  }

  @Test
  void a_suspended_instance_takes_answers_but_goes_on_only_when_it_is_resumed() {
    receiver.answer(
        sent -> {
          LockSupport.parkNanos(700_000_000);
          return new Receiver.Answer(200, "{}");
        });
    String workflow =
        published(
            """
            steps:
              - { id: one, type: call, http: { url: "'${url}/one'", body: {} } }
              - { id: two, type: call, http: { url: "'${url}/two'", body: {} } }
            """);
    String id = run(workflow, "{}");
    Instant end = Instant.now().plusSeconds(60);
    while (receiver.received().isEmpty() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(10_000_000);
    }
    json(employee.post("api/v1/instances/" + id + "/suspend", "{\"reason\":\"wait\"}"), 200);
    JsonNode held =
        until(id, i -> i.path("steps").path("one").path("status").asText().equals("COMPLETED"));
    assertThat(held.path("status").asText()).isEqualTo("SUSPENDED");
    assertThat(held.path("steps").has("two")).isFalse();
    problem(employee.post("api/v1/instances/" + id + "/suspend", ""), 409, "invalid-state");
    json(employee.post("api/v1/instances/" + id + "/resume", ""), 200);
    ended(id, "COMPLETED");
    assertThat(receiver.received()).hasSize(2);
  }

  @Test
  void an_answer_is_kept_for_the_same_key() {
    String workflow =
        published(
            """
            steps:
              - id: rate
                type: call
                http: { method: GET, url: "'${url}/rate'" }
                cache: { key: "input.currency", timeToLive: PT1H }
            """);
    ended(run(workflow, "{\"currency\":\"EUR\"}"), "COMPLETED");
    JsonNode again = ended(run(workflow, "{\"currency\":\"EUR\"}"), "COMPLETED");
    assertThat(receiver.received()).hasSize(1);
    assertThat(again.path("steps").path("rate").path("output"))
        .isEqualTo(Json.parse("{\"ok\":true}"));
    ended(run(workflow, "{\"currency\":\"USD\"}"), "COMPLETED");
    assertThat(receiver.received()).hasSize(2);
  }

  @Test
  void an_instance_migrates_with_what_it_waits_for() {
    String id = Scene.fresh("mig");
    String yaml =
        """
        id: %s
        name: Migrating
        steps:
          - { id: write, type: task }
          - { id: review, type: approval, approvers: { roles: [supervisor] }, onReject: { goto: write, atMost: 2 } }
          - { id: file, type: task }
        """
            .formatted(id);
    json(Scene.draft(admin, yaml), 201);
    json(admin.post("api/v1/workflows/" + id + "/publish", ""), 200);
    String instance = run(id, "{}");
    JsonNode waits = json(complete(employee, instance, "write"), 200);
    String approval = Scene.approvalOf(waits, "review");

    String changed =
        yaml.replace("id: review", "id: check").replace("id: file", "id: archive")
            + "  - { id: last, type: task }\n";
    String tag = employee.get("api/v1/workflows/" + id).headers().firstValue("ETag").orElseThrow();
    json(
        admin.put(
            "api/v1/workflows/" + id, changed, "Content-Type", "application/yaml", "If-Match", tag),
        200);
    json(admin.post("api/v1/workflows/" + id + "/publish", ""), 200);
    String path = "api/v1/instances/" + instance + "/migrate";
    JsonNode cannot = json(admin.post(path, "{\"version\":2,\"dryRun\":true}"), 200);
    assertThat(cannot.path("possible").asBoolean()).isFalse();
    assertThat(cannot.path("reasons").path(0).asText()).contains("step review");
    problem(admin.post(path, "{\"version\":2}"), 409, "invalid-state");
    problem(admin.post(path, "{\"version\":3}"), 404, "not-found");
    problem(employee.post(path, "{\"version\":2}"), 403, "forbidden");
    String mapping = "{\"version\":2,\"steps\":{\"review\":\"check\"}";
    assertThat(
            json(admin.post(path, mapping + ",\"dryRun\":true}"), 200).path("possible").asBoolean())
        .isTrue();
    assertThat(instance(instance).path("version").asInt()).isEqualTo(1);
    JsonNode moved = json(admin.post(path, mapping + "}"), 200);
    assertThat(moved.path("migrated").asBoolean()).isTrue();
    JsonNode now = instance(instance);
    assertThat(now.path("version").asInt()).isEqualTo(2);
    assertThat(now.path("activeSteps").path(0).path("id").asText()).isEqualTo("check");
    assertThat(json(employee.get("api/v1/approvals/" + approval), 200).path("step").asText())
        .isEqualTo("check");
    json(Scene.decide(Caller.named("supervisor"), approval, "APPROVE"), 201);
    for (String step : List.of("archive", "last")) {
      json(complete(employee, instance, step), 200);
    }
    ended(instance, "COMPLETED");
  }

  @Test
  void an_incident_is_renamed_with_its_step() {
    String id =
        published(
            """
            steps:
              - { id: first, type: task }
              - { id: ask, type: approval, approvers: { users: ["steps.first.output.who"] } }
            """);
    String instance = run(id, "{}");
    json(complete(employee, instance, "first"), 200);
    String incident = activation(halted(instance), 0);
    republished(id, "\"id\":\"ask\"", "\"id\":\"inquire\"");
    json(
        admin.post(
            "api/v1/instances/" + instance + "/migrate",
            "{\"version\":2,\"steps\":{\"ask\":\"inquire\"}}"),
        200);
    JsonNode renamed =
        json(admin.get("api/v1/incidents?status=OPEN&step=inquire&instanceId=" + instance), 200);
    assertThat(renamed.path("items").path(0).path("id").asText()).isEqualTo(incident);
    json(admin.post("api/v1/incidents/" + incident + "/skip", ""), 200);
    JsonNode closed = json(admin.get("api/v1/incidents/" + incident), 200);
    assertThat(closed.path("status").asText()).isEqualTo("SKIPPED");
    assertThat(closed.path("step").asText()).isEqualTo("inquire");
  }

  private void republished(String id, String what, String by) {
    var draft = admin.get("api/v1/workflows/" + id);
    String tag = draft.headers().firstValue("ETag").orElseThrow();
    String document = json(draft, 200).path("document").toString();
    json(admin.put("api/v1/workflows/" + id, document.replace(what, by), "If-Match", tag), 200);
    json(admin.post("api/v1/workflows/" + id + "/publish", ""), 200);
  }

  @Test
  void a_task_is_not_completed_with_variables_that_are_too_large_together() {
    String workflow =
        published(
            """
            steps:
              - { id: ask, type: loop, times: "6", steps: [{ id: tell, type: task }] }
            """);
    String id = run(workflow, "{}");
    for (int i = 1; i <= 4; i++) {
      json(completeWith(id, "v" + i), 200);
    }
    JsonNode before = instance(id);
    JsonNode refused = problem(completeWith(id, "v5"), 422, "invalid-input");
    assertThat(refused.path("errors").path(0).path("pointer").asText()).isEqualTo("/variables");
    assertThat(refused.path("errors").path(0).path("detail").asText())
        .contains("the variables would be 320")
        .contains("allowed are 262144");
    assertThat(instance(id)).as("nothing has changed").isEqualTo(before);
    json(completeWith(id, "v4"), 200);
  }

  private HttpResponse<String> completeWith(String id, String variable) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.putObject("variables").put(variable, "x".repeat(64_000));
    return employee.post("api/v1/instances/" + id + "/steps/tell/complete", body.toString());
  }

  @Test
  void signals_that_nothing_waits_for_are_bounded_together() {
    String id = run(published("steps:\n  - { id: one, type: task }\n"), "{}");
    String signal = "api/v1/instances/" + id + "/signals/later";
    String large = "{\"payload\":\"" + "x".repeat(60_000) + "\"}";
    for (int i = 0; i < 4; i++) {
      json(employee.post(signal, large), 200);
    }
    JsonNode refused = problem(employee.post(signal, large), 422, "invalid-input");
    assertThat(refused.path("errors").path(0).path("pointer").asText()).isEqualTo("/payload");
    json(employee.post(signal, "{\"payload\":1}"), 200);
  }
}
