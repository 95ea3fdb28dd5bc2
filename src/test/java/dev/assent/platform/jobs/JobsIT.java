package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.jobs.JobRows.Row;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.TestServer;
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
    assertThat(late).as("seconds late").isLessThan(0.9);
  }
}
