package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances that run others as their steps, through the real server. */
class SubworkflowsIT {
  private static final String ASKING =
      """
      steps:
        - { id: ask, type: task }
        - { id: name, type: task, assignee: "steps.ask.output.who", required: true }
      """;

  private String tenant;
  private Caller boss;

  @BeforeEach
  void a_tenant_of_its_own() {
    tenant = Scene.fresh("sub");
    boss = Scene.tenant(tenant);
  }

  private String published(String steps) {
    return Scene.published(boss, "id: ${id}\nname: Steps\n" + steps);
  }

  private String running(String child) {
    return published("steps:\n  - { id: sub, type: subworkflow, workflow: %s }\n".formatted(child));
  }

  private String run(String workflow, String input) {
    ObjectNode body = Scene.run(workflow);
    body.set("input", Json.parse(input));
    return started(boss, body).path("id").asText();
  }

  private JsonNode ended(String id, String status) {
    return Patience.ended(boss, id, status);
  }

  private JsonNode halted(String id) {
    return Patience.halted(boss, id);
  }

  private static String incident(JsonNode instance) {
    return instance.path("activeSteps").path(0).path("incident").asText();
  }

  private void complete(String id, String step, String output) {
    json(
        boss.post(
            "api/v1/instances/" + id + "/steps/" + step + "/complete",
            "{\"output\":" + output + "}"),
        200);
  }

  @Test
  void a_child_answers_its_parent_and_is_cancelled_with_it() {
    String child =
        published(
            """
            result: { twice: "input.n * 2.0" }
            input: { type: object, properties: { n: { type: number } } }
            steps:
              - { id: ask, type: task }
            """);
    String parent =
        published(
            """
            result: { answer: "steps.sub.output.twice" }
            steps:
              - { id: sub, type: subworkflow, workflow: %s, input: { n: "input.n" } }
            """
                .formatted(child));
    String done = run(parent, "{\"n\":21}");
    String left = run(parent, "{\"n\":1}");
    json(Scene.complete(boss, Patience.child(boss, child, done), "ask"), 200);
    assertThat(ended(done, "COMPLETED").path("output").path("answer").asDouble()).isEqualTo(42.0);

    String orphan = Patience.child(boss, child, left);
    json(boss.post("api/v1/instances/" + left + "/cancel", "{}"), 200);
    ended(orphan, "CANCELLED");

    String told = run(parent, "{\"n\":1}");
    String cancelled = Patience.child(boss, child, told);
    json(boss.post("api/v1/instances/" + cancelled + "/cancel", "{}"), 200);
    assertThat(incident(halted(told))).contains("CANCELLED");
  }

  @Test
  void a_workflow_that_runs_itself_comes_to_an_end() {
    String id = Scene.fresh("self");
    String yaml =
        """
        id: %s
        name: Itself
        steps:
          - { id: sub, type: subworkflow, workflow: %s, required: true }
        """
            .formatted(id, id);
    json(Scene.draft(boss, yaml), 201);
    json(boss.post("api/v1/workflows/" + id + "/publish", ""), 200);
    JsonNode end = ended(run(id, "{}"), "FAILED");
    assertThat(end.path("failure").path("detail").asText()).contains("nested deeper");
  }

  @Test
  void a_child_that_is_taken_up_again_heals_the_incident_of_its_parent() {
    String child = published(ASKING);
    String parent = run(running(child), "{}");
    String asked = Patience.child(boss, child, parent);
    complete(asked, "ask", "{}");
    ended(asked, "FAILED");
    JsonNode halted = halted(parent);
    String incident = halted.path("activeSteps").path(0).path("activationId").asText();
    assertThat(incident(halted)).contains("ended as FAILED: name: ");

    json(boss.post("api/v1/instances/" + asked + "/restart", "{\"step\":\"ask\"}"), 200);
    complete(asked, "ask", "{\"who\":\" \"}");
    ended(asked, "FAILED");
    assertThat(incident(Patience.until(boss, parent, i -> incident(i).contains("an empty string"))))
        .as("renewed by another failure")
        .contains("ended as FAILED");
    assertThat(openIncidents(parent)).hasSize(1);

    json(boss.post("api/v1/instances/" + asked + "/restart", "{\"step\":\"ask\"}"), 200);
    complete(asked, "ask", "{\"who\":\"root\"}");
    json(Scene.complete(boss, asked, "name"), 200);
    ended(asked, "COMPLETED");
    ended(parent, "COMPLETED");
    assertThat(json(boss.get("api/v1/incidents/" + incident), 200).path("status").asText())
        .isEqualTo("RETRIED");
    assertThat(openIncidents(parent)).isEmpty();
  }

  private JsonNode openIncidents(String instance) {
    return json(boss.get("api/v1/incidents?status=OPEN&instanceId=" + instance), 200).path("items");
  }

  @Test
  void a_child_that_was_taken_up_again_is_cancelled_when_its_step_is_tried_with_another() {
    String child = published(ASKING);
    String parent = run(running(child), "{}");
    String first = Patience.child(boss, child, parent);
    complete(first, "ask", "{}");
    halted(parent);
    json(boss.post("api/v1/instances/" + first + "/restart", "{\"step\":\"ask\"}"), 200);
    json(boss.post("api/v1/instances/" + parent + "/retry", ""), 200);
    ended(first, "CANCELLED");
    assertThat(Patience.instance(boss, parent).path("openIncidents").asInt()).isZero();
  }

  @Test
  void no_more_than_ten_thousand_instances_stand_below_one() throws SQLException {
    String child = published("steps:\n  - { id: ask, type: task }\n");
    String middle = running(child);
    String top = run(running(middle), "{}");
    String below = Patience.child(boss, middle, top);
    String lowest = Patience.child(boss, child, below);
    descendants(child, top, SubworkflowExecutor.MAX_DESCENDANTS - 3);

    json(boss.post("api/v1/instances/" + below + "/restart", "{\"step\":\"sub\"}"), 200);
    ended(lowest, "CANCELLED");
    Patience.until(boss, below, i -> i.path("openIncidents").asInt() == 0);
    Patience.until(boss, Patience.child(boss, child, below), i -> true);
    json(boss.post("api/v1/instances/" + below + "/restart", "{\"step\":\"sub\"}"), 200);
    assertThat(incident(halted(below)))
        .contains("there would be more than 10000 instances below the one that stands above");

    String other = run(running(child), "{}");
    json(Scene.complete(boss, Patience.child(boss, child, other), "ask"), 200);
    ended(other, "COMPLETED");
  }

  /** Puts {@code many} instances that have ended below {@code root}. */
  private void descendants(String workflow, String root, int many) throws SQLException {
    try (var connection = TestDatabase.ofServer().getConnection();
        var insert =
            connection.prepareStatement(
                """
                insert into workflow_instances (id, tenant_id, workflow_id, workflow_version, status, input, state, started_by,
                  started_at, updated_at, ended_at, revision, parent_id, parent_token, root_id, depth)
                select gen_random_uuid(), ?, ?, 1, 'COMPLETED', '{}', '{}', 'root', now(), now(), now(), 1, ?, gen_random_uuid(), ?, 1
                  from generate_series(1, ?)""")) {
      UUID id = UUID.fromString(root);
      insert.setString(1, tenant);
      insert.setString(2, workflow + "-gone");
      insert.setObject(3, id);
      insert.setObject(4, id);
      insert.setInt(5, many);
      insert.executeUpdate();
    }
  }
}
