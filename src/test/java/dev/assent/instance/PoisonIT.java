package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.told;
import static dev.assent.testing.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Receiver;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Steps that can never be done, a thousand of them ({@code -Dassent.test.poison=…}), beside work
 * that can: all of them end as incidents or failures, and the others go on. How much slower those
 * are is told in the log and not asserted.
 */
class PoisonIT {
  private static final Logger LOG = Logger.getLogger(PoisonIT.class.getName());
  private static final int INSTANCES = Integer.getInteger("assent.test.poison", 1_000);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MAX_THREADS = 250;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);

  /** How many instances of each were started. */
  private final Map<Poison, Integer> started = new EnumMap<>(Poison.class);

  /** By the ids of their workflows. */
  private final Map<String, Poison> poisons = new LinkedHashMap<>();

  private String tenant;
  private Caller admin;
  private Receiver healthy;
  private Receiver failing;
  private Receiver hanging;
  private Receiver large;

  @BeforeEach
  void listen() {
    tenant = Scene.fresh("poison");
    admin = Scene.tenant(tenant);
    healthy = new Receiver();
    failing = new Receiver();
    failing.answer(sent -> new Receiver.Answer(500, "{}"));
    hanging = new Receiver();
    hanging.answer(
        sent -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Receiver.Answer(200, "{}");
        });
    large = new Receiver();
    String tooLarge = "\"" + "x".repeat(10 * 1024 * 1024) + "\"";
    large.answer(sent -> new Receiver.Answer(200, tooLarge));
  }

  @AfterEach
  void stop() throws InterruptedException {
    over.countDown();
    threads.shutdownNow();
    threads.awaitTermination(10, TimeUnit.SECONDS);
    List.of(healthy, failing, hanging, large).forEach(Receiver::close);
  }

  @Test
  void poison_ends_as_incidents_while_others_work() throws Exception {
    String workflow = HealthyWork.published(admin, healthy);
    AtomicInteger warmUp = new AtomicInteger(50);
    join(healthyWork(workflow, () -> warmUp.getAndDecrement() > 0));
    AtomicInteger few = new AtomicInteger(100);
    List<HealthyWork> alone = join(healthyWork(workflow, () -> few.getAndDecrement() > 0));

    AtomicBoolean poisoned = new AtomicBoolean(true);
    List<Future<HealthyWork>> working = healthyWork(workflow, poisoned::get);
    Instant begun = Instant.now();
    startPoison();
    Instant allStarted = Instant.now();
    untilHalted();
    Instant halted = Instant.now();
    poisoned.set(false);
    List<HealthyWork> beside = join(working);

    int done = beside.stream().mapToInt(HealthyWork::done).sum();
    LOG.info(
        "%d poisonous instances started in %d ms and halted in %d ms; %d healthy ones beside them:%s"
            .formatted(
                INSTANCES,
                Duration.between(begun, allStarted).toMillis(),
                Duration.between(begun, halted).toMillis(),
                done,
                HealthyWork.compared(alone, beside)));
    checkIncidents();
    checkInstances();
    checkCalls();
    checkServer();
    resolveAll();
    checkServer();
  }

  private List<Future<HealthyWork>> healthyWork(String workflow, BooleanSupplier goesOn) {
    List<Future<HealthyWork>> working = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      working.add(threads.submit(new HealthyWork(admin, workflow, goesOn)));
    }
    return working;
  }

  private static <T> List<T> join(List<Future<T>> working) throws Exception {
    List<T> all = new ArrayList<>();
    for (Future<T> one : working) {
      all.add(one.get());
    }
    return all;
  }

  private void startPoison() throws Exception {
    for (Poison poison : Poison.values()) {
      Receiver receiver =
          switch (poison) {
            case FAILS -> failing;
            case HANGS -> hanging;
            case TOO_LARGE -> large;
            default -> healthy;
          };
      poisons.put(poison.published(admin, receiver), poison);
    }
    List<String> workflows = new ArrayList<>(poisons.keySet());
    List<Future<JsonNode>> starting = new ArrayList<>();
    ExecutorService four = Executors.newFixedThreadPool(4);
    for (int i = 0; i < INSTANCES; i++) {
      // five kinds, the last two of which come in two ways
      int kind = i % 5;
      String workflow = workflows.get(kind >= 3 && i % 10 >= 5 ? kind + 2 : kind);
      started.merge(poisons.get(workflow), 1, Integer::sum);
      starting.add(four.submit(() -> started(admin, Scene.run(workflow))));
    }
    four.shutdown();
    join(starting);
  }

  /** Until no job of a poisonous instance is left. */
  private void untilHalted() throws SQLException {
    Instant end = Instant.now().plus(PATIENCE);
    long jobs = jobs();
    while (jobs > 0) {
      assertThat(Instant.now()).as(jobs + " jobs are left").isBefore(end);
      LockSupport.parkNanos(100_000_000);
      jobs = jobs();
    }
  }

  private long jobs() throws SQLException {
    return count(
        """
        select count(*) from jobs j join workflow_instances i on i.id = j.instance_id
         where j.tenant_id = ? and i.workflow_id = any(?)""");
  }

  /** What {@code sql} counts of the tenant and the poisonous workflows. */
  private long count(String sql) throws SQLException {
    try (var connection = TestDatabase.ofServer().getConnection();
        var query = connection.prepareStatement(sql)) {
      query.setString(1, tenant);
      query.setArray(2, connection.createArrayOf("text", poisons.keySet().toArray()));
      try (var row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private List<JsonNode> openIncidents() {
    return Lists.all(admin, "api/v1/incidents?status=OPEN", 100);
  }

  private void checkIncidents() {
    Map<Poison, Integer> found = new EnumMap<>(Poison.class);
    for (JsonNode incident : openIncidents()) {
      Poison poison = poisons.get(incident.path("workflow").asText());
      found.merge(poison, 1, Integer::sum);
      assertThat(incident.path("detail").asText()).as(poison.name()).matches(poison.detail());
    }
    Map<Poison, Integer> expected = new EnumMap<>(started);
    expected.remove(Poison.REQUIRED_RECURSION);
    assertThat(found).isEqualTo(expected);
  }

  /** Each either ended or has an incident, or runs an instance that has. */
  private void checkInstances() throws SQLException {
    String instances =
        "select count(*) from workflow_instances i where i.tenant_id = ? and i.workflow_id = any(?) and ";
    assertThat(count(instances + "status = 'FAILED'"))
        .isEqualTo((long) Poison.DEPTH * started.get(Poison.REQUIRED_RECURSION));
    assertThat(count(instances + "status = 'RUNNING' and open_incidents = 1"))
        .isEqualTo(INSTANCES - started.get(Poison.REQUIRED_RECURSION));
    assertThat(
            count(
                instances
                    + """
                    status = 'RUNNING' and open_incidents = 0 and exists (select from workflow_instances c
                      where c.tenant_id = i.tenant_id and c.parent_id = i.id and c.status = 'RUNNING')"""))
        .isEqualTo((Poison.DEPTH - 1L) * started.get(Poison.RECURSION));
    assertThat(count(instances + "true"))
        .isEqualTo(
            INSTANCES
                + (Poison.DEPTH - 1L)
                    * (started.get(Poison.RECURSION) + started.get(Poison.REQUIRED_RECURSION)));
  }

  private void checkCalls() {
    assertThat(callsByStep(failing))
        .hasSize(started.get(Poison.FAILS))
        .containsOnly(Poison.ATTEMPTS);
    assertThat(callsByStep(large)).hasSize(started.get(Poison.TOO_LARGE)).containsOnly(1);
    // an attempt whose time was over before it had a connection is one that nobody saw
    assertThat(callsByStep(hanging))
        .hasSizeLessThanOrEqualTo(started.get(Poison.HANGS))
        .allSatisfy(calls -> assertThat(calls).isLessThanOrEqualTo(Poison.HANGING_ATTEMPTS));
    assertThat(callsByStep(healthy)).containsOnly(1);
  }

  private static Collection<Integer> callsByStep(Receiver receiver) {
    Map<String, Integer> calls = new HashMap<>();
    receiver.received().forEach(sent -> calls.merge(sent.key(), 1, Integer::sum));
    return calls.values();
  }

  /** Has a person look at them all: half of them are passed over, half fail. */
  private void resolveAll() throws SQLException {
    Instant begun = Instant.now();
    int resolved = 0;
    List<JsonNode> open = openIncidents();
    while (!open.isEmpty()) {
      for (JsonNode incident : open) {
        Poison poison = poisons.get(incident.path("workflow").asText());
        boolean skip =
            switch (poison) {
              case CYCLE -> false; // would go round again
              case RECURSION -> true; // else who is above would be the next to be asked
              default -> resolved % 2 == 0;
            };
        String path = "api/v1/incidents/" + incident.path("id").asText();
        json(admin.post(path + (skip ? "/skip" : "/fail"), ""), 200);
        resolved++;
      }
      untilHalted();
      open = openIncidents();
    }
    LOG.info(
        "%d incidents resolved in %d ms"
            .formatted(resolved, Duration.between(begun, Instant.now()).toMillis()));
    assertThat(resolved).isEqualTo(INSTANCES - started.get(Poison.REQUIRED_RECURSION));
    assertThat(
            count(
                """
                select count(*) from workflow_instances where tenant_id = ? and workflow_id = any(?)
                   and (status not in ('COMPLETED', 'FAILED') or open_incidents > 0)"""))
        .isZero();
  }

  private void checkServer() {
    var ready = Caller.anonymous().get("health/ready");
    assertThat(ready.statusCode()).as(told(ready)).isEqualTo(200);
    String metrics = Caller.anonymous().get("metrics").body();
    double threadCount = metric(metrics, "thread_count");
    LOG.info(
        "threads %.0f, most %.0f; heap used %.0f MB"
            .formatted(
                threadCount,
                metric(metrics, "thread_max_count"),
                metric(metrics, "memory_usedHeap_bytes") / 1e6));
    assertThat(threadCount).isLessThan(MAX_THREADS);
    assertThat(metric(metrics, "assent_jobs_running")).isZero();
    assertThat(metric(metrics, "assent_commands_waiting")).isZero();
  }

  private static double metric(String metrics, String name) {
    var line = Pattern.compile("(?m)^" + name + "(\\{.*})? (\\S+)$").matcher(metrics);
    assertThat(line.find()).as(name + " in\n" + metrics).isTrue();
    return Double.parseDouble(line.group(2));
  }
}
