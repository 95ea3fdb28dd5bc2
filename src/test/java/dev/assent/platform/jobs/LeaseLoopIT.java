package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.platform.jobs.JobRows.Row;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop with executors of the test's, on a real PostgreSQL and without a server. */
class LeaseLoopIT {
  private static final JobsConfig CONFIG = new JobsConfig(8, 4, Duration.ofSeconds(30));
  private static final JobsConfig SHORT_LEASE = new JobsConfig(8, 4, Duration.ofMillis(900));

  private final DataSource database = TestDatabase.migrated();
  private final JobRows rows = new JobRows(database);
  private final Map<String, JobExecutor> executors = new HashMap<>();
  private final Map<UUID, JobOutcome> outcomes = new ConcurrentHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private Function<FinishJob, FinishJob.Answer> submit = this::take;

  @BeforeEach
  void know() {
    knows("QUICK", job -> job.payload());
    knows(
        "HANGING",
        job -> {
          never.await();
          return NullNode.getInstance();
        });
  }

  @AfterEach
  void stop() throws InterruptedException {
    never.countDown();
    for (Node node : nodes) {
      node.stop();
    }
  }

  /** A loop with threads and a bell of its own. */
  private final class Node {
    final JobBell bell = new JobBell();
    final ExecutorService threads = Executors.newCachedThreadPool();
    final LeaseLoop loop;
    final Thread thread;

    Node(String name, JobsConfig config) {
      Map<String, Integer> parallelism = new HashMap<>();
      executors.forEach((kind, executor) -> parallelism.put(kind, executor.parallelism()));
      JobSlots slots = new JobSlots(config, parallelism);
      JobRepository repository = new JobRepository(database);
      JobSettlement settlement =
          new JobSettlement(repository, c -> submit.apply(c), slots, (leased, outcome) -> {});
      LeaseLoop.Parts parts =
          new LeaseLoop.Parts(
              repository, settlement, slots, Map.copyOf(executors), bell, new Clock());
      loop = new LeaseLoop(parts, config, name, threads);
      thread = new Thread(loop::run, name);
      thread.start();
      nodes.add(this);
    }

    boolean stop() throws InterruptedException {
      loop.stop();
      thread.join();
      boolean ended = loop.end(Duration.ofSeconds(5));
      threads.shutdownNow();
      return ended;
    }
  }

  private interface Work {
    JsonNode on(Job job) throws JobFailure, InterruptedException;
  }

  private void knows(String kind, Work work) {
    executors.put(
        kind,
        new JobExecutor() {
          @Override
          public String kind() {
            return kind;
          }

          @Override
          public JsonNode execute(Job job) throws JobFailure, InterruptedException {
            return work.on(job);
          }

          @Override
          public int parallelism() {
            return 100;
          }
        });
  }

  /** What {@link Jobs} does in a batch. */
  private FinishJob.Answer take(FinishJob command) {
    String deleted =
        rows.text(
            "delete from jobs where id = '%s' and fence = %d returning 'taken'"
                .formatted(command.job().id(), command.fence()));
    if (!deleted.equals("taken")) {
      return new FinishJob.Answer(false);
    }
    outcomes.put(command.job().id(), command.outcome());
    return new FinishJob.Answer(true);
  }

  @Test
  void does_what_is_due() {
    UUID job = rows.insert(Row.of("QUICK", "a"));
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(outcomes.get(job)).isInstanceOf(JobOutcome.Success.class).asString().contains("{");
  }

  @Test
  void what_it_is_rung_for_does_not_wait_for_a_poll() throws Exception {
    Node node = new Node("one", CONFIG);
    Thread.sleep(300);
    long[] millis = new long[20];
    for (int i = 0; i < millis.length; i++) {
      long before = System.nanoTime();
      UUID job = rows.insert(Row.of("QUICK", "a"));
      node.bell.ring();
      rows.awaitGone(job);
      millis[i] = (System.nanoTime() - before) / 1_000_000;
    }
    java.util.Arrays.sort(millis);
    System.out.printf("a job from its commit to its end: median %d ms%n", millis[10]);
    assertThat(millis[10]).isLessThan(600);
  }

  @Test
  void lanes_that_hang_keep_their_slots_only() {
    for (int lane = 0; lane < 3; lane++) {
      rows.insert(500, "HANGING", "hanging-" + lane, "now() - interval '1 hour'");
    }
    Node node = new Node("one", CONFIG);
    // two of the eight threads are for lanes of which nothing runs
    rows.awaitEqual(
        "select count(*) >= 6 and max(n) <= 4 from jobs,"
            + " (select max(c) as n from (select count(*) as c from jobs where status = 'LEASED' group by lane) x) y"
            + " where status = 'LEASED'",
        "t");
    for (int i = 0; i < 20; i++) {
      rows.insert(Row.of("QUICK", "lane-" + i % 5));
    }
    node.bell.ring();
    rows.awaitGone("QUICK");
    assertThat(rows.count("status = 'LEASED'")).isLessThanOrEqualTo(7);
    assertThat(outcomes).hasSize(20);
  }

  @Test
  void jobs_of_an_unknown_kind_stay_and_delay_nobody() {
    rows.insert(5000, "UNKNOWN", "a", "now() - interval '1 hour'");
    rows.insert(5000, "HANGING", "b", "now() - interval '1 hour'");
    rows.insert(300, "QUICK", "a", "now()");
    new Node("one", CONFIG);
    rows.awaitGone("QUICK");
    assertThat(rows.count("kind = 'UNKNOWN' and status = 'READY' and fence = 0")).isEqualTo(5000);
  }

  @Test
  void a_failure_that_may_pass_is_tried_again_until_the_attempts_are_used_up() {
    List<Integer> attempts = new ArrayList<>();
    knows(
        "FAILING",
        job -> {
          attempts.add(job.attempt());
          throw JobFailure.passing("busy");
        });
    UUID job = rows.insert(Row.of("FAILING", "a").attempts(3));
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(attempts).containsExactly(1, 2, 3);
    assertThat(outcomes.get(job)).isEqualTo(new JobOutcome.Failure("busy", 3, true));
  }

  @Test
  void a_failure_that_lasts_is_not_tried_again() {
    knows(
        "FAILING",
        job -> {
          throw JobFailure.lasting("no");
        });
    UUID job = rows.insert(Row.of("FAILING", "a").attempts(3));
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(outcomes.get(job)).isEqualTo(new JobOutcome.Failure("no", 1, false));
  }

  @Test
  void an_exception_may_pass_and_its_text_is_not_shown() {
    knows(
        "FAILING",
        job -> {
          throw new IllegalStateException("password=secret");
        });
    UUID job = rows.insert(Row.of("FAILING", "a").attempts(1));
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(outcomes.get(job))
        .isEqualTo(new JobOutcome.Failure("The attempt failed: IllegalStateException.", 1, true));
  }

  @Test
  void a_receiver_that_asks_for_time_gets_it() {
    knows(
        "FAILING",
        job -> {
          throw new JobFailure(true, "later", Duration.ofHours(1));
        });
    UUID job = rows.insert(Row.of("FAILING", "a"));
    new Node("one", CONFIG);
    rows.awaitEqual(
        "select status || ' ' || last_error || ' ' || (due_at > now() + interval '59 minutes') from jobs where id = '%s'"
            .formatted(job),
        "READY later true");
  }

  @Test
  void an_attempt_ends_with_its_time() {
    UUID job = rows.insert(Row.of("HANGING", "a").attempts(2).timeout(Duration.ofMillis(200)));
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(outcomes.get(job))
        .isEqualTo(new JobOutcome.Failure("The attempt did not end within 200 ms.", 2, true));
  }

  @Test
  void an_executor_that_does_not_listen_is_given_up() {
    knows(
        "DEAF",
        job -> {
          boolean over = false;
          while (!over) {
            try {
              over = never.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException notListening) {
              // as in the test's name
            }
          }
          return NullNode.getInstance();
        });
    UUID job = rows.insert(Row.of("DEAF", "a").attempts(1).timeout(Duration.ofMillis(200)));
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(outcomes.get(job)).isInstanceOf(JobOutcome.Failure.class);
  }

  @Test
  void what_a_lost_node_had_is_done_by_another() {
    UUID job = rows.insert(Row.of("QUICK", "a"));
    rows.execute(
        "update jobs set status = 'LEASED', fence = 7, attempts = 1, leased_by = 'lost', lease_until = now() - interval '1 ms'");
    new Node("two", CONFIG);
    rows.awaitGone(job);
    assertThat(outcomes).containsKey(job);
  }

  @Test
  void who_loses_the_lease_is_interrupted_and_its_outcome_not_taken() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    knows(
        "SLOW",
        job -> {
          if (job.attempt() > 1) {
            return job.payload();
          }
          begun.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          throw JobFailure.lasting("stale");
        });
    UUID job = rows.insert(Row.of("SLOW", "a"));
    new Node("one", SHORT_LEASE);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    rows.execute("update jobs set fence = fence + 1, lease_until = now() - interval '1 s'");
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    rows.awaitGone(job);
    assertThat(outcomes.get(job)).isInstanceOf(JobOutcome.Success.class);
  }

  @Test
  void a_lease_lasts_as_long_as_its_job() throws Exception {
    UUID job = rows.insert(Row.of("HANGING", "a"));
    new Node("one", SHORT_LEASE);
    new Node("two", SHORT_LEASE);
    rows.awaitEqual("select status from jobs", "LEASED");
    Thread.sleep(3 * SHORT_LEASE.lease().toMillis());
    assertThat(rows.text("select fence || ' ' || status from jobs")).isEqualTo("1 LEASED");
    never.countDown();
    rows.awaitGone(job);
  }

  @Test
  void a_cancelled_job_is_interrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    knows(
        "SLOW",
        job -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return NullNode.getInstance();
        });
    rows.insert(Row.of("SLOW", "a"));
    new Node("one", SHORT_LEASE);
    rows.awaitEqual("select status from jobs", "LEASED");
    rows.execute("delete from jobs");
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(outcomes).isEmpty();
  }

  @Test
  void a_node_that_stops_leaves_its_jobs_to_others_at_once() throws Exception {
    UUID job = rows.insert(Row.of("HANGING", "a"));
    Node one = new Node("one", CONFIG);
    rows.awaitEqual("select status from jobs", "LEASED");
    assertThat(one.stop()).isTrue();
    assertThat(rows.text("select status || ' ' || attempts from jobs")).isEqualTo("READY 0");
    never.countDown();
    new Node("two", CONFIG);
    rows.awaitGone(job);
  }

  @Test
  void an_outcome_that_cannot_be_written_now_is_written_later() {
    AtomicInteger tries = new AtomicInteger();
    submit =
        command -> {
          if (tries.incrementAndGet() < 4) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "full");
          }
          return take(command);
        };
    UUID job = rows.insert(Row.of("QUICK", "a"));
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(tries).hasValue(4);
    assertThat(outcomes).containsKey(job);
  }

  @Test
  void a_job_whose_outcome_is_refused_is_not_lost() {
    submit =
        command -> {
          throw new ProblemException(ProblemType.NOT_FOUND, "no such instance");
        };
    UUID job = rows.insert(Row.of("QUICK", "a"));
    new Node("one", CONFIG);
    rows.awaitEqual(
        "select status || ' ' || last_error from jobs where id = '%s'".formatted(job),
        "READY The outcome could not be taken.");
  }

  @Test
  void two_nodes_do_each_job_once() {
    Map<UUID, Integer> done = new ConcurrentHashMap<>();
    knows(
        "COUNTED",
        job -> {
          done.merge(job.id(), 1, Integer::sum);
          return NullNode.getInstance();
        });
    for (int lane = 0; lane < 4; lane++) {
      rows.insert(250, "COUNTED", "lane-" + lane, "now() - interval '1 s'");
    }
    new Node("one", CONFIG);
    new Node("two", CONFIG);
    rows.awaitGone("COUNTED");
    assertThat(done).hasSize(1000);
    assertThat(done.values()).containsOnly(1);
    assertThat(outcomes).hasSize(1000);
  }

  @Test
  void held_jobs_wait() throws Exception {
    UUID held = rows.insert(Row.of("QUICK", "a"));
    rows.execute("update jobs set status = 'HELD', held = true");
    UUID free = rows.insert(Row.of("QUICK", "a"));
    new Node("one", CONFIG);
    rows.awaitGone(free);
    assertThat(rows.count("id = '%s'".formatted(held))).isOne();
  }

  @Test
  void what_is_begun_over_and_over_fails_in_the_end() {
    UUID job = rows.insert(Row.of("HANGING", "a").attempts(1));
    rows.execute("update jobs set attempts = 11");
    new Node("one", CONFIG);
    rows.awaitGone(job);
    assertThat(outcomes.get(job)).isInstanceOf(JobOutcome.Failure.class).asString().contains("12");
  }
}
