package dev.assent.instance;

import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static dev.assent.testing.Scene.complete;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.fresh;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Answers;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pictures of workflows and instances over REST. */
class DiagramIT {
  private static final String EACH =
      """
      id: ${id}
      name: Each & every <one>
      steps:
        - id: all
          type: forEach
          items: "['a', 'b', 'c']"
          parallel: 2
          steps:
            - { id: look, type: task }
      """;

  private final Caller admin = Caller.named("admin");
  private final Caller employee = Caller.named("employee");
  private final Caller supervisor = Caller.named("supervisor");

  @Test
  void draws_a_version() {
    String workflow = Scene.published(admin, Scene.TASK_AND_APPROVAL);
    String path = "api/v1/workflows/" + workflow + "/versions/1/diagram";

    HttpResponse<String> answer = employee.get(path);

    assertPicture(answer);
    assertThat(answer.body())
        .contains("<title id=\"assent-title\">Task and approval, version 1</title>")
        .contains(">supervisor, budget-owner</text>")
        .doesNotContain("assent-m-done\" transform");
    assertThat(get(employee, path, "image/svg+xml").statusCode()).isEqualTo(200);
    assertUnchanged(path, answer);
    problem(employee.get("api/v1/workflows/" + workflow + "/versions/2/diagram"), 404, "not-found");
    problem(employee.get("api/v1/workflows/" + workflow + "/versions/x/diagram"), 404, "not-found");
    problem(get(employee, path, "image/png"), 406, "not-acceptable");
  }

  @Test
  void draws_how_far_an_instance_has_come() {
    String workflow = Scene.published(admin, Scene.TASK_AND_APPROVAL);
    JsonNode begun = started(employee, Scene.run(workflow).put("businessKey", "a<b>&c"));
    String id = begun.path("id").asText();
    String path = "api/v1/instances/" + id + "/diagram";
    HttpResponse<String> first = employee.get(path);
    assertPicture(first);
    assertThat(first.body())
        .contains("RUNNING, a&lt;b&gt;&amp;c")
        .contains("class=\"task active\"")
        .contains("<title>consent (consent): not reached</title>");
    assertUnchanged(path, first);

    JsonNode waiting = Answers.json(complete(employee, id, "prepare"), 200);
    HttpResponse<String> second = employee.get(path);
    assertThat(second.headers().firstValue("ETag"))
        .isNotEqualTo(first.headers().firstValue("ETag"));
    assertThat(second.body())
        .contains("class=\"task done\"", "class=\"approval active\"")
        .contains("<title>prepare (prepare): done by employee</title>");

    Answers.json(decide(supervisor, Scene.approvalOf(waiting, "consent"), "REJECT"), 201);
    assertThat(employee.get(path).body())
        .contains("class=\"approval rejected\"", "REJECTED, a&lt;b&gt;&amp;c")
        .contains("<title>consent (consent): rejected by supervisor</title>");
    problem(employee.get("api/v1/instances/abc/diagram"), 404, "not-found");
  }

  @Test
  void shows_the_turns_of_a_for_each() {
    String workflow = Scene.published(admin, EACH);
    String id = started(employee, Scene.run(workflow)).path("id").asText();

    HttpResponse<String> answer = employee.get("api/v1/instances/" + id + "/diagram");

    assertPicture(answer);
    assertThat(answer.body())
        .contains("Each &amp; every &lt;one&gt;")
        .contains(">active: 2 active, 0 of 3 done</text>")
        .contains(">active in 2 turns, 2 visits</text>");
  }

  @Test
  void shows_nothing_to_those_who_may_not_see_it() {
    String workflow = Scene.published(admin, Scene.TASK_AND_APPROVAL);
    String id = started(employee, Scene.run(workflow)).path("id").asText();
    String tenant = fresh("pictures");
    Caller root = Scene.tenant(tenant);
    Caller nobody = Scene.user(root, tenant, "nobody", List.of());
    for (String path :
        List.of(
            "api/v1/workflows/" + workflow + "/versions/1/diagram",
            "api/v1/instances/" + id + "/diagram")) {
      problem(root.get(path), 404, "not-found");
      problem(nobody.get(path), 403, "forbidden");
      problem(Caller.anonymous().get(path), 401, "unauthenticated");
    }
  }

  private static HttpResponse<String> get(Caller caller, String path, String accept) {
    return Caller.send(caller.request(path).header("Accept", accept).GET().build());
  }

  private static void assertPicture(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(told(answer)).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("image/svg+xml")
        .containsIgnoringCase("charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none';")
        .doesNotContain("script");
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("private, no-cache");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.body()).startsWith("<svg xmlns=").endsWith("</svg>\n");
  }

  private void assertUnchanged(String path, HttpResponse<String> answer) {
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        Caller.send(employee.request(path).header("If-None-Match", tag).GET().build());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }
}
