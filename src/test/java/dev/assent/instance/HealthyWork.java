package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Scene.approvalOf;
import static dev.assent.testing.Scene.complete;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Receiver;
import dev.assent.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A workflow that is as it should be (a task, a call, an approval), done over and over by one
 * caller, with the time that each part of it takes.
 */
final class HealthyWork implements Callable<HealthyWork> {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long LOOK_NANOS = 5_000_000;

  private static final String DOCUMENT =
      """
      id: ${id}
      name: Healthy
      steps:
        - { id: prepare, type: task }
        - id: ask
          type: call
          http: { url: "'${url}/ask'", body: { id: "instance.id" } }
        - id: consent
          type: approval
          approvers: { users: ["instance.startedBy"] }
      """;

  private final Caller caller;
  private final String workflow;
  private final BooleanSupplier goesOn;
  private final Map<String, List<Double>> millis = new LinkedHashMap<>();
  private int done;

  HealthyWork(Caller caller, String workflow, BooleanSupplier goesOn) {
    this.caller = caller;
    this.workflow = workflow;
    this.goesOn = goesOn;
  }

  static String published(Caller manager, Receiver receiver) {
    return Scene.published(manager, DOCUMENT.replace("${url}", receiver.url()));
  }

  @Override
  public HealthyWork call() {
    while (goesOn.getAsBoolean()) {
      once();
      done++;
    }
    return this;
  }

  int done() {
    return done;
  }

  private void once() {
    long begun = System.nanoTime();
    String id = timed("start", () -> started(caller, Scene.run(workflow))).path("id").asText();
    timed("complete", () -> json(complete(caller, id, "prepare"), 200));
    JsonNode answered = timed("call", () -> untilAnswered(id));
    timed("decide", () -> json(decide(caller, approvalOf(answered, "consent"), "APPROVE"), 201));
    note("all", begun);
    assertThat(instance(id).path("status").asText()).isEqualTo("COMPLETED");
  }

  private JsonNode untilAnswered(String id) {
    Instant end = Instant.now().plus(PATIENCE);
    JsonNode now = instance(id);
    while (!now.path("activeSteps").path(0).path("id").asText().equals("consent")) {
      assertThat(now.path("openIncidents").asInt()).as(now.toString()).isZero();
      assertThat(Instant.now()).as("still " + now).isBefore(end);
      LockSupport.parkNanos(LOOK_NANOS);
      now = instance(id);
    }
    return now;
  }

  private JsonNode instance(String id) {
    return json(caller.get("api/v1/instances/" + id), 200);
  }

  private <T> T timed(String what, Supplier<T> action) {
    long begun = System.nanoTime();
    T answer = action.get();
    note(what, begun);
    return answer;
  }

  private void note(String what, long begun) {
    millis
        .computeIfAbsent(what, any -> new ArrayList<>())
        .add((System.nanoTime() - begun) / 1_000_000.0);
  }

  /** One line for each part: how long it took alone and beside others, and their ratio. */
  static String compared(List<HealthyWork> alone, List<HealthyWork> beside) {
    StringBuilder lines = new StringBuilder();
    for (String what : alone.get(0).millis.keySet()) {
      lines.append(String.format("%n  %-8s", what));
      for (int percent : new int[] {50, 95, 100}) {
        double before = percentile(alone, what, percent);
        double now = percentile(beside, what, percent);
        lines.append(
            String.format("  p%d %6.1f -> %7.1f ms (x%.1f)", percent, before, now, now / before));
      }
    }
    return lines.toString();
  }

  private static double percentile(List<HealthyWork> work, String what, int percent) {
    List<Double> all = new ArrayList<>();
    work.forEach(one -> all.addAll(one.millis.getOrDefault(what, List.of())));
    Collections.sort(all);
    return all.isEmpty()
        ? Double.NaN
        : all.get(Math.max(0, (int) Math.ceil(all.size() * percent / 100.0) - 1));
  }
}
