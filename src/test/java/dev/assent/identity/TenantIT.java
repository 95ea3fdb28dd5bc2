package dev.assent.identity;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Endpoint;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TenantRows;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two tenants that have the same names for everything, and never meet. */
class TenantIT {
  private static final String ONE = Scene.fresh("one");
  private static final String OTHER = Scene.fresh("other");
  private static final String WORKFLOW = "same-name";
  private static Caller one;
  private static Caller other;
  private static String instance;
  private static String approval;
  private static String ballot;
  private static String stepsApproval;
  private static String incident;

  private static final String WAITING =
      """
      id: ${id}
      name: Waiting
      steps:
        - { id: paper, type: wait, signal: paper, correlation: "'some-claim'" }
      """;

  /** What stands for each parameter: something of the first tenant's. */
  private static Map<String, List<String>> theirs;

  /** Bodies without which an operation would be refused for another reason. */
  private static final Map<String, String> BODIES =
      bodies(
          "POST api/v1/consensus/{id}/votes",
          "{\"option\":\"a\"}",
          "POST api/v1/approvals/{id}/delegate",
          "{\"to\":\"someone\"}",
          "POST api/v1/approvals/{id}/forward",
          "{\"to\":\"someone\"}",
          "POST api/v1/approvals/{id}/comments",
          "{\"text\":\"x\"}",
          "POST api/v1/approvals/{id}/decisions",
          "{\"decision\":\"APPROVE\"}",
          "PUT api/v1/agents/{id}",
          "{\"kind\":\"BEAN\",\"endpoint\":\"bean\"}",
          "PUT api/v1/users/{name}",
          "{\"roles\":[],\"active\":false}",
          "PUT api/v1/users/{name}/password",
          "{\"password\":\"battery staple\"}",
          "POST api/v1/instances/{id}/restart",
          "{\"step\":\"prepare\"}",
          "POST api/v1/instances/{id}/migrate",
          "{\"version\":1}",
          "POST api/v1/signals/{name}",
          "{\"correlation\":\"some-claim\"}",
          "POST api/v1/workflows/{id}/steps/{stepId}/validate",
          "{\"output\":\"x\"}",
          "PUT api/v1/workflows/{id}",
          "{\"id\":\"only-one\",\"name\":\"X\",\"steps\":[{\"id\":\"a\",\"type\":\"task\"}]}");

  private static Map<String, String> bodies(String... pairs) {
    Map<String, String> bodies = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      bodies.put(pairs[i], pairs[i + 1]);
    }
    return bodies;
  }

  /** Names that are a tenant's own to choose: writing one makes it in the caller's tenant. */
  private static final List<String> MAKES_ITS_OWN =
      List.of(
          "PUT api/v1/roles/{name}",
          "PUT api/v1/routing-policies/{name}",
          "PUT api/v1/users/{name}/profile",
          "PUT api/v1/users/{name}/absence");

  @BeforeAll
  static void begin() {
    one = Scene.tenant(ONE);
    other = Scene.tenant(OTHER);
    Scene.publishedWithId(one, WORKFLOW);
    Scene.publishedWithId(one, "only-one");
    Scene.user(one, ONE, "someone", List.of());
    json(
        one.post(
            "api/v1/agents",
            "{\"id\":\"some-agent\",\"kind\":\"BEAN\",\"endpoint\":\"bean\",\"capabilities\":[\"think\"]}"),
        201);
    Scene.role(one, "some-role", List.of(Permissions.WORKFLOW_READ));
    String pair =
        json(
                one.post(
                    "api/v1/separation-pairs",
                    "{\"users\":[\"root\",\"someone\"],\"reason\":\"married\"}"),
                201)
            .path("id")
            .asText();
    json(one.put("api/v1/users/someone/profile", "{\"capabilities\":[\"think\"]}"), 201);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    json(
        one.put(
            "api/v1/users/someone/absence",
            "{\"from\":\"%s\",\"until\":\"%s\"}".formatted(today, today.plusDays(2))),
        201);
    JsonNode started = Scene.started(one, Scene.run(WORKFLOW).put("businessKey", "same"));
    instance = started.path("id").asText();
    approval =
        Scene.requested(one, Scene.request("T", List.of("root"), List.of("admin")))
            .path("id")
            .asText();
    ballot = Scene.opened(one, Scene.ballot("T", List.of("root", "someone"))).path("id").asText();
    JsonNode second = Scene.started(one, Scene.run("only-one"));
    stepsApproval =
        Scene.approvalOf(
            json(Scene.complete(one, second.path("id").asText(), "prepare"), 200), "consent");
    String operation =
        json(
                one.post(
                    "api/v1/operations",
                    "{\"action\":\"cancel\",\"filter\":{\"workflowId\":\"%s\"},\"dryRun\":true}"
                        .formatted(WORKFLOW)),
                202)
            .path("id")
            .asText();
    incident = Scene.incident(one, Scene.published(one, Scene.TASK_AND_INCIDENT));
    Scene.started(one, Scene.run(Scene.published(one, WAITING)));
    theirs = new HashMap<>();
    theirs.put("api/v1/separation-pairs", List.of(pair));
    theirs.put("api/v1/operations", List.of(operation));
    json(
        one.put(
            "api/v1/routing-policies/some-policy",
            "{\"rules\":[{\"name\":\"all\",\"autoApprove\":true}]}"),
        201);
    theirs.put("api/v1/routing-policies", List.of("some-policy"));
    theirs.put("api/v1/consensus", List.of(ballot));
    theirs.putAll(
        Map.of(
            "api/v1/instances",
            List.of(instance),
            "api/v1/approvals",
            List.of(approval, stepsApproval),
            "api/v1/workflows",
            List.of("only-one"),
            "api/v1/incidents",
            List.of(incident),
            "api/v1/signals",
            List.of("paper"),
            "api/v1/agents",
            List.of("some-agent"),
            "api/v1/users",
            List.of("someone"),
            "api/v1/roles",
            List.of("some-role")));
  }

  @Test
  void nothing_of_one_tenant_is_found_by_the_other() {
    Map<String, Integer> before = TenantRows.counted(ONE);
    TreeSet<String> tried = new TreeSet<>();
    for (Endpoint endpoint : Endpoint.all()) {
      if (!endpoint.hasParameter() || MAKES_ITS_OWN.contains(endpoint.toString())) {
        continue;
      }
      String collection = endpoint.path().substring(0, endpoint.path().indexOf("/{"));
      assertThat(theirs).as("say what " + endpoint + " could find").containsKey(collection);
      for (String id : theirs.get(collection)) {
        HttpResponse<String> answer = call(endpoint, id);
        problem(answer, 404, "not-found");
        assertThat(answer.body()).as(told(answer)).doesNotContain(ONE);
        tried.add(endpoint.toString());
      }
    }
    assertThat(tried).hasSizeGreaterThan(35);
    assertThat(TenantRows.counted(ONE)).as("and nothing of it was touched").isEqualTo(before);
    assertThat(json(one.get("api/v1/approvals/" + approval), 200).path("status").asText())
        .isEqualTo("PENDING");
  }

  private static HttpResponse<String> call(Endpoint endpoint, String id) {
    String path =
        endpoint
            .path()
            .replaceFirst("\\{[^}]+}", id)
            .replace("{number}", "1")
            .replace("{name}", "paper")
            .replace("{stepId}", "prepare")
            .replace("{conditionId}", approval);
    boolean writes = !endpoint.method().equals("GET") && !endpoint.method().equals("DELETE");
    return Caller.send(
        other
            .request(path)
            .header("Content-Type", "application/json")
            .header("If-Match", "*")
            .method(
                endpoint.method(),
                writes
                    ? BodyPublishers.ofString(BODIES.getOrDefault(endpoint.toString(), "{}"))
                    : BodyPublishers.noBody())
            .build());
  }

  @Test
  void lists_show_the_callers_own_only() {
    for (Endpoint endpoint : Endpoint.all()) {
      if (endpoint.method().equals("GET")
          && !endpoint.hasParameter()
          && !endpoint.path().equals("api/v1/tenants")) {
        HttpResponse<String> answer = other.get(endpoint.path());
        assertThat(answer.statusCode()).as(told(answer)).isEqualTo(200);
        assertThat(answer.body())
            .as(told(answer))
            .doesNotContain(ONE)
            .doesNotContain("only-one")
            .doesNotContain(instance)
            .doesNotContain(approval)
            .doesNotContain(ballot)
            .doesNotContain(stepsApproval)
            .doesNotContain(incident)
            .doesNotContain("someone")
            .doesNotContain("some-agent")
            .doesNotContain("some-policy")
            .doesNotContain("some-role");
      }
    }
    problem(other.get("api/v1/tenants"), 403, "forbidden");
    for (String filtered :
        List.of(
            "api/v1/instances?businessKey=same",
            "api/v1/instances?workflowId=only-one",
            "api/v1/approvals?instanceId=" + instance,
            "api/v1/approvals?approver=someone",
            "api/v1/consensus?participant=someone",
            "api/v1/consensus?status=OPEN",
            "api/v1/incidents?instanceId=" + instance,
            "api/v1/incidents?step=consent",
            "api/v1/agents?capability=think",
            "api/v1/workflows?q=only")) {
      assertThat(Lists.all(other, filtered, 10)).as(filtered).isEmpty();
    }
  }

  @Test
  void the_same_names_do_not_clash() {
    Caller third = Scene.tenant(Scene.fresh("third"));
    Scene.publishedWithId(third, WORKFLOW);
    JsonNode started = Scene.started(third, Scene.run(WORKFLOW).put("businessKey", "same"));
    problem(
        third.post(
            "api/v1/workflows/run", Scene.run(WORKFLOW).put("businessKey", "same").toString()),
        409,
        "duplicate-business-key");
    HttpResponse<String> keyed =
        third.post(
            "api/v1/workflows/run", Scene.run(WORKFLOW).toString(), "Idempotency-Key", "same-key");
    HttpResponse<String> ours =
        one.post(
            "api/v1/workflows/run", Scene.run(WORKFLOW).toString(), "Idempotency-Key", "same-key");
    assertThat(json(keyed, 201).path("id")).isNotEqualTo(json(ours, 201).path("id"));

    json(third.post("api/v1/instances/" + started.path("id").asText() + "/cancel", "{}"), 200);
    json(third.post("api/v1/workflows/" + WORKFLOW + "/suspend", ""), 200);
    assertThat(json(one.get("api/v1/instances/" + instance), 200).path("status").asText())
        .isEqualTo("RUNNING");
    assertThat(json(one.get("api/v1/workflows/" + WORKFLOW), 200).path("status").asText())
        .isEqualTo("ACTIVE");
  }

  @Test
  void being_named_as_an_approver_reaches_over_no_border() {
    String asked =
        Scene.requested(one, Scene.request("Border", List.of("wanderer"), List.of("wanderers")))
            .path("id")
            .asText();
    Scene.role(other, "wanderers", List.of(Permissions.APPROVAL_DECIDE));
    Caller wanderer = Scene.user(other, OTHER, "wanderer", List.of("wanderers"));

    assertThat(Lists.all(wanderer, "api/v1/approvals/pending", 10)).isEmpty();
    problem(Scene.decide(wanderer, asked, "APPROVE"), 404, "not-found");
  }

  @Test
  void being_named_as_a_participant_reaches_over_no_border() {
    Caller wanderer = Scene.user(other, OTHER, "voter", List.of("admin"));
    String asked = Scene.opened(one, Scene.ballot("T", List.of("voter"))).path("id").asText();

    problem(Scene.vote(wanderer, asked, "a"), 404, "not-found");
    assertThat(Lists.all(wanderer, "api/v1/consensus?participant=voter", 10)).isEmpty();
  }

  @Test
  void no_routing_policy_of_another_tenant_chooses() {
    problem(
        other.post("api/v1/approvals", "{\"title\":\"T\",\"routing\":\"some-policy\"}"),
        422,
        "invalid-input");
  }

  @Test
  void no_agent_of_another_tenant_carries_out_a_task() {
    for (String who : List.of("\"agent\":\"some-agent\"", "\"capability\":\"think\"")) {
      problem(
          other.post("api/v1/agents/execute", "{" + who + ",\"prompt\":\"p\"}"), 404, "not-found");
    }
  }

  @Test
  void the_journal_is_each_tenants_own() {
    assertThat(other.get("api/v1/journal?limit=200").body())
        .doesNotContain(ONE)
        .doesNotContain(instance)
        .doesNotContain(approval);
  }
}
