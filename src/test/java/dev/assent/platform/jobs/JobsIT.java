package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.jobs.JobRows.Row;
import dev.assent.testing.Caller;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.TestServer;
import dev.assent.testing.WatchedNode;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs in the real server: timers, put into its database behind its back. */
class JobsIT {
  private static JobRows rows;

  @BeforeAll
  static void start() {
    TestServer.url();
    rows = new JobRows(TestDatabase.ofServer());
  }

  @Test
  void a_timer_that_is_due_fires() {
    UUID timer = rows.insert(Row.of("TIMER", "timer"));
    rows.awaitGone(timer);
  }

  @Test
  void a_timer_fires_at_its_time_by_the_databases_clock_and_not_before() {
    String due = rows.text("select now() + interval '2500 milliseconds'");
    UUID timer = rows.insert(Row.of("TIMER", "timer").due("'" + due + "'"));

    // read in one statement: gone by now, or not due yet
    String asked =
        "select (select count(*) from jobs where id = '%s'), clock_timestamp() >= '%s'"
            .formatted(timer, due);
    rows.awaitEqual(
        "select case when there = 0 then 'gone, due ' || due else 'there' end from (%s) as s(there, due)"
            .formatted(asked),
        "gone, due true");
    double late =
        Double.parseDouble(
            rows.text("select extract(epoch from clock_timestamp() - '%s')".formatted(due)));
    assertThat(late).as("seconds late").isLessThan(2);
  }

  @Test
  void what_a_lost_node_had_leased_is_done() {
    UUID timer = rows.insert(Row.of("TIMER", "timer").due("now() + interval '1 day'"));
    rows.execute(
        "update jobs set status = 'LEASED', fence = 5, leased_by = 'lost', lease_until = now() - interval '1 ms', due_at = now() where id = '%s'"
            .formatted(timer));
    rows.awaitGone(timer);
  }

  @Test
  void a_thousand_timers_fire_once_each() {
    double before = done();
    long begun = System.nanoTime();
    rows.insert(1000, "TIMER", "burst", "now()");
    rows.awaitEqual("select 1 from jobs where lane = 'burst' limit 1", "-");
    System.out.printf("1000 timers of one lane: %d ms%n", (System.nanoTime() - begun) / 1_000_000);
    long giveUpAt = System.nanoTime() + 5_000_000_000L;
    while (done() - before < 1000 && System.nanoTime() < giveUpAt) {
      Thread.onSpinWait();
    }
    assertThat(done() - before).isBetween(1000.0, 1010.0);
  }

  @Test
  void what_waits_is_measured() {
    rows.insert(7, "NOBODYS", "nobodys", "now() - interval '1 hour'");
    rows.insert(3, "TIMER", "far", "now() + interval '1 day'");
    long giveUpAt = System.nanoTime() + 10_000_000_000L;
    while (metric("assent_jobs_waiting{kind=\"other\"") != 7 && System.nanoTime() < giveUpAt) {
      Thread.onSpinWait();
    }
    assertThat(metric("assent_jobs_waiting{kind=\"other\"")).isEqualTo(7);
    assertThat(metric("assent_jobs_oldest_due_seconds{kind=\"other\"")).isBetween(3600.0, 3800.0);
    assertThat(metric("assent_jobs_running")).isGreaterThanOrEqualTo(0);
    rows.execute("delete from jobs where lane in ('nobodys', 'far')");
  }

  private static double done() {
    return metric(
        "assent_jobs_ended_total{kind=\"TIMER\",mp_scope=\"application\",outcome=\"done\"");
  }

  private static double metric(String name) {
    String all = Caller.anonymous().get("metrics").body();
    return all.lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(0);
  }

  @Test
  void a_node_asks_once_a_second_when_nothing_is_due() throws Exception {
    WatchedNode node = WatchedNode.started();
    JobRows there = new JobRows(node.database());
    there.insert(5000, "NOBODYS", "timer", "now() - interval '1 hour'");
    there.insert(5000, "TIMER", "timer", "now() + interval '1 day'");
    UUID timer = there.insert(Row.of("TIMER", "timer"));
    there.awaitGone(timer);
    Thread.sleep(1200);
    node.watched().seen();

    Thread.sleep(5000);
    long asked =
        node.watched().seen().stream()
            .flatMap(trip -> trip.statements().stream())
            .filter(sql -> sql.contains("jobs"))
            .count();
    System.out.printf("statements about jobs in 5 s without any that is due: %d%n", asked);
    assertThat(asked).isBetween(3L, 7L);
    there.execute("delete from jobs");
  }
}
