package dev.assent.approval;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Permissions;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests on routes that have to be found, over REST. */
class RoutingIT {
  private static final String TENANT = Scene.fresh("routing");
  private static final String APPROVALS = "api/v1/approvals";
  private static Caller root;
  private static Caller rita;
  private static Caller max;
  private static Caller ann;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    Scene.role(root, "requester", List.of(Permissions.APPROVAL_REQUEST, Permissions.WORKFLOW_READ));
    Scene.role(root, "finance", List.of(Permissions.APPROVAL_DECIDE));
    Scene.role(root, "decider", List.of(Permissions.APPROVAL_DECIDE));
    rita = Scene.user(root, TENANT, "rita", List.of("requester"));
    max = Scene.user(root, TENANT, "max", List.of("decider"));
    ann = Scene.user(root, TENANT, "ann", List.of("finance"));
    for (String name : List.of("ben", "cleo")) {
      Scene.user(root, TENANT, name, List.of("finance"));
    }
    profile("rita", "{\"manager\":\"max\",\"capabilities\":[]}");
    profile("max", "{\"capabilities\":[\"law\"]}");
    profile("ben", "{\"capabilities\":[\"audit\"]}");
    profile("cleo", "{\"capabilities\":[\"audit\",\"law\"]}");
    json(
        root.put(
            "api/v1/routing-policies/purchases",
            """
            {"rules":[
              {"name":"tiny","when":"double(input.amount) <= 50.0","risk":"LOW","autoApprove":true},
              {"name":"small","when":"double(input.amount) <= 1000.0","stages":[
                {"name":"manager","approvers":{"manager":true}}]},
              {"name":"large","when":"double(input.amount) > 1000.0","risk":"HIGH","stages":[
                {"name":"manager","approvers":{"manager":true}},
                {"name":"finance","approvers":{"users":["ann"],"notRequester":true,"distinctFrom":["manager"]}}]}]}"""),
        201);
  }

  private static void profile(String name, String body) {
    json(root.put("api/v1/users/" + name + "/profile", body), 201);
  }

  private static JsonNode made(String route) {
    return json(rita.post(APPROVALS, body(route)), 201);
  }

  private static String body(String route) {
    return "{\"title\":\"T\",\"subject\":{\"type\":\"ORDER\",\"data\":{\"amount\":\"349.90\",\"supervisor\":\"ann\"}},"
        + route
        + "}";
  }

  private static HttpResponse<String> purchase(String amount) {
    return rita.post(
        APPROVALS,
        "{\"title\":\"T\",\"routing\":\"purchases\",\"subject\":{\"data\":{\"amount\":\"%s\"}}}"
            .formatted(amount));
  }

  private static List<String> asked(JsonNode approval) {
    List<String> asked = new ArrayList<>();
    approval.path("assignments").forEach(a -> asked.add(a.path("approver").asText()));
    return asked;
  }

  private static List<String> stages(JsonNode approval) {
    List<String> stages = new ArrayList<>();
    approval
        .path("stages")
        .forEach(s -> stages.add(s.path("name").asText() + " " + s.path("status").asText()));
    return stages;
  }

  @Test
  void asks_whom_it_finds_and_skips_what_is_not_needed() {
    JsonNode made =
        made(
            """
            "stages":[
              {"name":"own","approvers":{"expressions":["input.supervisor"],"manager":true},"policy":"ALL"},
              {"name":"board","parallel":true,"when":"double(input.amount) > 1000.0","approvers":{"roles":["board"]}},
              {"name":"law","parallel":true,"approvers":{"capabilities":["law"]}}]""");
    assertThat(asked(made)).containsExactlyInAnyOrder("ann", "max", "cleo", "max");
    assertThat(stages(made)).containsExactly("own OPEN", "board SKIPPED", "law OPEN");
    assertThat(made.path("stages").path(1).path("skipped").asText())
        .isEqualTo("not needed: double(input.amount) > 1000.0 is false");
    String path = APPROVALS + "/" + made.path("id").asText();
    assertThat(stages(json(rita.get(path), 200))).as("as it was stored").isEqualTo(stages(made));
  }

  @Test
  void selects_by_load_absence_and_suitability() {
    Caller other = Scene.tenant(Scene.fresh("loads"));
    Scene.role(other, "desk", List.of(Permissions.APPROVAL_DECIDE));
    List<String> names = List.of("amy", "bob", "cat", "dan");
    for (String name : names) {
      json(
          other.post(
              "api/v1/users",
              "{\"name\":\"%s\",\"password\":\"%s\",\"roles\":[\"desk\"]}"
                  .formatted(name, Scene.PASSWORD)),
          201);
    }
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    json(
        other.put(
            "api/v1/users/amy/absence",
            "{\"from\":\"%s\",\"until\":\"%s\"}".formatted(today, today.plusDays(2))),
        201);
    String some =
        "{\"title\":\"T\",\"approvers\":{\"roles\":[\"desk\"],\"select\":\"%s\",\"count\":%d}}";

    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      chosen.addAll(asked(json(other.post(APPROVALS, some.formatted("LEAST_LOADED", 1)), 201)));
    }
    assertThat(chosen).containsExactly("bob", "cat", "dan", "bob", "cat", "dan");
    assertThat(asked(json(other.post(APPROVALS, some.formatted("FIRST_AVAILABLE", 2)), 201)))
        .containsExactly("bob", "cat");
    assertThat(asked(json(other.post(APPROVALS, some.formatted("BEST_SUITED", 1)), 201)))
        .as("bob and cat have three open, dan two")
        .containsExactly("dan");
    JsonNode refused =
        problem(other.post(APPROVALS, some.formatted("BEST_SUITED", 4)), 422, "invalid-input");
    assertThat(refused.path("errors").path(0).path("pointer").asText())
        .isEqualTo("/approvers/select");
    assertThat(refused.path("detail").asText())
        .contains("looked for 4 with the role desk: 4 found, of whom 1 are absent today");
  }

  @Test
  void prefers_whoever_has_the_wanted_capabilities_and_has_decided_before() {
    String suited =
        "\"approvers\":{\"roles\":[\"finance\"],\"capabilities\":[\"audit\",\"law\"],\"select\":\"BEST_SUITED\"}";
    JsonNode first = made(suited);
    assertThat(asked(first)).containsExactly("cleo");
    Caller cleo = Caller.basic(TENANT + "/cleo", Scene.PASSWORD);
    json(Scene.decide(cleo, first.path("id").asText(), "APPROVE"), 201);
    assertThat(asked(made(suited))).as("she decides at once").containsExactly("cleo");
  }

  @Test
  void says_which_rule_has_chosen() {
    JsonNode small = json(purchase("349.90"), 201);
    assertThat(small.path("routing"))
        .isEqualTo(
            Json.parse(
                "{\"policy\":\"purchases\",\"version\":1,\"rule\":\"small\","
                    + "\"reason\":\"rule 'small': double(input.amount) <= 1000.0\"}"));
    assertThat(asked(small)).containsExactly("max");
    JsonNode large = json(purchase("1000.01"), 201);
    assertThat(large.path("risk").asText()).isEqualTo("HIGH");
    assertThat(stages(large)).containsExactly("manager OPEN", "finance WAITING");
    JsonNode read = json(rita.get(APPROVALS + "/" + large.path("id").asText()), 200);
    assertThat(read.path("routing")).isEqualTo(large.path("routing"));

    JsonNode missing =
        problem(
            rita.post(APPROVALS, "{\"title\":\"T\",\"routing\":\"purchases\"}"),
            422,
            "invalid-input");
    assertThat(missing.path("detail").asText())
        .contains("the condition of rule 'tiny'", "the field 'amount' is missing");
    problem(rita.post(APPROVALS, body("\"routing\":\"none\"")), 422, "invalid-input");
    problem(
        rita.post(APPROVALS, body("\"routing\":\"purchases\",\"onResubmit\":\"ASK_AGAIN\"")),
        400,
        "invalid-body");
  }

  @Test
  void approves_at_once_by_the_system_with_the_reason() {
    JsonNode tiny = json(purchase("50.00"), 201);
    assertThat(tiny.path("status").asText()).isEqualTo("APPROVED");
    assertThat(tiny.path("risk").asText()).isEqualTo("LOW");
    assertThat(tiny.path("assignments")).isEmpty();
    List<JsonNode> history =
        Lists.all(root, APPROVALS + "/" + tiny.path("id").asText() + "/history", 10);
    assertThat(Lists.texts(history, "event"))
        .containsExactly("APPROVAL_REQUESTED", "APPROVAL_CLOSED");
    assertThat(Lists.texts(history, "actor")).containsExactly("rita", "system");
    assertThat(history.get(1).path("data").path("reason").asText())
        .contains("autoApprove", "rule 'tiny' of routing policy 'purchases' (version 1)");
    problem(
        rita.post(
            APPROVALS,
            body("\"stages\":[{\"when\":\"false\",\"approvers\":{\"users\":[\"max\"]}}]")),
        422,
        "invalid-input");
  }

  private static JsonNode sentBack(Caller approver, String id) {
    return json(
            approver.post(
                APPROVALS + "/" + id + "/decisions",
                "{\"decision\":\"REQUEST_CHANGES\",\"rationale\":\"say more\"}"),
            201)
        .path("approval");
  }

  private static HttpResponse<String> resubmit(String id, String body, String... headers) {
    return rita.post(APPROVALS + "/" + id + "/resubmit", body, headers);
  }

  @Test
  void a_raised_amount_cannot_keep_a_small_route() {
    String id = json(purchase("100.00"), 201).path("id").asText();
    assertThat(sentBack(max, id).path("status").asText()).isEqualTo("CHANGES_REQUESTED");
    problem(
        resubmit(id, "{\"approvers\":{\"users\":[\"ben\"]},\"data\":{\"amount\":\"9000\"}}"),
        409,
        "invalid-state");
    problem(resubmit(id, "{\"data\":{}}"), 422, "invalid-input");
    problem(
        root.post(APPROVALS + "/" + id + "/resubmit", "{\"data\":{\"amount\":\"1\"}}"),
        403,
        "forbidden");

    JsonNode again = json(resubmit(id, "{\"data\":{\"amount\":\"9000\"}}"), 200);
    assertThat(again.path("routing").path("rule").asText()).isEqualTo("large");
    assertThat(again.path("risk").asText()).isEqualTo("HIGH");
    assertThat(stages(again)).containsExactly("manager OPEN", "finance WAITING");

    json(Scene.decide(max, id, "APPROVE"), 201);
    sentBack(ann, id);
    JsonNode kept = json(resubmit(id, "{\"data\":{\"amount\":\"8000\"}}"), 200);
    assertThat(stages(kept))
        .as("decided in the same way")
        .containsExactly("manager APPROVED", "finance OPEN");
    sentBack(ann, id);
    JsonNode tiny = json(resubmit(id, "{\"data\":{\"amount\":\"5\"}}"), 200);
    assertThat(tiny.path("status").asText()).isEqualTo("APPROVED");
    assertThat(json(rita.get(APPROVALS + "/" + id), 200).path("routing").path("rule").asText())
        .isEqualTo("tiny");
  }

  @Test
  void a_resubmission_follows_the_newest_version_of_an_archived_policy_too() {
    String policy = "api/v1/routing-policies/changing";
    String document =
        "{\"rules\":[{\"name\":\"all\",\"stages\":[{\"approvers\":{\"users\":[\"%s\"]}}]}]}";
    json(root.put(policy, document.formatted("max")), 201);
    String id =
        json(rita.post(APPROVALS, body("\"routing\":\"changing\"")), 201).path("id").asText();
    json(root.put(policy, document.formatted("ann"), "If-Match", "*"), 200);
    assertThat(root.delete(policy).statusCode()).isEqualTo(204);
    sentBack(max, id);

    JsonNode again = json(resubmit(id, "{\"comment\":\"as before\"}"), 200);
    assertThat(again.path("routing").path("version").asInt()).isEqualTo(2);
    assertThat(again.path("currentApprovers").toString()).isEqualTo("[\"the user ann\"]");
  }

  @Test
  void the_same_key_gets_the_same_answer_when_the_route_could_not_be_found_any_more() {
    String policy = "api/v1/routing-policies/gone";
    json(root.put(policy, "{\"rules\":[{\"name\":\"all\",\"autoApprove\":true}]}"), 201);
    String body = body("\"routing\":\"gone\"");
    JsonNode first = json(rita.post(APPROVALS, body, "Idempotency-Key", "once"), 201);
    assertThat(root.delete(policy).statusCode()).isEqualTo(204);

    assertThat(json(rita.post(APPROVALS, body, "Idempotency-Key", "once"), 201)).isEqualTo(first);
    problem(rita.post(APPROVALS, body, "Idempotency-Key", "other"), 422, "invalid-input");
    problem(
        rita.post(APPROVALS, body.replace("349.90", "1"), "Idempotency-Key", "once"),
        422,
        "idempotency-key-reused");
  }
}
