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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many instances by one request: run, changed and asked about. */
class BatchIT {
  private static final String BATCH = "api/v1/instances/batch";
  private static final String STATUSES = "api/v1/instances/statuses";
  private static final String AMOUNT =
      """
      id: ${id}
      name: Amount
      input:
        type: object
        required: [amount]
        properties: { amount: { type: number } }
      steps:
        - id: write
          type: task
        - id: hear
          type: wait
          signal: heard
      """;

  private static final Caller admin = Caller.named("admin");
  private static final Caller employee = Caller.named("employee");
  private static final Caller supervisor = Caller.named("supervisor");
  private static String workflow;

  @BeforeAll
  static void publish() {
    workflow = Scene.published(admin, AMOUNT);
  }

  @Test
  void a_thousand_run_change_and_are_asked_about_by_one_request_each() {
    ArrayNode runs = items();
    for (int i = 0; i < 1000; i++) {
      runs.add(run(i).put("businessKey", "k" + i + "-" + workflow));
    }
    JsonNode ran = json(employee.post(BATCH, body(runs)), 201);
    assertThat(ran.path("failed")).isEmpty();
    assertThat(ran.path("succeeded").size()).isEqualTo(1000);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      JsonNode one = ran.path("succeeded").path(i);
      assertThat(one.path("index").asInt()).isEqualTo(i);
      assertThat(one.path("status").asText()).isEqualTo("RUNNING");
      ids.add(one.path("id").asText());
    }
    assertThat(new HashSet<>(ids)).hasSize(1000);
    JsonNode tenth = Lists.all(employee, "api/v1/instances?businessKey=k10-" + workflow, 5).get(0);
    assertThat(tenth.path("id").asText()).isEqualTo(ids.get(10));
    assertThat(tenth.path("input").path("amount").asInt()).isEqualTo(10);
    assertThat(tenth.path("businessKey").asText()).isEqualTo("k10-" + workflow);

    ArrayNode cancels = items();
    ids.forEach(id -> cancels.add(change(id, "cancel").put("reason", "too many")));
    JsonNode cancelled = json(employee.patch(BATCH, body(cancels)), 200);
    assertThat(cancelled.path("succeeded").size()).isEqualTo(1000);

    ObjectNode asked = Json.mapper().createObjectNode();
    ids.forEach(asked.putArray("ids")::add);
    JsonNode statuses = json(employee.post(STATUSES, asked.toString()), 200);
    assertThat(statuses.path("missing")).isEmpty();
    assertThat(Lists.texts(list(statuses.path("items")), "id")).isEqualTo(ids);
    assertThat(new HashSet<>(Lists.texts(list(statuses.path("items")), "status")))
        .containsExactly("CANCELLED");
  }

  @Test
  void one_bad_item_spoils_only_itself() {
    String key = fresh("key");
    json(employee.post("api/v1/workflows/run", run(1).put("businessKey", key).toString()), 201);
    ArrayNode runs = items();
    runs.add(run(1));
    runs.add(run(2).put("colour", "red"));
    runs.add("nothing of the kind");
    runs.add(run(3).put("workflow", "no-such-workflow"));
    ObjectNode wrong = run(4);
    wrong.withObject("/input").put("amount", "much");
    runs.add(wrong);
    runs.add(run(5).put("businessKey", key));
    runs.addNull();
    runs.add(run(6));

    JsonNode answer = json(employee.post(BATCH, body(runs)), 207);

    assertThat(indexes(answer.path("succeeded"))).containsExactly(0, 7);
    assertThat(indexes(answer.path("failed"))).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(types(answer))
        .containsExactly(
            "invalid-body",
            "invalid-body",
            "not-found",
            "invalid-input",
            "duplicate-business-key",
            "invalid-body");
    JsonNode failed = answer.path("failed");
    assertThat(failed.at("/0/problem/errors/0/pointer").asText()).isEqualTo("/items/1/colour");
    assertThat(failed.at("/3/problem/errors/0/pointer").asText())
        .isEqualTo("/items/4/input/amount");
    assertThat(failed.at("/4/problem/status").asInt()).isEqualTo(409);
    assertThat(failed.at("/4/problem/requestId").asText()).isNotBlank();
  }

  @Test
  void a_repeated_batch_is_answered_and_not_done_again() {
    String one = Scene.published(admin, AMOUNT);
    ArrayNode runs = items();
    for (int i = 0; i < 150; i++) {
      runs.add(run(i).put("workflow", i == 3 ? "no-such-workflow" : one));
    }
    String key = "k".repeat(200) + fresh("batch");

    JsonNode first = json(employee.post(BATCH, body(runs), "Idempotency-Key", key), 207);
    JsonNode again = json(employee.post(BATCH, body(runs), "Idempotency-Key", key), 207);

    assertThat(again.path("succeeded")).isEqualTo(first.path("succeeded"));
    assertThat(Lists.all(employee, "api/v1/instances?workflowId=" + one, 200)).hasSize(149);

    runs.add(run(7).put("workflow", one));
    problem(
        employee.post(BATCH, body(runs), "Idempotency-Key", key), 422, "idempotency-key-reused");
    assertThat(Lists.all(employee, "api/v1/instances?workflowId=" + one, 200)).hasSize(149);
    problem(
        employee.post(BATCH, body(runs), "Idempotency-Key", "k".repeat(256)),
        400,
        "invalid-parameter");
  }

  @Test
  void the_actions_are_those_on_one_instance() {
    List<String> ids = ran(7);
    ArrayNode changes = items();
    changes.add(change(ids.get(0), "suspend").put("reason", "wait"));
    changes.add(
        change(ids.get(1), "complete").put("step", "write").set("output", Json.parse("{\"a\":1}")));
    changes.add(
        change(ids.get(2), "signal").put("name", "heard").set("payload", Json.parse("\"x\"")));
    changes.add(change(ids.get(3), "retry"));
    changes.add(change(ids.get(4), "restart").put("step", "write"));
    changes.add(change(ids.get(5), "cancel").put("step", "write"));
    changes.add(change(ids.get(6), "explode"));
    changes.add(change(UUID.randomUUID().toString(), "cancel"));
    changes.add(Json.mapper().createObjectNode().put("action", "cancel"));
    // several for one instance see each other, in their order
    changes.add(change(ids.get(0), "resume"));
    changes.add(change(ids.get(0), "complete").put("step", "write"));
    changes.add(change(ids.get(0), "complete").put("step", "write"));

    JsonNode answer = json(employee.patch(BATCH, body(changes)), 207);

    assertThat(indexes(answer.path("succeeded"))).containsExactly(0, 1, 2, 9, 10);
    assertThat(answer.at("/succeeded/0/status").asText()).isEqualTo("SUSPENDED");
    assertThat(types(answer))
        .containsExactly(
            "forbidden",
            "forbidden",
            "invalid-body",
            "invalid-body",
            "not-found",
            "invalid-body",
            "invalid-state");
    assertThat(answer.at("/failed/2/problem/errors/0/pointer").asText()).isEqualTo("/items/5/step");
    JsonNode statuses =
        json(
            employee.post(STATUSES, "{\"ids\":[\"" + ids.get(1) + "\",\"" + ids.get(2) + "\"]}"),
            200);
    assertThat(statuses.at("/items/0/activeSteps/0/id").asText()).isEqualTo("hear");
    assertThat(statuses.at("/items/1/activeSteps/0/id").asText()).isEqualTo("write");

    ArrayNode restarts = items();
    restarts.add(change(ids.get(1), "restart").put("step", "write"));
    json(admin.patch(BATCH, body(restarts)), 200);
    JsonNode restarted = json(employee.post(STATUSES, "{\"ids\":[\"" + ids.get(1) + "\"]}"), 200);
    assertThat(restarted.at("/items/0/activeSteps/0/id").asText()).isEqualTo("write");
  }

  @Test
  void those_who_may_not_are_refused_item_by_item() {
    List<String> ids = ran(2);
    ArrayNode changes = items();
    ids.forEach(id -> changes.add(change(id, "cancel")));

    JsonNode answer = json(supervisor.patch(BATCH, body(changes)), 207);

    assertThat(types(answer)).containsExactly("forbidden", "forbidden");
  }

  @Test
  void a_body_that_is_wrong_itself_is_refused_as_a_whole() {
    ArrayNode many = items();
    for (int i = 0; i < 1001; i++) {
      many.add(run(i));
    }
    for (String body :
        new String[] {"{}", "{\"items\":[]}", "{\"items\":7}", "{\"item\":[]}", body(many)}) {
      problem(employee.post(BATCH, body), 400, "invalid-body");
      problem(employee.patch(BATCH, body), 400, "invalid-body");
    }
    ObjectNode ids = Json.mapper().createObjectNode();
    for (int i = 0; i < 1001; i++) {
      ids.withArray("/ids").add(UUID.randomUUID().toString());
    }
    for (String body :
        new String[] {"{}", "{\"ids\":[]}", "{\"ids\":[\"x\"]}", "{\"ids\":[null]}", ids + ""}) {
      problem(employee.post(STATUSES, body), 400, "invalid-body");
    }
  }

  @Test
  void four_kilobytes_for_each_of_a_thousand_fit_and_more_do_not() {
    ArrayNode runs = items();
    for (int i = 0; i < 1000; i++) {
      ObjectNode run = run(i).put("workflow", "no-such-workflow");
      run.withObject("/input").put("text", "x".repeat(3800));
      runs.add(run);
    }
    String large = body(runs);
    assertThat(large.length()).isGreaterThan(3_800_000);
    JsonNode answer = json(employee.post(BATCH, large), 207);
    assertThat(answer.path("failed").size()).isEqualTo(1000);
    problem(employee.post(BATCH, large + " ".repeat(400_000)), 413, "too-large");
    problem(employee.post(STATUSES, large), 413, "too-large");
  }

  @Test
  void single_requests_are_answered_while_batches_run() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(6);
    try {
      List<Future<JsonNode>> batches = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ArrayNode runs = items();
        for (int j = 0; j < 1000; j++) {
          runs.add(run(j));
        }
        Callable<JsonNode> call = () -> json(employee.post(BATCH, body(runs)), 201);
        batches.add(callers.submit(call));
      }
      int singles = 0;
      while (batches.stream().anyMatch(b -> !b.isDone())) {
        json(employee.post("api/v1/workflows/run", run(1).toString()), 201);
        singles++;
      }
      Set<String> ids = new HashSet<>();
      for (Future<JsonNode> batch : batches) {
        ids.addAll(Lists.texts(list(batch.get().path("succeeded")), "id"));
      }
      assertThat(ids).hasSize(6000);
      assertThat(singles).isPositive();
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void another_tenants_instances_are_not_there() {
    List<String> ids = ran(1);
    Caller stranger = Scene.tenant(fresh("stranger"));
    ArrayNode changes = items();
    changes.add(change(ids.get(0), "cancel"));

    assertThat(types(json(stranger.patch(BATCH, body(changes)), 207))).containsExactly("not-found");
    JsonNode statuses = json(stranger.post(STATUSES, "{\"ids\":[\"" + ids.get(0) + "\"]}"), 200);
    assertThat(statuses.path("items")).isEmpty();
    assertThat(statuses.at("/missing/0").asText()).isEqualTo(ids.get(0));
    ArrayNode runs = items();
    runs.add(run(1));
    assertThat(types(json(stranger.post(BATCH, body(runs)), 207))).containsExactly("not-found");
  }

  private static List<String> ran(int number) {
    ArrayNode runs = items();
    for (int i = 0; i < number; i++) {
      runs.add(run(i));
    }
    return Lists.texts(list(json(employee.post(BATCH, body(runs)), 201).path("succeeded")), "id");
  }

  private static ArrayNode items() {
    return Json.mapper().createArrayNode();
  }

  private static String body(ArrayNode items) {
    return Json.mapper().createObjectNode().set("items", items).toString();
  }

  private static ObjectNode run(int amount) {
    ObjectNode run = Scene.run(workflow);
    run.withObject("/input").put("amount", amount);
    return run;
  }

  private static ObjectNode change(String id, String action) {
    return Json.mapper().createObjectNode().put("id", id).put("action", action);
  }

  private static List<Integer> indexes(JsonNode items) {
    return list(items).stream().map(item -> item.path("index").asInt()).toList();
  }

  /** Each signal has it compute about a third of what a batch may. */
  private static final String THINKING =
      """
      id: ${id}
      name: Thinking
      variables: { heard: "[]" }
      steps:
        - id: again
          type: loop
          times: "100"
          steps:
            - { id: hear, type: wait, signal: said, set: { heard: "vars.heard + [output]" } }
            - id: think
              type: loop
              times: "30"
              steps:
                - { id: never, type: task, when: "input.list.exists(x, x > 5000)" }
      """;

  @Test
  void what_has_much_to_compute_does_not_share_one_transaction_and_keeps_its_order() {
    String thinking = Scene.published(admin, THINKING);
    ObjectNode run = Scene.run(thinking);
    ArrayNode numbers = run.withObject("/input").putArray("list");
    for (int i = 0; i < 900; i++) {
      numbers.add(i);
    }
    String one = Scene.started(employee, run).path("id").asText();
    String other = Scene.started(employee, run).path("id").asText();
    ArrayNode signals = items();
    List<Integer> said = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      said.add(i);
      signals.add(change(one, "signal").put("name", "said").put("payload", i));
      signals.add(change(other, "signal").put("name", "said").put("payload", i));
    }
    double before = transactions();
    JsonNode answer = json(employee.patch(BATCH, body(signals)), 200);
    assertThat(answer.path("succeeded")).hasSize(60);
    assertThat(transactions() - before).isBetween(10.0, 60.0);
    for (String id : List.of(one, other)) {
      JsonNode heard = json(employee.get("api/v1/instances/" + id), 200).at("/variables/heard");
      assertThat(list(heard).stream().map(JsonNode::asInt).toList()).isEqualTo(said);
    }
  }

  private static double transactions() {
    String name = "assent_command_transactions_total";
    for (String line : Caller.anonymous().get("metrics").body().split("\n", -1)) {
      if (line.startsWith(name)) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    throw new AssertionError("no " + name);
  }

  private static List<String> types(JsonNode answer) {
    return list(answer.path("failed")).stream()
        .map(item -> item.at("/problem/type").asText().substring("urn:assent:problem:".length()))
        .toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }
}
