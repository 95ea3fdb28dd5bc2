package dev.assent.approval;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Permissions;
import dev.assent.testing.Answers;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** A tenant of its own with people who ask and decide, and what they do over REST. */
final class Crew {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  final String tenant = Scene.fresh("staff");
  final Caller root = Scene.tenant(tenant);
  private final Map<String, Caller> people = new ConcurrentHashMap<>();

  Crew() {
    Scene.role(
        root,
        "staff",
        List.of(
            Permissions.APPROVAL_REQUEST, Permissions.APPROVAL_DECIDE, Permissions.WORKFLOW_READ));
    Scene.role(root, "finance", List.of(Permissions.WORKFLOW_READ));
    Scene.role(root, "clerk", List.of(Permissions.WORKFLOW_READ));
    Scene.role(
        root, "operator", List.of(Permissions.OPERATIONS_MANAGE, Permissions.OPERATIONS_READ));
  }

  /** Somebody with exactly these roles, made when first asked for. */
  Caller with(String name, String... roles) {
    return people.computeIfAbsent(name, n -> Scene.user(root, tenant, n, List.of(roles)));
  }

  /** Somebody who may ask and decide. */
  Caller person(String name) {
    return with(name, "staff");
  }

  /** Has somebody be away as of today. */
  void absent(String name, String substitute) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    HttpResponse<String> answer =
        root.put(
            "api/v1/users/" + name + "/absence",
            body(
                "{'from':'%s','until':'%s','substitute':'%s'}"
                    .formatted(today.minusDays(1), today.plusDays(3), substitute)));
    assertThat(answer.statusCode()).as(Answers.told(answer)).isIn(200, 201);
  }

  void back(String name) {
    HttpResponse<String> answer = root.delete("api/v1/users/" + name + "/absence");
    assertThat(answer.statusCode()).as(Answers.told(answer)).isEqualTo(204);
  }

  void apart(String one, String other) {
    json(
        root.post(
            "api/v1/separation-pairs",
            body("{'users':['%s','%s'],'reason':'married'}".formatted(one, other))),
        201);
  }

  /** JSON with single quotes, which Java reads better. */
  static String body(String json) {
    return json.replace('\'', '"');
  }

  /** A request of {@code by} with these fields beside the title; answers its id. */
  static String asked(Caller by, String fields) {
    return json(ask(by, fields), 201).path("id").asText();
  }

  static HttpResponse<String> ask(Caller by, String fields) {
    return by.post("api/v1/approvals", body("{'title':'Claim'," + fields + "}"));
  }

  static HttpResponse<String> does(Caller who, String id, String verb, String json) {
    return who.post("api/v1/approvals/" + id + "/" + verb, body(json));
  }

  static HttpResponse<String> decides(Caller who, String id, String decision) {
    return does(who, id, "decisions", "{'decision':'" + decision + "'}");
  }

  /** The request as it is after a decision. */
  static JsonNode decided(Caller who, String id, String decision) {
    return json(decides(who, id, decision), 201).path("approval");
  }

  JsonNode read(String id) {
    return json(root.get("api/v1/approvals/" + id), 200);
  }

  List<JsonNode> history(String id) {
    return Lists.all(root, "api/v1/approvals/" + id + "/history", 200);
  }

  List<String> events(String id) {
    return Lists.texts(history(id), "event");
  }

  /** Reads it again and again until it is so. */
  JsonNode until(String id, Predicate<JsonNode> holds) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode read = read(id);
    while (!holds.test(read)) {
      assertThat(System.nanoTime()).as("still " + read).isLessThan(end);
      read = read(id);
    }
    return read;
  }

  JsonNode untilStatus(String id, String status) {
    return until(id, a -> a.path("status").asText().equals(status));
  }

  static String status(JsonNode approval) {
    return approval.path("status").asText();
  }

  /** The states of its stages, in their order. */
  static List<String> stages(JsonNode approval) {
    List<String> states = new ArrayList<>();
    approval.path("stages").forEach(stage -> states.add(stage.path("status").asText()));
    return states;
  }

  static List<String> open(JsonNode approval) {
    List<String> names = new ArrayList<>();
    approval.path("currentStages").forEach(name -> names.add(name.asText()));
    return names;
  }
}
