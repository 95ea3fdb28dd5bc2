package dev.assent.approval;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.launch.ServerProcess;
import dev.assent.testing.Caller;
import dev.assent.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The node that has set a timer is gone when it is due. */
class TimerCrashIT {
  @Test
  void an_open_timer_outlives_its_node() throws Exception {
    Crew staff = new Crew();
    Caller eve = staff.person("eve");
    Path directory = Files.createDirectories(Path.of("target", "test-server-timers"));
    ServerProcess second = TestServer.start(TestServer.setup(directory));
    String id;
    try {
      second.awaitReady(Duration.ofMinutes(3));
      id =
          json(
                  Crew.ask(
                      eve.at(second),
                      "'stages':[{'approvers':{'users':['anna']},'expires':'PT5S',"
                          + "'escalations':[{'after':'PT4S','to':{'users':['bert']}}]}]"),
                  201)
              .path("id")
              .asText();
      second.kill();
    } finally {
      second.stop();
    }
    staff.untilStatus(id, "EXPIRED");
    assertThat(staff.events(id))
        .containsExactly("APPROVAL_REQUESTED", "ESCALATED", "STAGE_EXPIRED", "APPROVAL_CLOSED");
  }
}
