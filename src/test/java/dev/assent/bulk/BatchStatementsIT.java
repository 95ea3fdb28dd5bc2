package dev.assent.bulk;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.WatchedDatabase.RoundTrip;
import dev.assent.testing.WatchedNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a thousand instances cost by one request, beside what they cost by a thousand. */
class BatchStatementsIT {
  private static final int MANY = 1000;
  private static final int MAX_STATEMENTS = 100;

  private static WatchedNode node;
  private static Caller employee;
  private static String workflow;

  @BeforeAll
  static void start() {
    node = WatchedNode.started();
    employee = Caller.named("employee").at(node.server());
    workflow = Scene.published(Caller.named("admin").at(node.server()), Scene.TASK_AND_APPROVAL);
    for (int i = 0; i < 2; i++) {
      json(employee.post("api/v1/instances/batch", runs()), 201);
      singly(100);
    }
  }

  @Test
  void a_thousand_take_few_statements() throws Exception {
    quiet();
    long begun = System.nanoTime();
    singly(MANY);
    double oneByOne = millis(begun);
    int statementsOneByOne = statements();

    quiet();
    begun = System.nanoTime();
    JsonNode ran = json(employee.post("api/v1/instances/batch", runs()), 201);
    double together = millis(begun);
    int statementsTogether = statements();

    ObjectNode asked = Json.mapper().createObjectNode();
    ran.path("succeeded").forEach(i -> asked.withArray("ids").add(i.path("id").asText()));
    quiet();
    json(employee.post("api/v1/instances/statuses", asked.toString()), 200);
    int statementsToAsk = statements();

    ArrayNode cancels = Json.mapper().createArrayNode();
    asked
        .path("ids")
        .forEach(id -> cancels.addObject().put("id", id.asText()).put("action", "cancel"));
    quiet();
    begun = System.nanoTime();
    json(
        employee.patch(
            "api/v1/instances/batch",
            Json.mapper().createObjectNode().set("items", cancels).toString()),
        200);
    double cancelled = millis(begun);
    int statementsToCancel = statements();

    System.out.printf(
        "1,000 instances: one by one %.0f ms, %d statements; by one request %.0f ms, %d statements:"
            + " %.1f times as fast; cancelled by one request %.0f ms, %d statements; asked about: %d%n",
        oneByOne,
        statementsOneByOne,
        together,
        statementsTogether,
        oneByOne / together,
        cancelled,
        statementsToCancel,
        statementsToAsk);
    assertThat(statementsTogether).isPositive().isLessThan(MAX_STATEMENTS);
    assertThat(statementsToCancel).isPositive().isLessThan(2 * MAX_STATEMENTS);
    assertThat(statementsToAsk).isEqualTo(1);
  }

  private static void singly(int number) {
    for (int i = 0; i < number; i++) {
      Scene.started(employee, Scene.run(workflow));
    }
  }

  private static String runs() {
    ArrayNode items = Json.mapper().createArrayNode();
    for (int i = 0; i < MANY; i++) {
      items.add(Scene.run(workflow));
    }
    return Json.mapper().createObjectNode().set("items", items).toString();
  }

  private static double millis(long begun) {
    return (System.nanoTime() - begun) / 1e6;
  }

  private static void quiet() throws InterruptedException {
    Thread.sleep(300);
    node.watched().seen();
  }

  /** All but the journal's sealing, which follows behind, and the runner's looking for jobs. */
  private static int statements() {
    Map<Integer, List<String>> running = new HashMap<>();
    int counted = 0;
    for (RoundTrip trip : node.watched().seen()) {
      List<String> transaction = running.computeIfAbsent(trip.connection(), c -> new ArrayList<>());
      transaction.addAll(trip.statements());
      boolean open =
          transaction.contains("BEGIN")
              && transaction.stream().noneMatch(sql -> sql.matches("COMMIT|ROLLBACK"));
      if (!open) {
        running.remove(trip.connection());
        counted +=
            transaction.stream().anyMatch(BatchStatementsIT::ofOthers) ? 0 : transaction.size();
      }
    }
    return counted;
  }

  private static boolean ofOthers(String sql) {
    return sql.contains("journal_seal") || sql.contains("from jobs");
  }
}
