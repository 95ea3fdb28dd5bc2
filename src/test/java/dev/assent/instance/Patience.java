package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what instances come to. */
final class Patience {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Patience() {}

  static JsonNode instance(Caller caller, String id) {
    return json(caller.get("api/v1/instances/" + id), 200);
  }

  static JsonNode until(Caller caller, String id, Predicate<JsonNode> reached) {
    return untilAnswer(caller, "api/v1/instances/" + id, reached);
  }

  /** Whatever is answered at {@code path}. */
  static JsonNode untilAnswer(Caller caller, String path, Predicate<JsonNode> reached) {
    Instant end = Instant.now().plus(LIMIT);
    JsonNode now = json(caller.get(path), 200);
    while (!reached.test(now)) {
      assertThat(Instant.now()).as("still " + now).isBefore(end);
      LockSupport.parkNanos(20_000_000);
      now = json(caller.get(path), 200);
    }
    return now;
  }

  static JsonNode ended(Caller caller, String id, String status) {
    JsonNode end = until(caller, id, i -> !i.path("status").asText().equals("RUNNING"));
    assertThat(end.path("status").asText()).as(end.toString()).isEqualTo(status);
    return end;
  }

  static JsonNode halted(Caller caller, String id) {
    return until(caller, id, i -> i.path("openIncidents").asInt() > 0);
  }

  /** The child that {@code parent} runs, of a workflow that nothing else runs for it. */
  static String child(Caller caller, String workflow, String parent) {
    Instant end = Instant.now().plus(LIMIT);
    while (true) {
      for (JsonNode one :
          json(caller.get("api/v1/instances?workflowId=" + workflow), 200).path("items")) {
        if (one.path("parentId").asText().equals(parent)) {
          return one.path("id").asText();
        }
      }
      assertThat(Instant.now()).as("no child").isBefore(end);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
