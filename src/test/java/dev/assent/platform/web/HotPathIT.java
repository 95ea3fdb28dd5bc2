package dev.assent.platform.web;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The same operation called straight and by way of JAX-RS, which an Accept header that is not the
 * usual one brings about: nobody sees a difference.
 */
class HotPathIT {
  private static final String[] BY_JAX_RS = {"Accept", "application/json;q=0.9, */*;q=0.1"};

  private static Caller employee;
  private static String workflow;

  @BeforeAll
  static void begin() {
    employee = Caller.named("employee");
    workflow = Scene.published(Caller.named("admin"), Scene.TASK_AND_APPROVAL);
  }

  @Test
  void answers_alike() {
    HttpResponse<String> straight = run(Scene.run(workflow).toString());
    HttpResponse<String> byJaxRs = run(Scene.run(workflow).toString(), BY_JAX_RS);

    assertThat(straight.statusCode()).isEqualTo(byJaxRs.statusCode()).isEqualTo(201);
    assertThat(headers(straight)).isEqualTo(headers(byJaxRs));
    String id = json(straight, 201).path("id").asText();
    assertThat(straight.headers().firstValue("Location").orElseThrow())
        .endsWith("/api/v1/instances/" + id)
        .isEqualTo(
            byJaxRs
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .replace(json(byJaxRs, 201).path("id").asText(), id));
    assertThat(json(straight, 201).properties().stream().map(Map.Entry::getKey))
        .containsExactlyElementsOf(
            json(byJaxRs, 201).properties().stream().map(Map.Entry::getKey).toList());
  }

  @Test
  void answers_alike_whatever_is_said_of_media_types() {
    for (String[] said :
        new String[][] {
          {"Content-Type", "application/json; charset=utf-8"},
          {"Content-Type", "application/json;charset=UTF-8"},
          {"Content-Type", "APPLICATION/JSON"},
          {"Accept", "application/json, text/plain, */*"},
          {"Accept", "text/html,application/json"}
        }) {
      HttpResponse<String> started = run(Scene.run(workflow).toString(), said);
      HttpResponse<String> byJaxRs = run(Scene.run(workflow).toString(), BY_JAX_RS);

      assertThat(started.statusCode()).as(said[1]).isEqualTo(201);
      assertThat(headers(started)).as(said[1]).isEqualTo(headers(byJaxRs));
    }
    Caller supervisor = Caller.named("supervisor");
    String pending = "api/v1/approvals/pending";
    for (String type : new String[] {"application/json", "text/plain"}) {
      HttpResponse<String> straight = supervisor.get(pending, "Content-Type", type);
      HttpResponse<String> byJaxRs = supervisor.get(pending + "?q=%52", "Content-Type", type);

      assertThat(straight.statusCode()).as(type).isEqualTo(byJaxRs.statusCode());
    }
  }

  @Test
  void refuses_alike() {
    ObjectNode unknown = Scene.run(workflow).put("unknown", 1);
    for (String body :
        new String[] {
          "{", "[]", "null", "{}", unknown.toString(), "{\"workflow\":\"" + "x".repeat(70) + "\"}"
        }) {
      HttpResponse<String> straight = run(body);
      HttpResponse<String> byJaxRs = run(body, BY_JAX_RS);

      assertThat(straight.statusCode()).as(body).isEqualTo(byJaxRs.statusCode()).isEqualTo(400);
      assertThat(headers(straight)).as(body).isEqualTo(headers(byJaxRs));
      assertThat(withoutId(straight)).as(body).isEqualTo(withoutId(byJaxRs));
    }
  }

  @Test
  void reads_alike() {
    String id = Scene.started(employee, Scene.run(workflow)).path("id").asText();
    for (String what : new String[] {id, "0" + id.substring(1), "nonsense", "batch", "statuses"}) {
      HttpResponse<String> straight = employee.get("api/v1/instances/" + what);
      HttpResponse<String> byJaxRs = employee.get("api/v1/instances/" + what, BY_JAX_RS);

      assertThat(straight.statusCode()).as(what).isEqualTo(byJaxRs.statusCode());
      assertThat(headers(straight)).as(what).isEqualTo(headers(byJaxRs));
      assertThat(withoutId(straight)).as(what).isEqualTo(withoutId(byJaxRs));
    }
    assertThat(employee.get("api/v1/instances/batch").statusCode()).isEqualTo(405);
    assertThat(employee.get("api/v1/instances/" + id + "?x=1").statusCode()).isEqualTo(200);
  }

  @Test
  void lists_alike() {
    Caller root = Scene.tenant(Scene.fresh("hot"));
    for (int i = 0; i < 3; i++) {
      Scene.requested(root, Scene.request("R" + i, List.of("root"), List.of("admin")));
    }
    String cursor = json(root.get("api/v1/approvals/pending?limit=1"), 200).path("next").asText();
    for (String query :
        new String[] {
          "",
          "?limit=2",
          "?limit=2&sort=due",
          "?limit=1&cursor=" + cursor,
          "?limit=1&scope=MINE",
          "?limit=1&unknown=x",
          "?limit=",
          "?limit=0",
          "?sort=",
          "?sort=x",
          "?cursor=x",
          "?scope=mine",
          // those that are odd go to JAX-RS either way
          "?limit=1&q=%52",
          "?limit=1&q=R+1",
          "?limit=1&limit=2",
          "?limit",
          "?",
          "?&",
          "?=1"
        }) {
      HttpResponse<String> straight = root.get("api/v1/approvals/pending" + query);
      HttpResponse<String> byJaxRs = root.get("api/v1/approvals/pending" + query, BY_JAX_RS);

      assertThat(straight.statusCode()).as(query).isEqualTo(byJaxRs.statusCode());
      assertThat(headers(straight)).as(query).isEqualTo(headers(byJaxRs));
      assertThat(withoutId(straight)).as(query).isEqualTo(withoutId(byJaxRs));
    }
    String link =
        root.get("api/v1/approvals/pending?limit=2").headers().firstValue("Link").orElseThrow();
    String next = link.substring(link.indexOf("api/v1"), link.indexOf('>'));
    assertThat(next).contains("limit=2").contains("cursor=");
    assertThat(json(root.get(next), 200).path("items")).hasSize(1);
  }

  @Test
  void takes_a_step_completed_without_a_body_either_way() {
    for (String[] headers : new String[][] {{}, BY_JAX_RS}) {
      String id = Scene.started(employee, Scene.run(workflow)).path("id").asText();

      json(employee.post("api/v1/instances/" + id + "/steps/prepare/complete", "", headers), 200);
    }
  }

  @Test
  void leaves_to_jax_rs_what_is_not_as_usual() {
    String body = Scene.run(workflow).toString();

    assertThat(run(body, "Accept", "text/html").statusCode()).isEqualTo(406);
    assertThat(run(body, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    assertThat(run("").statusCode()).isEqualTo(400);
    assertThat(Caller.anonymous().post("api/v1/workflows/run", body).statusCode()).isEqualTo(401);
    assertThat(
            run("{\"workflow\":\"" + "x".repeat(RequestFilter.MAX_BODY_BYTES) + "\"}").statusCode())
        .isEqualTo(413);
    assertThat(run(body, "X-Request-Id", "mine").headers().firstValue("X-Request-Id"))
        .contains("mine");
  }

  private static HttpResponse<String> run(String body, String... headers) {
    return employee.post("api/v1/workflows/run", body, headers);
  }

  /** Those that are the same for equal answers. */
  private static Map<String, ?> headers(HttpResponse<String> answer) {
    Map<String, Object> headers = new TreeMap<>(answer.headers().map());
    headers
        .keySet()
        .removeAll(
            Set.of("x-request-id", "location", "date", "content-length", "transfer-encoding"));
    return headers;
  }

  private static ObjectNode withoutId(HttpResponse<String> answer) {
    ObjectNode problem = (ObjectNode) Json.parse(answer.body());
    problem.remove("requestId");
    return problem;
  }
}
