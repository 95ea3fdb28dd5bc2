package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.ballotOf;
import static dev.assent.testing.Scene.started;
import static dev.assent.testing.Scene.vote;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Steps of type consensus, through the real server. */
class ConsensusStepsIT {
  private static final String TENANT = Scene.fresh("polls");
  private static Caller boss;
  private static Caller ann;
  private static Caller bob;
  private static Caller carol;
  private static Caller runner;

  @BeforeAll
  static void a_tenant_with_voters() {
    boss = Scene.tenant(TENANT);
    Scene.role(boss, "votes", List.of("approval_decide"));
    Scene.role(boss, "runs", List.of("workflow_run", "workflow_read", "approval_request"));
    ann = Scene.user(boss, TENANT, "ann", List.of("votes"));
    bob = Scene.user(boss, TENANT, "bob", List.of("votes"));
    carol = Scene.user(boss, TENANT, "carol", List.of("votes"));
    runner = Scene.user(boss, TENANT, "runner", List.of("runs"));
  }

  private static String published(String steps) {
    return Scene.published(boss, "id: ${id}\nname: Steps\nsteps:\n" + steps);
  }

  /** One consensus step with these fields, then a task. */
  private static String voting(String fields) {
    return published(
        """
          - { id: choose, type: consensus, method: simple, options: [{id: acme, label: Acme Inc.}, {id: bolt}],
              participants: "input.voters"%s }
          - { id: order, type: task }
        """
            .formatted(fields.isEmpty() ? "" : ", " + fields));
  }

  private static JsonNode run(String workflow, String... voters) {
    ObjectNode body = Scene.run(workflow).put("entityType", "ORDER").put("entityId", "4711");
    List.of(voters).forEach(((ObjectNode) body.path("input")).putArray("voters")::add);
    return started(runner, body);
  }

  private static JsonNode waitsAt(String instance, String step) {
    return Patience.until(
        boss, instance, i -> i.at("/activeSteps/0/id").asText().equals(step) && !i.has("ended"));
  }

  private static JsonNode ballot(String id) {
    return json(boss.get("api/v1/consensus/" + id), 200);
  }

  private static JsonNode ballotIn(String id, String status) {
    return Patience.untilAnswer(
        boss, "api/v1/consensus/" + id, b -> b.path("status").asText().equals(status));
  }

  private static List<JsonNode> history(String instance) {
    return Lists.all(boss, "api/v1/instances/" + instance + "/history", 200);
  }

  @Test
  void the_vote_moves_the_instance_on_and_its_output_is_seen() {
    JsonNode instance = run(voting("description: Which one?"), "ann", "bob", "carol");
    String id = instance.path("id").asText();
    String poll = ballotOf(instance, "choose");
    JsonNode opened = ballot(poll);
    assertThat(opened.path("instanceId").asText()).isEqualTo(id);
    assertThat(opened.path("step").asText()).isEqualTo("choose");
    assertThat(opened.path("title").asText()).isEqualTo("Steps: choose");
    assertThat(opened.path("description").asText()).isEqualTo("Which one?");
    assertThat(opened.path("subjectType").asText()).isEqualTo("ORDER");
    assertThat(opened.path("createdBy").asText()).isEqualTo("runner");
    assertThat(
            Lists.texts(
                Lists.all(ann, "api/v1/consensus?participant=ann&instanceId=" + id, 5), "id"))
        .containsExactly(poll);
    JsonNode next = json(boss.get("api/v1/instances/" + id + "/next"), 200);
    assertThat(next.at("/items/0/step/ballotId").asText()).isEqualTo(poll);

    json(vote(ann, poll, "acme"), 201);
    problem(vote(runner, poll, "acme"), 403, "forbidden");
    assertThat(json(vote(bob, poll, "acme"), 201).path("status").asText()).isEqualTo("DECIDED");

    JsonNode after = waitsAt(id, "order");
    JsonNode step = after.at("/steps/choose");
    assertThat(step.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(step.path("decision").asText()).isEqualTo("acme");
    assertThat(step.at("/output/label").asText()).isEqualTo("Acme Inc.");
    assertThat(step.at("/output/explanation").asText()).startsWith("acme wins with 2 of 2 votes");
    assertThat(step.at("/output/ballotId").asText()).isEqualTo(poll);
    assertThat(step.at("/output/options/0/score").asInt()).isEqualTo(2);
    assertThat(history(id))
        .anySatisfy(
            entry -> {
              assertThat(entry.path("event").asText()).isEqualTo("STEP_COMPLETED");
              assertThat(entry.path("actor").asText()).isEqualTo("system");
              assertThat(entry.at("/data/decision").asText()).isEqualTo("acme");
            });
    problem(vote(carol, poll, "acme"), 409, "invalid-state");
  }
}
