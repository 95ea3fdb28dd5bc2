package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.approvalOf;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Permissions;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Steps of type approval whose approvers have to be found, through the real server. */
class StepRoutesIT {
  private static final String TENANT = Scene.fresh("steproutes");
  private static Caller root;
  private static Caller rita;
  private static Caller max;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    Scene.role(root, "requester", List.of(Permissions.WORKFLOW_RUN, Permissions.WORKFLOW_READ));
    Scene.role(root, "finance", List.of(Permissions.APPROVAL_DECIDE));
    Scene.role(root, "decider", List.of(Permissions.APPROVAL_DECIDE, Permissions.WORKFLOW_RUN));
    rita = Scene.user(root, TENANT, "rita", List.of("requester"));
    max = Scene.user(root, TENANT, "max", List.of("decider"));
    for (String name : List.of("ann", "ben", "cleo")) {
      Scene.user(root, TENANT, name, List.of("finance"));
    }
    profile("rita", "{\"manager\":\"max\",\"capabilities\":[]}");
    profile("max", "{\"capabilities\":[\"law\"]}");
    profile("ben", "{\"capabilities\":[\"audit\"]}");
    profile("cleo", "{\"capabilities\":[\"audit\",\"law\"]}");
    policy(
        "spending",
        """
        {"rules":[
          {"name":"tiny","when":"input.amount <= 50","risk":"LOW","autoApprove":true},
          {"name":"small","when":"input.amount <= 1000","stages":[
            {"name":"manager","approvers":{"manager":true}}]},
          {"name":"large","when":"input.amount > 1000","risk":"HIGH","stages":[
            {"name":"manager","approvers":{"manager":true}},
            {"name":"finance","approvers":{"users":["ann"],"notRequester":true,"distinctFrom":["manager"]}}]}]}""");
  }

  private static void policy(String name, String document) {
    json(root.put("api/v1/routing-policies/" + name, document), 201);
  }

  private static void profile(String name, String body) {
    json(root.put("api/v1/users/" + name + "/profile", body), 201);
  }

  private static Caller caller(String name) {
    return Caller.basic(TENANT + "/" + name, Scene.PASSWORD);
  }

  private static String published(String approval) {
    return Scene.published(
        root,
        "id: ${id}\nname: Routed\nsteps:\n  - id: a\n    type: approval\n" + approval.indent(4));
  }

  private static JsonNode run(Caller caller, String workflow, String input) {
    ObjectNode run = Scene.run(workflow);
    run.set("input", Json.parse(input));
    return started(caller, run);
  }

  /** The request of the instance's step, once its approvers have been found. */
  private static JsonNode asked(JsonNode instance) {
    JsonNode waiting =
        Patience.until(
            root,
            instance.path("id").asText(),
            i -> i.path("activeSteps").path(0).has("approvalId"));
    return json(root.get("api/v1/approvals/" + approvalOf(waiting, "a")), 200);
  }

  private static JsonNode asked(String approval) {
    return asked(run(rita, published(approval), "{}"));
  }

  private static List<String> approvers(JsonNode approval) {
    List<String> asked = new ArrayList<>();
    approval.path("assignments").forEach(a -> asked.add(a.path("approver").asText()));
    return asked;
  }

  private static String id(JsonNode approval) {
    return approval.path("id").asText();
  }

  @Test
  void asks_the_manager_of_whoever_has_started_the_instance() {
    JsonNode instance = run(rita, published("approvers: { manager: true }\n"), "{}");
    JsonNode approval = asked(instance);
    assertThat(approvers(approval)).containsExactly("max");
    assertThat(approval.path("requestedBy").asText()).isEqualTo("rita");
    problem(decide(caller("ann"), id(approval), "APPROVE"), 403, "not-an-approver");
    json(decide(max, id(approval), "APPROVE"), 201);
    JsonNode end = Patience.ended(rita, instance.path("id").asText(), "COMPLETED");
    assertThat(end.at("/steps/a/decidedBy").toString()).isEqualTo("[\"max\"]");
  }

  @Test
  void asks_managers_level_by_level() {
    Caller ivo = Scene.user(root, TENANT, "ivo", List.of("requester"));
    Scene.user(root, TENANT, "lead", List.of("decider"));
    Scene.user(root, TENANT, "chief", List.of("decider"));
    profile("ivo", "{\"manager\":\"lead\",\"capabilities\":[]}");
    profile("lead", "{\"manager\":\"chief\",\"capabilities\":[]}");
    String workflow =
        published(
            """
            stages:
              - { approvers: { manager: true } }
              - { approvers: { manager: true, managerLevel: 2 } }
            """);
    JsonNode instance = run(ivo, workflow, "{}");
    JsonNode approval = asked(instance);
    assertThat(approvers(approval)).containsExactly("lead");
    json(decide(caller("lead"), id(approval), "APPROVE"), 201);
    json(decide(caller("chief"), id(approval), "APPROVE"), 201);
    Patience.ended(ivo, instance.path("id").asText(), "COMPLETED");

    String third = published("approvers: { manager: true, managerLevel: 3 }\n");
    assertThat(incident(run(ivo, third, "{}")))
        .contains("chief has no manager, and 3 levels above");
  }

  @Test
  void asks_whoever_has_a_capability() {
    assertThat(approvers(asked("approvers: { capabilities: [audit] }\npolicy: all\n")))
        .containsExactly("ben", "cleo");
    assertThat(
            approvers(
                asked(
                    "approvers: { users: [\"'ann'\"], roles: [decider], capabilities: [law] }\n")))
        .containsExactly("ann", "decider", "cleo", "max");
  }

  @Test
  void selects_as_a_request_that_stands_alone_does() {
    Caller other = Scene.tenant(Scene.fresh("steploads"));
    Scene.role(other, "desk", List.of(Permissions.APPROVAL_DECIDE));
    for (String name : List.of("amy", "bob", "cat", "dan")) {
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
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      chosen.addAll(selected(other, "least_loaded", 1));
    }
    assertThat(chosen).containsExactly("bob", "cat", "dan", "bob", "cat", "dan");
    assertThat(selected(other, "first_available", 2)).containsExactly("bob", "cat");
    assertThat(selected(other, "best_suited", 1))
        .as("bob and cat have three open, dan two")
        .containsExactly("dan");
    assertThat(selected(other, "all", null)).as("the role as a role").containsExactly("desk");
  }

  private static List<String> selected(Caller manager, String select, Integer count) {
    String workflow =
        Scene.published(
            manager,
            "id: ${id}\nname: S\nsteps:\n  - id: a\n    type: approval\n    approvers: { roles: [desk], select: "
                + select
                + (count == null ? "" : ", count: " + count)
                + " }\n");
    JsonNode waiting =
        Patience.until(
            manager,
            started(manager, Scene.run(workflow)).path("id").asText(),
            i -> i.path("activeSteps").path(0).has("approvalId"));
    return approvers(json(manager.get("api/v1/approvals/" + approvalOf(waiting, "a")), 200));
  }

  private static final String SPENDING =
      "routing: spending\nsubject: { data: { amount: \"input.amount\" } }\n";

  @Test
  void a_policy_chooses_by_what_the_step_shows_and_says_why() {
    String workflow = published(SPENDING);
    JsonNode small = asked(run(rita, workflow, "{\"amount\": 349.90}"));
    assertThat(small.path("routing"))
        .isEqualTo(
            Json.parse(
                "{\"policy\":\"spending\",\"version\":1,\"rule\":\"small\","
                    + "\"reason\":\"rule 'small': input.amount <= 1000\"}"));
    assertThat(approvers(small)).containsExactly("max");

    JsonNode instance = run(rita, workflow, "{\"amount\": 1000.01}");
    JsonNode large = asked(instance);
    assertThat(large.path("risk").asText()).isEqualTo("HIGH");
    assertThat(large.at("/routing/rule").asText()).isEqualTo("large");
    json(decide(max, id(large), "APPROVE"), 201);
    json(decide(caller("ann"), id(large), "APPROVE"), 201);
    JsonNode end = Patience.ended(rita, instance.path("id").asText(), "COMPLETED");
    assertThat(end.at("/steps/a/decidedBy").toString()).isEqualTo("[\"max\",\"ann\"]");
  }

  @Test
  void a_policy_may_approve_at_once() {
    JsonNode instance = run(rita, published(SPENDING), "{\"amount\": 7}");
    JsonNode end = Patience.ended(rita, instance.path("id").asText(), "COMPLETED");
    assertThat(end.at("/steps/a/decision").asText()).isEqualTo("APPROVED");
    List<JsonNode> history =
        Lists.all(root, "api/v1/instances/" + instance.path("id").asText() + "/history", 20);
    assertThat(Lists.texts(history, "event"))
        .containsExactly(
            "INSTANCE_STARTED",
            "STEP_ACTIVATED",
            "APPROVAL_REQUESTED",
            "APPROVAL_CLOSED",
            "STEP_COMPLETED",
            "INSTANCE_COMPLETED");
  }

  @Test
  void what_comes_back_is_routed_anew_and_what_it_is_about_stays_the_workflows_to_say() {
    String name = Scene.fresh("again");
    String document =
        "{\"rules\":[{\"name\":\"all\",\"risk\":\"%s\",\"stages\":[{\"approvers\":{\"users\":[\"%s\"]}}]}]}";
    policy(name, document.formatted("LOW", "max"));
    JsonNode instance = run(rita, published("routing: " + name + "\n"), "{}");
    String id = id(asked(instance));
    sentBack(max, id);
    json(
        root.put(
            "api/v1/routing-policies/" + name, document.formatted("HIGH", "ann"), "If-Match", "*"),
        200);
    String resubmit = "api/v1/approvals/" + id + "/resubmit";
    for (String other : List.of("{\"data\":{\"amount\":1}}", "{\"risk\":\"LOW\"}")) {
      JsonNode refused = problem(rita.post(resubmit, other), 409, "invalid-state");
      assertThat(refused.path("detail").asText()).contains("which says what it is about");
    }
    JsonNode again = json(rita.post(resubmit, "{\"comment\":\"once more\"}"), 200);
    assertThat(again.at("/routing/version").asInt()).isEqualTo(2);
    assertThat(again.path("risk").asText()).isEqualTo("HIGH");
    assertThat(again.path("currentApprovers").toString()).isEqualTo("[\"the user ann\"]");
    json(decide(caller("ann"), id, "APPROVE"), 201);
    Patience.ended(rita, instance.path("id").asText(), "COMPLETED");
  }

  @Test
  void what_comes_back_without_a_policy_keeps_its_approvers() {
    Caller hal = Scene.user(root, TENANT, "hal", List.of("requester"));
    profile("hal", "{\"manager\":\"max\",\"capabilities\":[]}");
    JsonNode instance = run(hal, published("approvers: { manager: true }\n"), "{}");
    String id = id(asked(instance));
    sentBack(max, id);
    json(
        root.put(
            "api/v1/users/hal/profile",
            "{\"manager\":\"ann\",\"capabilities\":[]}",
            "If-Match",
            "*"),
        200);
    JsonNode again = json(hal.post("api/v1/approvals/" + id + "/resubmit", "{}"), 200);
    assertThat(again.path("currentApprovers").toString()).isEqualTo("[\"the user max\"]");
  }

  private static void sentBack(Caller approver, String id) {
    json(
        approver.post(
            "api/v1/approvals/" + id + "/decisions",
            "{\"decision\":\"REQUEST_CHANGES\",\"rationale\":\"say more\"}"),
        201);
  }

  @Test
  void nobody_found_is_an_incident_until_the_organisation_is_mended() {
    Caller lone = Scene.user(root, TENANT, "lone", List.of("requester"));
    JsonNode instance = run(lone, published("approvers: { manager: true }\n"), "{}");
    JsonNode halted = Patience.halted(lone, instance.path("id").asText());
    JsonNode step = halted.path("activeSteps").path(0);
    assertThat(step.path("incident").asText())
        .isEqualTo(
            "No route is found for the request; stage approval: the requester lone has no manager.");
    assertThat(step.has("approvalId")).isFalse();
    String incident = "api/v1/incidents/" + step.path("activationId").asText();
    json(root.post(incident + "/retry", ""), 200);
    Patience.untilAnswer(
        root,
        "api/v1/instances/" + instance.path("id").asText(),
        i -> i.path("openIncidents").asInt() == 1);

    profile("lone", "{\"manager\":\"max\",\"capabilities\":[]}");
    String still =
        Patience.halted(lone, instance.path("id").asText())
            .at("/activeSteps/0/activationId")
            .asText();
    json(root.post("api/v1/incidents/" + still + "/retry", ""), 200);
    JsonNode approval = asked(instance);
    assertThat(approvers(approval)).containsExactly("max");
    json(decide(max, id(approval), "APPROVE"), 201);
    Patience.ended(lone, instance.path("id").asText(), "COMPLETED");
  }

  @Test
  void says_which_policy_is_missing_and_who_may_not_decide() {
    JsonNode missing = run(rita, published("routing: nowhere\n"), "{}");
    assertThat(incident(missing))
        .isEqualTo("No route is chosen: there is no routing policy 'nowhere'.");
    JsonNode own =
        run(max, published("approvers: { capabilities: [law], notRequester: true }\n"), "{}");
    assertThat(approvers(asked(own))).containsExactly("cleo");
    JsonNode nobody =
        run(
            rita,
            published("approvers: { roles: [finance], select: best_suited, count: 4 }\n"),
            "{}");
    assertThat(incident(nobody)).contains("looked for 4 with the role finance: 3 found");
  }

  private static String incident(JsonNode instance) {
    return Patience.halted(root, instance.path("id").asText())
        .at("/activeSteps/0/incident")
        .asText();
  }

  @Test
  void separation_of_duties_holds_across_steps() {
    String workflow =
        Scene.published(
            root,
            """
            id: ${id}
            name: Apart
            steps:
              - { id: first, type: approval, approvers: { users: ["'cleo'"] } }
              - { id: a, type: approval, approvers: { capabilities: [audit], distinctFrom: [first] } }
            """);
    JsonNode instance = run(rita, workflow, "{}");
    json(decide(caller("cleo"), approvalOf(instance, "first"), "APPROVE"), 201);
    assertThat(approvers(asked(instance))).containsExactly("ben");
  }

  @Test
  void every_turn_is_routed_for_itself() {
    String workflow =
        Scene.published(
            root,
            """
            id: ${id}
            name: Turns
            steps:
              - id: each
                type: forEach
                items: "input.amounts"
                parallel: 5
                steps:
                  - { id: a, type: approval, routing: spending, subject: { data: { amount: "item" } } }
            """);
    JsonNode instance = run(rita, workflow, "{\"amounts\": [5, 500, 5000, 6]}");
    JsonNode waiting =
        Patience.until(
            rita,
            instance.path("id").asText(),
            i -> {
              List<JsonNode> steps = new ArrayList<>();
              i.path("activeSteps").forEach(steps::add);
              return steps.size() == 2 && steps.stream().allMatch(s -> s.has("approvalId"));
            });
    List<String> rules = new ArrayList<>();
    for (JsonNode step : waiting.path("activeSteps")) {
      JsonNode approval =
          json(root.get("api/v1/approvals/" + step.path("approvalId").asText()), 200);
      rules.add(step.path("index").asInt() + " " + approval.at("/routing/rule").asText());
    }
    assertThat(rules).containsExactlyInAnyOrder("1 small", "2 large");
  }
}
