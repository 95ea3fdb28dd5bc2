package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.launch.ServerProcess;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node is killed in the middle of its jobs: the other one does them. */
class JobCrashIT {
  private static final int TIMERS = 4_000;

  @Test
  void what_a_killed_node_had_leased_is_done_by_the_other() throws Exception {
    TestServer.url();
    JobRows rows = new JobRows(TestDatabase.ofServer());
    Path directory = Files.createDirectories(Path.of("target", "test-server-jobs"));
    ServerProcess second =
        TestServer.start(TestServer.setup(directory).withProperty("assent.jobs.lease", "PT2S"));
    try {
      second.awaitReady(Duration.ofMinutes(3));
      int kills = 0;
      rows.insert(TIMERS, "TIMER", "crash", "now()");
      // who of both has leased is seen by the length of the lease
      String ofSecond =
          "lane = 'crash' and status = 'LEASED' and lease_until < now() + interval '5 seconds'";
      while (kills == 0
          && rows.text("select 1 from jobs where lane = 'crash' limit 1").equals("1")) {
        if (rows.count(ofSecond) > 0) {
          second.kill();
          kills++;
        }
      }
      assertThat(kills).as("killed in the middle of it").isOne();
      int left = rows.count(ofSecond);
      System.out.printf("%d jobs were leased by the node that was killed%n", left);
      assertThat(left).isPositive();
      rows.awaitEqual("select 1 from jobs where lane = 'crash' limit 1", "-");
    } finally {
      second.stop();
    }
  }
}
