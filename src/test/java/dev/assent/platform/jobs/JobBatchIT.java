package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.Conflict;
import dev.assent.platform.commands.TestBatch;
import dev.assent.platform.json.Json;
import dev.assent.platform.time.Ids;
import dev.assent.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a batch does to jobs, on a real PostgreSQL. */
class JobBatchIT {
  private static final String TENANT = "jobs";
  private static DataSource database;
  private static JobRows rows;

  private final List<JobFinished> finished = new ArrayList<>();
  private final Jobs jobs = new Jobs(new JobBell(), finished::add);

  private final UUID instance = Ids.next();

  @BeforeAll
  static void migrate() {
    database = TestDatabase.migrated();
    rows = new JobRows(database);
  }

  @Test
  void schedules_by_the_databases_clock() {
    JobOrder atOnce = order(null, null);
    JobOrder later = order(Duration.ofHours(1), null);
    JobOrder atTime = order(null, Instant.parse("2031-02-03T04:05:06Z"));
    TestBatch.run(
        database,
        jobs,
        batch -> List.of(atOnce, later, atTime).forEach(order -> jobs.schedule(batch, order)));

    assertThat(due(atOnce, "due_at - created_at")).isEqualTo("00:00:00");
    assertThat(due(later, "due_at - created_at")).isEqualTo("01:00:00");
    assertThat(due(atTime, "due_at at time zone 'UTC'")).isEqualTo("2031-02-03 04:05:06");
    assertThat(states()).containsOnly("READY");
  }

  @Test
  void a_job_that_is_cancelled_by_the_batch_that_schedules_it_is_never_written() {
    JobOrder order = order(null, null);
    TestBatch.run(
        database,
        jobs,
        batch -> {
          jobs.schedule(batch, order);
          jobs.cancel(batch, TENANT, instance, List.of(order.tokenId()));
        });
    assertThat(states()).isEmpty();
  }

  @Test
  void cancels_the_jobs_of_a_token_also_leased_ones_and_no_others() {
    JobOrder leased = scheduled();
    JobOrder other = scheduled();
    lease(leased, 1);
    TestBatch.run(
        database,
        jobs,
        batch -> {
          jobs.cancel(batch, "another-tenant", instance, List.of(other.tokenId()));
          jobs.cancel(batch, TENANT, instance, List.of(leased.tokenId()));
        });
    assertThat(rows.count("id = '%s'".formatted(leased.id()))).isZero();
    assertThat(rows.count("id = '%s'".formatted(other.id()))).isOne();
  }

  @Test
  void holds_what_waits_and_lets_go_on_what_runs() {
    scheduled();
    JobOrder running = scheduled();
    lease(running, 1);
    TestBatch.run(
        database,
        jobs,
        batch -> {
          jobs.hold(batch, TENANT, instance);
          jobs.schedule(batch, order(null, null));
        });
    assertThat(states()).containsExactly("HELD", "HELD", "LEASED");

    // it fails, and waits for the instance too
    new JobRepository(database).putBack(leasedJob(running, 1), Duration.ZERO, "x");
    assertThat(states()).containsExactly("HELD", "HELD", "HELD");

    TestBatch.run(database, jobs, batch -> jobs.release(batch, TENANT, instance));
    assertThat(states()).containsExactly("READY", "READY", "READY");
  }

  @Test
  void the_holder_of_the_lease_ends_a_job_once() {
    JobOrder order = scheduled();
    lease(order, 3);

    assertThat(finish(List.of(command(order, 2)), () -> {})).containsExactly(false);
    assertThat(finished).isEmpty();
    assertThat(finish(List.of(command(order, 3), command(order, 3)), () -> {}))
        .containsExactly(true, false);
    assertThat(finish(List.of(command(order, 3)), () -> {})).containsExactly(false);
    assertThat(finished).hasSize(1);
    assertThat(states()).isEmpty();
  }

  @Test
  void an_outcome_is_not_taken_from_who_lost_the_lease_meanwhile() {
    JobOrder order = scheduled();
    lease(order, 3);
    assertThatExceptionOfType(Conflict.class)
        .isThrownBy(() -> finish(List.of(command(order, 3)), () -> lease(order, 4)));
    assertThat(states()).containsExactly("LEASED");
  }

  @Test
  void what_is_finished_held_and_cancelled_by_one_batch_is_gone() {
    JobOrder done = scheduled();
    JobOrder cancelled = scheduled();
    JobOrder waiting = scheduled();
    lease(done, 1);
    CommandHandler<FinishJob, FinishJob.Answer> handler =
        new CommandHandler<>(
            FinishJob.class,
            (command, batch) -> {
              FinishJob.Answer answer = handler().verb().apply(command, batch);
              jobs.cancel(batch, TENANT, instance, List.of(done.tokenId(), cancelled.tokenId()));
              jobs.hold(batch, TENANT, instance);
              return answer;
            });
    assertThat(TestBatch.run(database, jobs, handler, List.of(command(done, 1)), () -> {}))
        .containsExactly(new FinishJob.Answer(true));
    assertThat(states()).containsExactly("HELD");
    assertThat(rows.count("id = '%s'".formatted(waiting.id()))).isOne();
  }

  private List<Boolean> finish(List<FinishJob> commands, Runnable meanwhile) {
    return TestBatch.run(database, jobs, handler(), commands, meanwhile).stream()
        .map(FinishJob.Answer::taken)
        .toList();
  }

  @SuppressWarnings("unchecked") // it has one
  private CommandHandler<FinishJob, FinishJob.Answer> handler() {
    return (CommandHandler<FinishJob, FinishJob.Answer>) jobs.handlers().get(0);
  }

  private static FinishJob command(JobOrder order, long fence) {
    return new FinishJob(
        leasedJob(order, fence).job(), fence, new JobOutcome.Success(NullNode.getInstance()));
  }

  private static LeasedJob leasedJob(JobOrder o, long fence) {
    Job job =
        new Job(
            o.id(),
            o.tenant(),
            o.kind(),
            o.instanceId(),
            o.tokenId(),
            1,
            o.payload(),
            Instant.EPOCH);
    return new LeasedJob(job, o.lane(), fence, o.retry());
  }

  private JobOrder scheduled() {
    JobOrder order = order(null, null);
    TestBatch.run(database, jobs, batch -> jobs.schedule(batch, order));
    return order;
  }

  private static void lease(JobOrder order, int fence) {
    rows.execute(
        "update jobs set status = 'LEASED', fence = %d, lease_until = now() + interval '1 minute' where id = '%s'"
            .formatted(fence, order.id()));
  }

  private JobOrder order(Duration delay, Instant at) {
    return new JobOrder(
        Ids.next(),
        TENANT,
        "TEST",
        "lane",
        instance,
        Ids.next(),
        Json.parse("{\"a\":1}"),
        RetryPolicy.once(Duration.ofSeconds(10)),
        delay,
        at);
  }

  private static String due(JobOrder order, String what) {
    return rows.text("select %s from jobs where id = '%s'".formatted(what, order.id()));
  }

  private List<String> states() {
    String states =
        rows.text(
            "select string_agg(status, ',' order by status) from jobs where instance_id = '%s'"
                .formatted(instance));
    return states == null ? List.of() : List.of(states.split(","));
  }
}
