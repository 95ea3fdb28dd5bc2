package dev.assent.bulk;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Changes for all instances that a filter fits, done by jobs. */
class OperationsIT {
  private static final String OPERATIONS = "api/v1/operations";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String TWO_TASKS =
      """
      id: ${id}
      name: Two tasks
      steps:
        - { id: one, type: task }
        - { id: two, type: task }
      """;

  /** Nobody can be computed to do the second task. */
  private static final String BROKEN =
      """
      id: ${id}
      name: Broken
      steps:
        - { id: one, type: task }
        - { id: two, type: task, assignee: "input.nobody" }
        - { id: three, type: task }
      """;

  private final Caller admin = Caller.named("admin");
  private final Caller employee = Caller.named("employee");

  @Test
  void an_operation_changes_all_that_the_filter_fits_and_nothing_else() throws SQLException {
    String workflow = Scene.published(admin, TWO_TASKS);
    run(workflow, 230, "in");
    run(workflow, 3, "out");

    HttpResponse<String> answer =
        create("cancel", filter(workflow).put("projectId", "in"), "{\"reason\":\"obsolete\"}");
    JsonNode created = json(answer, 202);
    String path = OPERATIONS + "/" + created.path("id").asText();
    assertThat(answer.headers().firstValue("Location").orElse("")).endsWith(path);
    assertThat(created.path("status").asText()).isEqualTo("PENDING");
    assertThat(created.path("total").asInt()).isEqualTo(230);
    assertThat(created.path("requestedBy").asText()).isEqualTo("admin");

    JsonNode done = await(path, o -> !o.path("endedAt").isMissingNode());
    assertThat(done.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(done.path("done").asInt()).isEqualTo(230);
    assertThat(done.path("succeeded").asInt()).isEqualTo(230);
    assertThat(done.path("progress").asInt()).isEqualTo(100);
    List<JsonNode> items = Lists.all(admin, path + "/items", 50);
    assertThat(items).hasSize(230);
    assertThat(new HashSet<>(Lists.texts(items, "status"))).containsExactly("SUCCEEDED");
    assertThat(Lists.all(admin, path + "/items?status=FAILED", 50)).isEmpty();
    String instances = "api/v1/instances?workflowId=" + workflow;
    assertThat(Lists.all(admin, instances + "&status=RUNNING", 200)).hasSize(3);
    assertThat(Lists.all(admin, instances + "&status=CANCELLED", 200)).hasSize(230);
    assertThat(Lists.texts(Lists.all(admin, OPERATIONS + "?status=COMPLETED", 200), "id"))
        .contains(done.path("id").asText());
    assertThat(
            column(
                "select e ->> 'event' from journal j, jsonb_array_elements(j.events) e where j.subject_id = '"
                    + done.path("id").asText()
                    + "' order by j.seq"))
        .containsExactly("OPERATION_CREATED", "OPERATION_STARTED", "OPERATION_COMPLETED");
  }

  /** A thousand instances go to a version with a step renamed, one removed and one added. */
  @Test
  void all_instances_of_a_workflow_migrate_or_tell_why_not() {
    String document =
        """
        id: ${id}
        name: Migrating
        steps:
          - { id: one, type: task }
          - { id: dropped, type: task, when: "has(input.n) && input.n == 2" }
          - { id: two, type: task }
        """;
    String workflow = Scene.published(admin, document);
    run(workflow, 1000, "p");
    List<JsonNode> instances = Lists.all(admin, "api/v1/instances?workflowId=" + workflow, 200);
    for (int i = 0; i < 10; i++) {
      String id = instances.get(i).path("id").asText();
      json(Scene.complete(admin, id, "one"), 200);
      if (i < 5) {
        json(Scene.complete(admin, id, "two"), 200);
      }
    }
    String changed =
        document
                .replace("${id}", workflow)
                .replace(
                    "  - { id: dropped, type: task, when: \"has(input.n) && input.n == 2\" }\n", "")
                .replace("id: one", "id: first")
            + "  - { id: added, type: task }\n";
    HttpResponse<String> draft = admin.get("api/v1/workflows/" + workflow);
    json(
        admin.put(
            "api/v1/workflows/" + workflow,
            changed,
            "Content-Type",
            "application/yaml",
            "If-Match",
            draft.headers().firstValue("ETag").orElseThrow()),
        200);
    json(admin.post("api/v1/workflows/" + workflow + "/publish", ""), 200);

    ObjectNode dry = body("migrate", filter(workflow), "{\"version\":2}").put("dryRun", true);
    JsonNode unmapped = ended(admin.post(OPERATIONS, dry.toString()));
    assertThat(unmapped.path("total").asInt()).isEqualTo(995);
    assertThat(unmapped.path("succeeded").asInt()).isEqualTo(5);
    JsonNode refused =
        Lists.all(
                admin,
                OPERATIONS + "/" + unmapped.path("id").asText() + "/items?status=FAILED",
                200)
            .get(0);
    assertThat(refused.at("/problem/detail").asText()).contains("it is at step one");

    String mapping = "{\"version\":2,\"steps\":{\"one\":\"first\"}}";
    ObjectNode mapped = body("migrate", filter(workflow), mapping).put("dryRun", true);
    assertThat(ended(admin.post(OPERATIONS, mapped.toString())).path("succeeded").asInt())
        .isEqualTo(995);
    String version = "api/v1/instances?workflowId=" + workflow + "&status=RUNNING";
    assertThat(Lists.texts(Lists.all(admin, version, 200), "version")).containsOnly("1");
    JsonNode done = ended(create("migrate", filter(workflow), mapping));
    assertThat(done.path("succeeded").asInt()).isEqualTo(995);
    List<JsonNode> now = Lists.all(admin, version, 200);
    assertThat(now).hasSize(995);
    for (JsonNode instance : now) {
      assertThat(instance.path("version").asInt()).isEqualTo(2);
      assertThat(instance.at("/activeSteps/0/id").asText()).isIn("first", "two");
    }
    String id = now.get(0).path("id").asText();
    String at = now.get(0).at("/activeSteps/0/id").asText();
    for (String step :
        at.equals("first") ? List.of("first", "two", "added") : List.of("two", "added")) {
      json(Scene.complete(admin, id, step), 200);
    }
    assertThat(json(admin.get("api/v1/instances/" + id), 200).path("status").asText())
        .isEqualTo("COMPLETED");
  }

  @Test
  void a_dry_run_only_shows_what_would_be_changed() {
    String workflow = Scene.published(admin, TWO_TASKS);
    run(workflow, 5, "p");
    ObjectNode body = body("suspend", filter(workflow).put("step", "one"), "{}");

    JsonNode dry = json(admin.post(OPERATIONS, body.put("dryRun", true).toString()), 202);

    assertThat(dry.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(dry.path("total").asInt()).isEqualTo(5);
    assertThat(dry.path("done").asInt()).isZero();
    List<JsonNode> items =
        Lists.all(admin, OPERATIONS + "/" + dry.path("id").asText() + "/items", 2);
    assertThat(Lists.texts(items, "status")).hasSize(5).containsOnly("SKIPPED");
    assertThat(Lists.all(admin, "api/v1/instances?status=SUSPENDED&workflowId=" + workflow, 200))
        .isEmpty();
    JsonNode none = json(create("suspend", filter(workflow).put("step", "two"), "{}"), 202);
    assertThat(none.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(none.path("total").asInt()).isZero();
    assertThat(none.path("progress").asInt()).isEqualTo(100);
  }

  @Test
  void an_operation_is_held_continued_and_ended_between_its_chunks() {
    String workflow = Scene.published(admin, TWO_TASKS);
    run(workflow, 1000, "p");
    run(workflow, 1000, "p");
    String path =
        OPERATIONS + "/" + json(create("suspend", filter(workflow), "{}"), 202).path("id").asText();

    JsonNode paused = json(admin.post(path + "/pause", ""), 200);
    assertThat(paused.path("status").asText()).isEqualTo("PAUSED");
    problem(admin.post(path + "/pause", ""), 409, "invalid-state");
    JsonNode held = settled(path);
    assertThat(held.path("status").asText()).isEqualTo("PAUSED");
    assertThat(held.path("done").asInt()).isLessThan(2000);

    json(admin.post(path + "/resume", ""), 200);
    await(path, o -> o.path("done").asInt() > held.path("done").asInt());
    JsonNode cancelled = json(admin.post(path + "/cancel", ""), 200);
    assertThat(cancelled.path("status").asText()).isEqualTo("CANCELLED");
    problem(admin.post(path + "/resume", ""), 409, "invalid-state");
    JsonNode ended = settled(path);
    int done = ended.path("done").asInt();
    assertThat(done).isBetween(1, 1999);
    assertThat(Lists.all(admin, path + "/items?status=SKIPPED", 200)).hasSize(2000 - done);
    assertThat(Lists.all(admin, path + "/items?status=SUCCEEDED", 200)).hasSize(done);
    String suspended = "api/v1/instances?status=SUSPENDED&workflowId=" + workflow;
    assertThat(Lists.all(admin, suspended, 200)).hasSize(done);

    json(create("resume", filter(workflow), "{}"), 202);
    await(suspended, list -> list.path("items").isEmpty());
  }

  @Test
  void incidents_are_resolved_each_as_an_item() {
    String workflow = Scene.published(admin, BROKEN);
    List<String> ids = run(workflow, 120, "p");
    ArrayNode changes = Json.mapper().createArrayNode();
    ids.forEach(
        id -> changes.addObject().put("id", id).put("action", "complete").put("step", "one"));
    json(
        employee.patch(
            "api/v1/instances/batch",
            Json.mapper().createObjectNode().set("items", changes).toString()),
        200);
    assertThat(Lists.all(admin, "api/v1/incidents?status=OPEN&workflowId=" + workflow, 200))
        .hasSize(120);

    JsonNode retried = ended(create("retry", filter(workflow), "{\"reason\":\"again\"}"));
    assertThat(retried.path("succeeded").asInt()).isEqualTo(120);
    JsonNode skipped = ended(create("skip-incidents", filter(workflow).put("step", "two"), "{}"));

    assertThat(skipped.path("succeeded").asInt()).isEqualTo(120);
    List<JsonNode> items =
        Lists.all(admin, OPERATIONS + "/" + skipped.path("id").asText() + "/items", 200);
    assertThat(items).allMatch(item -> !item.path("incidentId").isMissingNode());
    assertThat(Lists.all(admin, "api/v1/incidents?status=OPEN&workflowId=" + workflow, 200))
        .isEmpty();
    JsonNode restarted =
        ended(create("restart", filter(workflow).put("step", "three"), "{\"step\":\"one\"}"));
    assertThat(restarted.path("succeeded").asInt()).isEqualTo(120);
  }

  @Test
  void what_cannot_be_done_is_told_item_by_item() {
    String workflow = Scene.published(admin, TWO_TASKS);
    run(workflow, 7, "p");

    JsonNode done = ended(create("restart", filter(workflow), "{\"step\":\"no-such-step\"}"));

    assertThat(done.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(done.path("failed").asInt()).isEqualTo(7);
    String items = OPERATIONS + "/" + done.path("id").asText() + "/items?status=FAILED";
    assertThat(Lists.all(admin, items, 3))
        .hasSize(7)
        .allMatch(
            item ->
                item.at("/problem/type").asText().equals("urn:assent:problem:not-found")
                    && item.at("/problem/detail")
                        .asText()
                        .contains("There is no step with this id"));
  }

  /** As after the loss of a node between the commit of a chunk and the note of it. */
  @Test
  void what_was_done_and_not_noted_is_not_done_again() throws SQLException {
    String workflow = Scene.published(admin, TWO_TASKS);
    run(workflow, 150, "p");
    JsonNode first = ended(create("cancel", filter(workflow), "{}"));
    String id = first.path("id").asText();
    try (Connection connection = TestDatabase.ofServer().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update bulk_operation_items set status = 'PENDING', done_at = null where operation_id = '"
              + id
              + "'");
      statement.execute(
          "update bulk_operations set status = 'PAUSED', succeeded = 0, ended_at = null where id = '"
              + id
              + "'");
    }
    String journaled =
        "select count(*) from journal j join bulk_operation_items i on j.subject_id = i.instance_id::text"
            + " where i.operation_id = '"
            + id
            + "'";
    List<String> before = column(journaled);

    json(admin.post(OPERATIONS + "/" + id + "/resume", ""), 200);
    JsonNode again = await(OPERATIONS + "/" + id, o -> !o.path("endedAt").isMissingNode());

    assertThat(again.path("succeeded").asInt()).isEqualTo(150);
    assertThat(again.path("failed").asInt()).isZero();
    assertThat(column(journaled)).isEqualTo(before);
  }

  @Test
  void a_repeated_request_makes_no_second_operation() {
    String workflow = Scene.published(admin, TWO_TASKS);
    run(workflow, 3, "p");
    String body = body("suspend", filter(workflow), "{}").toString();
    String key = fresh("operation");

    JsonNode first = json(admin.post(OPERATIONS, body, "Idempotency-Key", key), 202);
    JsonNode again = json(admin.post(OPERATIONS, body, "Idempotency-Key", key), 202);

    assertThat(again.path("id")).isEqualTo(first.path("id"));
    problem(
        admin.post(
            OPERATIONS, body("cancel", filter(workflow), "{}").toString(), "Idempotency-Key", key),
        422,
        "idempotency-key-reused");
  }

  @Test
  void what_makes_no_sense_is_refused() {
    ObjectNode filter = filter("some-workflow");
    problem(create("explode", filter, "{}"), 400, "invalid-body");
    problem(create("migrate", filter, "{}"), 400, "invalid-body");
    problem(
        create("migrate", filter, "{\"version\":2,\"steps\":{\"a\":\"\"}}"), 400, "invalid-body");
    problem(create("cancel", filter, "{\"version\":2}"), 400, "invalid-body");
    ObjectNode everywhere = Json.mapper().createObjectNode().put("startedBy", "employee");
    problem(create("migrate", everywhere, "{\"version\":2}"), 400, "invalid-body");
    problem(create("restart", filter, "{}"), 400, "invalid-body");
    problem(create("cancel", filter, "{\"step\":\"a\"}"), 400, "invalid-body");
    problem(create("skip-incidents", filter, "{\"reason\":\"a\"}"), 400, "invalid-body");
    problem(create("cancel", Json.mapper().createObjectNode(), "{}"), 400, "invalid-body");
    problem(create("cancel", filter("x".repeat(65)), "{}"), 400, "invalid-body");
    problem(create("cancel", filter.deepCopy().put("colour", "red"), "{}"), 400, "invalid-body");
    problem(admin.post(OPERATIONS, "{\"action\":\"cancel\"}"), 400, "invalid-body");
    problem(admin.get(OPERATIONS + "?status=DONE"), 400, "invalid-parameter");
    problem(employee.post(OPERATIONS, body("cancel", filter, "{}").toString()), 403, "forbidden");
  }

  private JsonNode ended(HttpResponse<String> created) {
    return await(
        OPERATIONS + "/" + json(created, 202).path("id").asText(),
        o -> !o.path("endedAt").isMissingNode());
  }

  private JsonNode await(String path, Predicate<JsonNode> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode now = json(admin.get(path), 200);
      if (condition.test(now)) {
        return now;
      }
      assertThat(System.nanoTime()).as(now.toString()).isLessThan(end);
      pause(30);
    }
  }

  /** When a chunk that was under way has been noted. */
  private JsonNode settled(String path) {
    JsonNode before = json(admin.get(path), 200);
    while (true) {
      pause(1500);
      JsonNode now = json(admin.get(path), 200);
      if (now.equals(before)) {
        return now;
      }
      before = now;
    }
  }

  private static List<String> column(String sql) throws SQLException {
    try (Connection connection = TestDatabase.ofServer().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> create(String action, ObjectNode filter, String parameters) {
    return admin.post(OPERATIONS, body(action, filter, parameters).toString());
  }

  private static ObjectNode body(String action, ObjectNode filter, String parameters) {
    ObjectNode body = Json.mapper().createObjectNode().put("action", action);
    body.set("filter", filter);
    body.set("parameters", Json.parse(parameters));
    return body;
  }

  private static ObjectNode filter(String workflow) {
    return Json.mapper().createObjectNode().put("workflowId", workflow);
  }

  private List<String> run(String workflow, int number, String project) {
    ArrayNode items = Json.mapper().createArrayNode();
    for (int i = 0; i < number; i++) {
      items.add(Scene.run(workflow).put("projectId", project));
    }
    JsonNode ran =
        json(
            employee.post(
                "api/v1/instances/batch",
                Json.mapper().createObjectNode().set("items", items).toString()),
            201);
    return ran.path("succeeded").findValuesAsText("id");
  }
}
