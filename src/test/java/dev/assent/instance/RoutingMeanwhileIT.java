package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.launch.ServerProcess;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to an instance while the approvers of its step are still looked for. */
class RoutingMeanwhileIT {
  private static final String TENANT = Scene.fresh("meanwhile");
  private static Caller root;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    json(
        root.put(
            "api/v1/routing-policies/all",
            "{\"rules\":[{\"name\":\"one\",\"stages\":[{\"approvers\":{\"users\":[\"root\"]}}]}]}"),
        201);
    json(
        root.put(
            "api/v1/routing-policies/none",
            "{\"rules\":[{\"name\":\"free\",\"autoApprove\":true}]}"),
        201);
  }

  private static String workflow(String more) {
    return Scene.published(
        root,
        "id: ${id}\nname: Meanwhile\nsteps:\n  - { id: a, type: approval, routing: all"
            + more
            + " }\n");
  }

  private static String run(String workflow) {
    return Scene.started(root, Scene.run(workflow)).path("id").asText();
  }

  private static JsonNode instance(String id) {
    return Patience.instance(root, id);
  }

  private static boolean isAsked(JsonNode instance) {
    return instance.path("activeSteps").path(0).has("approvalId");
  }

  private static int count(String sql) throws SQLException {
    try (var connection = TestDatabase.ofServer().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void awaitCount(int wanted, String sql) throws SQLException {
    Instant end = Instant.now().plusSeconds(60);
    while (count(sql) != wanted) {
      assertThat(Instant.now()).as(sql).isBefore(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static int requests(String instance) throws SQLException {
    return count("select count(*) from approval_requests where instance_id = '" + instance + "'");
  }

  private static String jobs(String instance, String which) {
    return "select count(*) from jobs where instance_id = '" + instance + "' and " + which;
  }

  @Test
  void an_instance_that_is_cancelled_asks_nobody_any_more() throws Exception {
    String id;
    try (RoutingStandstill still = new RoutingStandstill()) {
      id = run(workflow(""));
      awaitCount(1, jobs(id, "kind = 'ROUTE' and status = 'LEASED'"));
      JsonNode looking = instance(id);
      assertThat(isAsked(looking)).isFalse();
      assertThat(looking.path("openIncidents").asInt()).isZero();
      JsonNode refused = problem(Scene.complete(root, id, "a"), 409, "invalid-state");
      assertThat(refused.path("detail").asText()).doesNotContain("decide approval");
      json(
          root.post("api/v1/instances/" + id + "/cancel", "{\"reason\":\"changed my mind\"}"), 200);
      problem(
          root.get("api/v1/approvals/" + looking.at("/activeSteps/0/activationId").asText()),
          404,
          "not-found");
    }
    awaitCount(0, jobs(id, "true"));
    assertThat(instance(id).path("status").asText()).isEqualTo("CANCELLED");
    assertThat(requests(id)).isZero();
  }

  @Test
  void an_instance_that_is_suspended_asks_when_it_goes_on() throws Exception {
    String policy = workflow("");
    String id;
    try (RoutingStandstill still = new RoutingStandstill()) {
      id = run(policy);
      awaitCount(1, jobs(id, "kind = 'ROUTE' and status = 'LEASED'"));
      json(root.post("api/v1/instances/" + id + "/suspend", ""), 200);
    }
    awaitCount(1, jobs(id, "kind = 'ROUTE' and status = 'HELD'"));
    assertThat(requests(id)).isZero();
    assertThat(instance(id).path("status").asText()).isEqualTo("SUSPENDED");

    json(root.post("api/v1/instances/" + id + "/resume", ""), 200);
    JsonNode asked = Patience.until(root, id, RoutingMeanwhileIT::isAsked);
    json(Scene.decide(root, Scene.approvalOf(asked, "a"), "APPROVE"), 201);
    Patience.ended(root, id, "COMPLETED");
    assertThat(requests(id)).isOne();
  }

  @Test
  void a_request_that_needs_nobody_waits_for_its_suspended_instance_too() throws Exception {
    String id;
    String free =
        Scene.published(
            root, "id: ${id}\nname: Free\nsteps: [{ id: a, type: approval, routing: none }]\n");
    try (RoutingStandstill still = new RoutingStandstill()) {
      id = run(free);
      awaitCount(1, jobs(id, "kind = 'ROUTE' and status = 'LEASED'"));
      json(root.post("api/v1/instances/" + id + "/suspend", ""), 200);
    }
    awaitCount(1, jobs(id, "kind = 'ROUTE' and status = 'HELD'"));
    json(root.post("api/v1/instances/" + id + "/resume", ""), 200);
    Patience.ended(root, id, "COMPLETED");
  }

  @Test
  void a_step_whose_time_is_over_asks_nobody_any_more() throws Exception {
    String id;
    try (RoutingStandstill still = new RoutingStandstill()) {
      id = run(workflow(", timeout: PT1S"));
      JsonNode halted = Patience.halted(root, id);
      assertThat(halted.at("/activeSteps/0/incident").asText()).contains("was not done within");
    }
    awaitCount(0, jobs(id, "true"));
    assertThat(requests(id)).isZero();
    assertThat(instance(id).path("openIncidents").asInt()).isOne();
  }

  @Test
  void an_instance_that_is_migrated_asks_for_the_step_of_the_new_version() throws Exception {
    String workflow = workflow("");
    json(
        root.put(
            "api/v1/workflows/" + workflow,
            "id: %s\nname: Meanwhile\nsteps:\n  - { id: b, type: approval, routing: all }\n"
                .formatted(workflow),
            "Content-Type",
            "application/yaml",
            "If-Match",
            "*"),
        200);
    String id;
    try (RoutingStandstill still = new RoutingStandstill()) {
      id = run(workflow);
      json(root.post("api/v1/workflows/" + workflow + "/publish", ""), 200);
      json(
          root.post(
              "api/v1/instances/" + id + "/migrate", "{\"version\":2,\"steps\":{\"a\":\"b\"}}"),
          200);
    }
    JsonNode asked = Patience.until(root, id, RoutingMeanwhileIT::isAsked);
    JsonNode approval = json(root.get("api/v1/approvals/" + Scene.approvalOf(asked, "b")), 200);
    assertThat(approval.path("step").asText()).isEqualTo("b");
    json(Scene.decide(root, Scene.approvalOf(asked, "b"), "APPROVE"), 201);
    Patience.ended(root, id, "COMPLETED");
  }

  @Test
  void a_child_that_ends_with_what_a_policy_approves_tells_its_parent_once() throws Exception {
    String child =
        Scene.published(
            root,
            """
            id: ${id}
            name: Child
            steps:
              - { id: a, type: approval, routing: none }
              - { id: d, type: decision, cases: [{ when: "true", end: rejected }] }
            """);
    String parent =
        Scene.published(
            root,
            "id: ${id}\nname: Parent\nsteps: [{ id: sub, type: subworkflow, workflow: %s }]\n"
                .formatted(child));
    String id = run(parent);
    Patience.halted(root, id);
    awaitCount(0, jobs(id, "true"));
    List<JsonNode> history = Lists.all(root, "api/v1/instances/" + id + "/history", 50);
    assertThat(Lists.texts(history, "event"))
        .containsExactly("INSTANCE_STARTED", "STEP_ACTIVATED", "INCIDENT_OPENED");
  }

  @Test
  void a_job_that_is_done_twice_asks_once() throws Exception {
    String id;
    try (RoutingStandstill still = new RoutingStandstill()) {
      id = run(workflow(""));
      awaitCount(1, jobs(id, "kind = 'ROUTE' and status = 'LEASED'"));
      json(root.post("api/v1/instances/" + id + "/suspend", ""), 200);
    }
    awaitCount(1, jobs(id, "kind = 'ROUTE' and status = 'HELD'"));
    try (var connection = TestDatabase.ofServer().getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          insert into jobs (id, tenant_id, kind, lane, instance_id, token_id, payload, status, held, max_attempts, backoff_ms,
            max_backoff_ms, timeout_ms, due_at, created_at)
          select gen_random_uuid(), tenant_id, kind, lane, instance_id, token_id, payload, status, held, max_attempts,
                 backoff_ms, max_backoff_ms, timeout_ms, due_at, created_at
            from jobs where kind = 'ROUTE' and instance_id = '"""
              + id
              + "'");
    }
    json(root.post("api/v1/instances/" + id + "/resume", ""), 200);
    awaitCount(0, jobs(id, "true"));
    assertThat(requests(id)).isOne();
    JsonNode asked = instance(id);
    assertThat(asked.path("openIncidents").asInt()).isZero();
    json(Scene.decide(root, Scene.approvalOf(asked, "a"), "APPROVE"), 201);
    Patience.ended(root, id, "COMPLETED");
  }

  @Test
  void what_a_killed_node_was_looking_for_is_found_by_the_other() throws Exception {
    String workflow = workflow("");
    Path directory = Files.createDirectories(Path.of("target", "test-server-routing"));
    ServerProcess second =
        TestServer.start(TestServer.setup(directory).withProperty("assent.jobs.lease", "PT2S"));
    List<String> ids = new ArrayList<>();
    try {
      second.awaitReady(Duration.ofMinutes(3));
      try (RoutingStandstill still = new RoutingStandstill()) {
        String ofSecond =
            "select count(*) from jobs where kind = 'ROUTE' and status = 'LEASED'"
                + " and lease_until < now() + interval '5 seconds'";
        while (count(ofSecond) == 0) {
          assertThat(ids).as("none is leased by the second node").hasSizeLessThan(50);
          ObjectNode run = Scene.run(workflow);
          run.set("input", Json.mapper().createObjectNode());
          ids.add(Scene.started(root.at(second), run).path("id").asText());
        }
        second.kill();
        assertThat(count(ofSecond)).as("killed in the middle of it").isPositive();
      }
    } finally {
      second.stop();
    }
    for (String id : ids) {
      Patience.until(root, id, RoutingMeanwhileIT::isAsked);
      assertThat(requests(id)).isOne();
    }
  }
}
