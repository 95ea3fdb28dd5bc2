package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What leasing costs PostgreSQL where 200,000 jobs wait that cannot be leased: timers of the
 * future, and a lane of which all slots are taken.
 */
class JobPlanIT {
  private static final String LEASE = numbered(JobRepository.LEASE);
  private static DataSource database;
  private static JobRows rows;

  @BeforeAll
  static void fill() {
    database = TestDatabase.migrated();
    rows = new JobRows(database);
    rows.insert(100_000, "TIMER", "timer", "now() + interval '1 day' + i * interval '1 second'");
    rows.insert(100_000, "HTTP", "a-full-lane", "now() - i * interval '1 millisecond'");
    rows.insert(5_000, "UNKNOWN", "unknown", "now() - interval '1 day'");
    for (int lane = 0; lane < 10; lane++) {
      rows.insert(20, "HTTP", "host-" + lane, "now() - i * interval '1 second'");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "as new, force_custom_plan",
    "as new, force_generic_plan",
    "analyzed, force_custom_plan",
    "analyzed, force_generic_plan"
  })
  void leasing_costs_by_the_lane_and_not_by_the_job(String statistics, String plans)
      throws SQLException {
    if (statistics.equals("analyzed")) {
      rows.execute("analyze jobs");
    }
    JsonNode idle = explained(plans, "'{TIMER,HTTP}', '{16,8}'", "'{}', '{}'", 0);
    JsonNode busy = explained(plans, "'{TIMER,HTTP}', '{16,100}'", "'{a-full-lane}', '{8}'", 16);

    told(statistics + ", " + plans + ", nothing free", idle);
    told(statistics + ", " + plans + ", 16 leased", busy);
    // 12 lanes; of each three looks into the index, and of those with due jobs their rows
    assertThat(buffers(idle)).as(idle.toPrettyString()).isLessThan(600);
    assertThat(buffers(busy)).as(busy.toPrettyString()).isLessThan(1500);
  }

  @Test
  void looking_in_vain_reads_little() throws SQLException {
    rows.execute("analyze jobs");
    JsonNode timers = explained("auto", "'{TIMER}', '{16}'", "'{}', '{}'", 32);
    told("100,000 timers of the future", timers);
    assertThat(buffers(timers)).as(timers.toPrettyString()).isLessThan(40);
  }

  private static void told(String what, JsonNode plan) {
    TreeSet<String> indexes = new TreeSet<>();
    plan.findValues("Index Name").forEach(name -> indexes.add(name.asText()));
    System.out.printf("leasing, %s: %d buffers, %s%n", what, buffers(plan), indexes);
    assertThat(indexes).contains("jobs_ready", "jobs_leased");
    for (JsonNode scan : plan.findParents("Relation Name")) {
      assertThat(scan.path("Node Type").asText())
          .as(plan.toPrettyString())
          .isNotEqualTo("Seq Scan");
    }
  }

  private static int buffers(JsonNode plan) {
    return plan.path("Shared Hit Blocks").asInt() + plan.path("Shared Read Blocks").asInt();
  }

  /** Runs the statement as it is sent, and takes it back. */
  private static JsonNode explained(String plans, String kinds, String busy, int most)
      throws SQLException {
    String values =
        String.join(", ", List.of(kinds, "8", busy, "8", "'me'", "30000", "" + most, "" + most));
    try (Connection connection = database.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set plan_cache_mode = " + plans);
      statement.execute(
          "prepare lease (text[], int[], int, text[], int[], int, text, bigint, int, int) as "
              + LEASE);
      try (var row =
          statement.executeQuery(
              "explain (analyze, buffers, format json) execute lease(" + values + ")")) {
        row.next();
        return Json.parse(row.getString(1)).path(0).path("Plan");
      } finally {
        connection.rollback();
        statement.execute("deallocate lease");
        connection.commit();
      }
    }
  }

  private static String numbered(String sql) {
    StringBuilder numbered = new StringBuilder();
    int n = 0;
    for (char c : sql.toCharArray()) {
      if (c == '?') {
        numbered.append('$').append(++n);
      } else {
        numbered.append(c);
      }
    }
    return numbered.toString();
  }
}
