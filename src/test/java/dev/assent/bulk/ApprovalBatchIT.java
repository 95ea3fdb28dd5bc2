package dev.assent.bulk;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many approvals by one request: asked for, and decided. */
class ApprovalBatchIT {
  private static final String BATCH = "api/v1/approvals/batch";
  private static final String DECISIONS = "api/v1/approvals/decisions";

  private static final Caller employee = Caller.named("employee");
  private static final Caller supervisor = Caller.named("supervisor");
  private static final Caller owner = Caller.named("budget-owner");

  @Test
  void a_thousand_are_asked_for_and_decided_by_one_request_each() {
    String mark = Scene.fresh("many");
    ArrayNode requests = Json.mapper().createArrayNode();
    for (int i = 0; i < 1000; i++) {
      requests.add(request(mark));
    }
    JsonNode made = json(employee.post(BATCH, body(requests)), 201);
    assertThat(made.path("failed")).isEmpty();
    List<String> ids = made.path("succeeded").findValuesAsText("id");
    assertThat(new HashSet<>(ids)).hasSize(1000);
    assertThat(made.at("/succeeded/999/index").asInt()).isEqualTo(999);
    assertThat(made.at("/succeeded/999/status").asText()).isEqualTo("PENDING");

    ArrayNode decisions = Json.mapper().createArrayNode();
    for (int i = 0; i < 1000; i++) {
      decisions.add(decision(ids.get(i), i % 2 == 0 ? "APPROVE" : "REJECT"));
    }
    JsonNode decided = json(supervisor.post(DECISIONS, body(decisions)), 201);
    assertThat(decided.path("succeeded").findValuesAsText("id")).isEqualTo(ids);
    assertThat(decided.at("/succeeded/0/status").asText()).isEqualTo("APPROVED");
    assertThat(decided.at("/succeeded/1/status").asText()).isEqualTo("REJECTED");
    assertThat(Lists.all(employee, "api/v1/approvals?status=APPROVED&subjectType=" + mark, 200))
        .hasSize(500);
  }

  @Test
  void one_bad_request_spoils_only_itself() {
    ArrayNode requests = Json.mapper().createArrayNode();
    requests.add(request("mixed"));
    requests.add(request("mixed").put("colour", "red"));
    requests.add(7);
    requests.add(request("mixed").put("title", " "));
    requests.addNull();
    requests.add(request("mixed"));

    JsonNode answer = json(employee.post(BATCH, body(requests)), 207);

    assertThat(indexes(answer.path("succeeded"))).containsExactly(0, 5);
    assertThat(indexes(answer.path("failed"))).containsExactly(1, 2, 3, 4);
    assertThat(types(answer)).containsOnly("invalid-body");
    assertThat(answer.at("/failed/0/problem/errors/0/pointer").asText())
        .isEqualTo("/items/1/colour");
    assertThat(answer.at("/failed/2/problem/errors/0/pointer").asText())
        .isEqualTo("/items/3/title");
  }

  @Test
  void each_decision_is_taken_as_if_it_came_alone() {
    String one = asked();
    String other = asked();
    String rejected = asked();
    String foreign = foreign();
    ArrayNode decisions = Json.mapper().createArrayNode();
    decisions.add(decision(one, "APPROVE"));
    decisions.add(decision(one, "REJECT"));
    decisions.add(decision(foreign, "APPROVE"));
    decisions.add(decision(other, "MAYBE"));
    decisions.add(decision(other, "APPROVE").put("approvalId", "x"));
    decisions.addObject().put("decision", "APPROVE");
    decisions.add(decision(other, "APPROVE_WITH_CONDITIONS"));
    decisions.add(decision(rejected, "REJECT").put("rationale", "no"));
    decisions.add(decision(other, "APPROVE"));

    JsonNode answer = json(supervisor.post(DECISIONS, body(decisions)), 207);

    assertThat(indexes(answer.path("succeeded"))).containsExactly(0, 7, 8);
    assertThat(types(answer))
        .containsExactly(
            "already-decided",
            "not-found",
            "invalid-body",
            "invalid-body",
            "invalid-body",
            "invalid-body");
    assertThat(answer.at("/failed/3/problem/errors/0/pointer").asText())
        .isEqualTo("/items/4/approvalId");
    assertThat(answer.at("/failed/5/problem/errors/0/pointer").asText())
        .isEqualTo("/items/6/conditions");
    assertThat(read(one).path("status").asText()).isEqualTo("APPROVED");
    assertThat(read(rejected).at("/assignments/0/rationale").asText()).isEqualTo("no");
    assertThat(
            Lists.texts(Lists.all(employee, "api/v1/approvals/" + one + "/history", 50), "event"))
        .containsExactly("APPROVAL_REQUESTED", "DECIDED", "APPROVAL_CLOSED");
  }

  @Test
  void a_repetition_decides_nothing_twice_and_tries_again_what_was_refused() {
    String mine = asked();
    String changed =
        json(
                employee.post(
                    "api/v1/approvals",
                    Scene.request("T", List.of("supervisor", "budget-owner"), List.of())
                        .put("policy", "ALL")
                        .toString()),
                201)
            .path("id")
            .asText();
    json(
        owner.post(
            "api/v1/approvals/" + changed + "/decisions", "{\"decision\":\"REQUEST_CHANGES\"}"),
        201);
    ArrayNode decisions = Json.mapper().createArrayNode();
    decisions.add(decision(mine, "APPROVE"));
    decisions.add(decision(changed, "APPROVE"));
    String key = Scene.fresh("key");
    JsonNode first = json(supervisor.post(DECISIONS, body(decisions), "Idempotency-Key", key), 207);
    assertThat(types(first)).containsExactly("invalid-state");
    long revision = read(mine).path("revision").asLong();

    json(employee.post("api/v1/approvals/" + changed + "/resubmit", "{}"), 200);
    JsonNode again = json(supervisor.post(DECISIONS, body(decisions), "Idempotency-Key", key), 201);

    assertThat(again.at("/succeeded/0")).isEqualTo(first.at("/succeeded/0"));
    assertThat(again.path("succeeded")).hasSize(2);
    assertThat(read(mine).path("revision").asLong()).isEqualTo(revision);
    decisions.add(decision(mine, "REJECT"));
    problem(
        supervisor.post(DECISIONS, body(decisions), "Idempotency-Key", key),
        422,
        "idempotency-key-reused");
  }

  @Test
  void a_repeated_batch_of_requests_makes_nothing_twice() {
    String mark = Scene.fresh("again");
    ArrayNode requests = Json.mapper().createArrayNode();
    for (int i = 0; i < 70; i++) {
      requests.add(i == 3 ? request(mark).put("title", "") : request(mark));
    }
    String key = Scene.fresh("key");
    JsonNode first = json(employee.post(BATCH, body(requests), "Idempotency-Key", key), 207);
    JsonNode again = json(employee.post(BATCH, body(requests), "Idempotency-Key", key), 207);
    assertThat(again.path("succeeded")).isEqualTo(first.path("succeeded"));
    assertThat(Lists.all(employee, "api/v1/approvals?subjectType=" + mark, 200)).hasSize(69);
  }

  @Test
  void a_repetition_is_answered_as_the_first_time_when_its_routes_are_not_found_any_more() {
    String tenant = Scene.fresh("routes");
    Caller root = Scene.tenant(tenant);
    String policy = "api/v1/routing-policies/claims";
    String rules =
        "{\"otherwise\":{\"stages\":[{\"name\":\"one\",\"approvers\":{\"users\":[\"root\"]}}]}}";
    json(root.put(policy, rules), 201);
    ArrayNode requests = Json.mapper().createArrayNode();
    requests.addObject().put("title", "By policy").put("routing", "claims");
    requests.addObject().put("title", "").put("routing", "claims");
    requests.add(request("own"));
    String key = Scene.fresh("key");
    JsonNode first = json(root.post(BATCH, body(requests), "Idempotency-Key", key), 207);
    assertThat(indexes(first.path("succeeded"))).containsExactly(0, 2);

    assertThat(root.delete(policy, "If-Match", "*").statusCode()).isBetween(200, 204);
    JsonNode again = json(root.post(BATCH, body(requests), "Idempotency-Key", key), 207);
    JsonNode anew = json(root.post(BATCH, body(requests), "Idempotency-Key", key + "-other"), 207);

    assertThat(again.path("succeeded")).isEqualTo(first.path("succeeded"));
    assertThat(indexes(again.path("failed"))).containsExactly(1);
    assertThat(indexes(anew.path("failed"))).containsExactly(0, 1);
    assertThat(Lists.all(root, "api/v1/approvals", 200)).hasSize(3);
  }

  @Test
  void has_one_to_a_thousand_items_of_those_who_may() {
    for (String path : List.of(BATCH, DECISIONS)) {
      Caller caller = path.equals(BATCH) ? employee : supervisor;
      ArrayNode many = Json.mapper().createArrayNode();
      for (int i = 0; i < 1001; i++) {
        many.addObject();
      }
      for (String body : List.of("{}", "{\"items\":[]}", "{\"items\":{}}", body(many), "[]")) {
        problem(caller.post(path, body), 400, "invalid-body");
      }
    }
  }

  private static String foreign() {
    Caller root = Scene.tenant(Scene.fresh("foreign"));
    return Scene.requested(root, Scene.request("F", List.of("supervisor"), List.of()))
        .path("id")
        .asText();
  }

  private static String asked() {
    return Scene.requested(employee, Scene.request("A", List.of("supervisor"), List.of()))
        .path("id")
        .asText();
  }

  private static JsonNode read(String id) {
    return json(employee.get("api/v1/approvals/" + id), 200);
  }

  private static ObjectNode request(String mark) {
    ObjectNode body = Scene.request("Claim", List.of("supervisor"), List.of());
    body.putObject("subject").put("type", mark);
    return body;
  }

  private static ObjectNode decision(String id, String decision) {
    return Json.mapper().createObjectNode().put("approvalId", id).put("decision", decision);
  }

  private static String body(ArrayNode items) {
    return Json.mapper().createObjectNode().set("items", items).toString();
  }

  private static List<Integer> indexes(JsonNode items) {
    List<Integer> indexes = new ArrayList<>();
    items.forEach(item -> indexes.add(item.path("index").asInt()));
    return indexes;
  }

  private static List<String> types(JsonNode answer) {
    List<String> types = new ArrayList<>();
    answer
        .path("failed")
        .forEach(f -> types.add(f.at("/problem/type").asText().replace("urn:assent:problem:", "")));
    return types;
  }
}
