package dev.assent.platform.commands;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.launch.ServerProcess;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.TestServer;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node is killed under load and started again; its clients repeat what was not answered, under
 * the same keys. Then everything that was acknowledged is there, once, and nothing is stuck.
 */
class CrashIT {
  private static final int CLIENTS = 8;
  private static final int ACKNOWLEDGED_BEFORE_THE_CRASH = 300;
  private static final int INSTANCES_AFTER_THE_CRASH = 5;

  private static volatile ServerProcess node;

  private final PGSimpleDataSource database = (PGSimpleDataSource) TestDatabase.empty();
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final List<String> instances = java.util.Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger repeated = new AtomicInteger();
  private volatile boolean crashed;
  private volatile boolean restarted;
  private String workflow;

  @AfterAll
  static void stop() {
    if (node != null) {
      node.stop();
    }
  }

  @Test
  void what_was_acknowledged_is_there_once_after_a_kill() throws Exception {
    start();
    workflow = Scene.published(caller("admin"), Scene.TASK_AND_APPROVAL);
    List<Thread> clients = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < CLIENTS; i++) {
      Thread client = new Thread(this::work, "client-" + i);
      client.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
      client.start();
      clients.add(client);
    }
    while (acknowledged.size() < ACKNOWLEDGED_BEFORE_THE_CRASH && failures.isEmpty()) {
      Thread.sleep(5);
    }
    crashed = true;
    node.kill();
    Map<String, String> before = Map.copyOf(acknowledged);
    start();
    restarted = true;
    for (Thread client : clients) {
      client.join(60_000);
      assertThat(client.isAlive()).as(client.getName() + " has come to its end").isFalse();
    }
    assertThat(failures).isEmpty();
    System.out.printf(
        "%d acknowledged before the crash, %d in all, %d repeated%n",
        before.size(), acknowledged.size(), repeated.get());

    for (Map.Entry<String, String> answer : before.entrySet()) {
      String[] request = answer.getKey().split("\\|", 4);
      assertThat(
              caller(request[0]).post(request[2], request[3], "Idempotency-Key", request[1]).body())
          .as("what was answered is answered again")
          .isEqualTo(answer.getValue());
    }
    for (String id : instances) {
      JsonNode instance = json(caller("employee").get("api/v1/instances/" + id), 200);
      assertThat(instance.path("status").asText()).isEqualTo("COMPLETED");
    }
    assertThat(counted("select count(*) from workflow_instances")).isEqualTo(instances.size());
    assertThat(counted("select count(*) from workflow_instances where status <> 'COMPLETED'"))
        .isZero();
    assertThat(counted("select count(*) from approval_requests where status <> 'APPROVED'"))
        .isZero();
    assertThat(
            counted(
                "select count(*) from journal, jsonb_array_elements(events) e"
                    + " where e ->> 'event' = 'DECIDED'"))
        .as("decisions in the journal")
        .isEqualTo(instances.size());
    awaitIntactJournal();
  }

  private void start() throws Exception {
    Path directory = Files.createDirectories(Path.of("target", "test-server-crash"));
    node =
        TestServer.start(
            TestServer.setup(directory).withProperty("assent.db.url", database.getUrl()));
    node.awaitReady(Duration.ofMinutes(3));
  }

  private void work() {
    int left = INSTANCES_AFTER_THE_CRASH;
    while (left > 0) {
      if (restarted) {
        left--;
      }
      String run = Scene.run(workflow).put("businessKey", Scene.fresh("crash")).toString();
      String id = Json.parse(done("employee", "api/v1/workflows/run", run)).path("id").asText();
      instances.add(id);
      String completed =
          done("employee", "api/v1/instances/" + id + "/steps/prepare/complete", "{}");
      String approval = Scene.approvalOf(Json.parse(completed), "consent");
      done(
          "supervisor",
          "api/v1/approvals/" + approval + "/decisions",
          "{\"decision\":\"APPROVE\"}");
    }
  }

  /** Sends it under one key until it is answered. */
  private String done(String user, String path, String body) {
    String key = Scene.fresh("key");
    for (int attempt = 1; attempt < 2_000; attempt++) {
      try {
        HttpResponse<String> answer = caller(user).post(path, body, "Idempotency-Key", key);
        if (answer.statusCode() < 300) {
          acknowledged.put(String.join("|", user, key, path, body), answer.body());
          return answer.body();
        }
        boolean again =
            answer.statusCode() == 503
                || (answer.statusCode() == 409 && answer.body().contains("idempotency-key-in-use"));
        assertThat(again).as(told(answer)).isTrue();
      } catch (UncheckedIOException noAnswer) {
        assertThat(crashed).as("only the crash breaks connections: " + noAnswer).isTrue();
      }
      repeated.incrementAndGet();
      pause();
    }
    throw new AssertionError(path + " was never answered");
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Caller caller(String user) {
    return Caller.named(user).at(node);
  }

  private void awaitIntactJournal() throws Exception {
    JsonNode verification = Json.mapper().createObjectNode();
    int entries = counted("select count(*) from journal where tenant_id = 'demo'");
    for (int i = 0; i < 200 && verification.path("verifiedTo").asInt() < entries; i++) {
      verification = json(caller("admin").get("api/v1/journal/verification"), 200);
      assertThat(verification.path("intact").asBoolean()).isTrue();
      Thread.sleep(50);
    }
    assertThat(verification.path("verifiedTo").asInt()).isEqualTo(entries);
  }

  private int counted(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }
}
