package dev.assent.approval;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.launch.ServerProcess;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.TestServer;
import dev.assent.testing.Together;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two who do at the same moment what only one of them can: on one node, where their commands often
 * share a transaction, and on two nodes, where only PostgreSQL's locks stand between them.
 */
class RaceIT {
  private static final int RACES = 1000;
  private static final int RACES_BETWEEN_NODES = 300;
  private static final int AT_ONCE = 4;

  private static ServerProcess second;
  private static Together together;
  private static long deadlocksBefore;
  private static String workflow;

  private final Caller admin = Caller.named("admin");
  private final Caller employee = Caller.named("employee");
  private final Caller owner = Caller.named("budget-owner");
  private final Caller supervisor = Caller.named("supervisor");

  @BeforeAll
  static void begin() throws Exception {
    Path directory = Files.createDirectories(Path.of("target", "test-server-second"));
    TestServer.url();
    second = TestServer.start(TestServer.setup(directory));
    together = new Together();
    deadlocksBefore = deadlocks();
    workflow = Scene.published(Caller.named("admin"), Scene.TASK_AND_APPROVAL);
    second.awaitReady(Duration.ofMinutes(3));
  }

  @AfterAll
  static void end() throws Exception {
    together.close();
    if (second != null) {
      second.stop();
    }
    assertThat(deadlocks()).as("deadlocks that PostgreSQL has seen").isEqualTo(deadlocksBefore);
  }

  @Test
  void of_two_decisions_at_the_same_moment_one_stands() throws Exception {
    decideAgainstEachOther(RACES, supervisor, owner);
  }

  @Test
  void of_two_decisions_on_two_nodes_one_stands() throws Exception {
    decideAgainstEachOther(RACES_BETWEEN_NODES, supervisor, owner.at(second));
  }

  private void decideAgainstEachOther(int races, Caller one, Caller other) throws Exception {
    int approvals = 0;
    for (int done = 0; done < races; done += AT_ONCE) {
      List<String> requests = new ArrayList<>();
      List<Callable<HttpResponse<String>>> decisions = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String id = request();
        requests.add(id);
        decisions.add(() -> Scene.decide(one, id, "APPROVE"));
        decisions.add(() -> Scene.decide(other, id, "REJECT"));
      }
      List<HttpResponse<String>> answers = together.run(decisions);
      for (int i = 0; i < AT_ONCE; i++) {
        HttpResponse<String> approved = answers.get(2 * i);
        HttpResponse<String> rejected = answers.get(2 * i + 1);
        boolean first = approved.statusCode() == 201;
        approvals += first ? 1 : 0;
        JsonNode stands = json(first ? approved : rejected, 201);
        JsonNode late = problem(first ? rejected : approved, 409, "already-decided");
        String state = first ? "APPROVED" : "REJECTED";
        String winner = first ? "supervisor" : "budget-owner";
        assertThat(late.path("detail").asText()).contains(state).contains(winner);
        assertThat(stands.path("approval").path("status").asText()).isEqualTo(state);
        assertThat(decisionsIn(requests.get(i))).containsExactly(winner);
      }
    }
    System.out.printf("%d races: %d approved first%n", races, approvals);
  }

  @Test
  void a_decision_and_a_cancellation_do_not_both_happen() throws Exception {
    int cancelled = 0;
    for (int race = 0; race < 200; race++) {
      Caller decider = race % 2 == 0 ? supervisor : supervisor.at(second);
      String instance = Scene.started(employee, Scene.run(workflow)).path("id").asText();
      String approval =
          Scene.approvalOf(json(Scene.complete(employee, instance, "prepare"), 200), "consent");

      List<HttpResponse<String>> answers =
          together.run(
              List.of(
                  () -> Scene.decide(decider, approval, "APPROVE"),
                  () -> employee.post("api/v1/instances/" + instance + "/cancel", "{}")));

      String status =
          json(employee.get("api/v1/instances/" + instance), 200).path("status").asText();
      if (answers.get(0).statusCode() == 201) {
        problem(answers.get(1), 409, "invalid-state");
        assertThat(status).isEqualTo("COMPLETED");
      } else {
        problem(answers.get(0), 409, "invalid-state");
        json(answers.get(1), 200);
        assertThat(status).isEqualTo("CANCELLED");
        cancelled++;
      }
    }
    System.out.printf("200 races: %d cancelled first%n", cancelled);
  }

  @Test
  void the_same_key_from_four_clients_has_one_effect() throws Exception {
    int repeated = 0;
    for (int race = 0; race < 200; race++) {
      String key = Scene.fresh("key");
      ObjectNode body = Scene.request(key, List.of("supervisor"), List.of());
      body.putObject("subject").put("type", "KEY").put("id", key);
      Caller elsewhere = race % 2 == 0 ? employee : employee.at(second);
      Callable<HttpResponse<String>> here = () -> post(employee, body, key);
      Callable<HttpResponse<String>> there = () -> post(elsewhere, body, key);

      List<HttpResponse<String>> answers = together.run(List.of(here, there, here, there));

      List<String> made = new ArrayList<>();
      for (HttpResponse<String> answer : answers) {
        if (answer.statusCode() == 201) {
          made.add(answer.body());
        } else {
          problem(answer, 409, "idempotency-key-in-use");
        }
      }
      assertThat(made).isNotEmpty();
      assertThat(made.stream().distinct()).hasSize(1);
      repeated += made.size() - 1;
      assertThat(Lists.all(employee, "api/v1/approvals?subjectType=KEY&subjectId=" + key, 5))
          .hasSize(1);
      assertThat(post(employee, body, key).body()).isEqualTo(made.get(0));
    }
    System.out.printf("200 races of four: %d answered the same at once%n", repeated);
  }

  @Test
  void a_business_key_is_taken_once_whichever_node_is_asked() throws Exception {
    for (int race = 0; race < 100; race++) {
      String key = Scene.fresh("race");
      ObjectNode run = Scene.run(workflow).put("businessKey", key);
      List<Callable<HttpResponse<String>>> starts = new ArrayList<>();
      for (Caller caller : List.of(employee, employee.at(second), owner, owner.at(second))) {
        starts.add(() -> caller.post("api/v1/workflows/run", run.toString()));
      }
      List<HttpResponse<String>> answers = together.run(starts);
      assertThat(answers.stream().filter(a -> a.statusCode() == 201)).hasSize(1);
      answers.stream()
          .filter(a -> a.statusCode() != 201)
          .forEach(a -> problem(a, 409, "duplicate-business-key"));
      assertThat(Lists.all(admin, "api/v1/instances?businessKey=" + key, 5)).hasSize(1);
    }
  }

  @Test
  void all_of_a_request_is_approved_once_by_everybody_at_once() throws Exception {
    for (int race = 0; race < 50; race++) {
      ObjectNode body =
          Scene.request("All", List.of("supervisor", "budget-owner", "administration"), List.of());
      String id = Scene.requested(employee, body.put("policy", "ALL")).path("id").asText();
      List<HttpResponse<String>> answers =
          together.run(
              List.of(
                  () -> Scene.decide(supervisor, id, "APPROVE"),
                  () -> Scene.decide(owner.at(second), id, "APPROVE"),
                  () -> Scene.decide(Caller.named("administration"), id, "APPROVE")));
      answers.forEach(answer -> assertThat(answer.statusCode()).as(told(answer)).isEqualTo(201));
      assertThat(
              answers.stream()
                  .map(a -> json(a, 201).path("approval").path("status").asText())
                  .filter("APPROVED"::equals))
          .as("the last one closes it")
          .hasSize(1);
      assertThat(decisionsIn(id)).hasSize(3);
    }
  }

  @Test
  void a_version_published_on_one_node_runs_at_once_on_the_other() {
    String own = Scene.published(admin, Scene.TASK_AND_APPROVAL);
    String path = "api/v1/workflows/" + own;
    Scene.started(employee.at(second), Scene.run(own));
    for (int version = 2; version <= 10; version++) {
      String changed =
          Scene.TASK_AND_APPROVAL
              .replace("${id}", own)
              .replace("name: Task", "name: " + version + " task");
      Caller here = version % 2 == 0 ? admin : admin.at(second);
      Caller there = version % 2 == 0 ? employee.at(second) : employee;
      json(here.put(path, changed, "Content-Type", "application/yaml", "If-Match", "*"), 200);
      json(here.post(path + "/publish", ""), 200);
      assertThat(Scene.started(there, Scene.run(own)).path("version").asInt()).isEqualTo(version);
      json(here.post(path + "/suspend", ""), 200);
      problem(there.post("api/v1/workflows/run", Scene.run(own).toString()), 409, "invalid-state");
      json(
          there == employee
              ? admin.at(second).post(path + "/activate", "")
              : admin.post(path + "/activate", ""),
          200);
    }
  }

  private String request() {
    return Scene.requested(
            employee, Scene.request("Race", List.of("supervisor", "budget-owner"), List.of()))
        .path("id")
        .asText();
  }

  private List<String> decisionsIn(String approval) {
    return json(supervisor.get("api/v1/approvals/" + approval + "/history?limit=50"), 200)
        .path("items")
        .findParents("event")
        .stream()
        .filter(item -> item.path("event").asText().equals("DECIDED"))
        .map(item -> item.path("actor").asText())
        .toList();
  }

  private static HttpResponse<String> post(Caller caller, ObjectNode body, String key) {
    return caller.post("api/v1/approvals", body.toString(), "Idempotency-Key", key);
  }

  private static long deadlocks() throws SQLException {
    try (var connection = TestDatabase.asAdministrator().getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select deadlocks from pg_stat_database where datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
