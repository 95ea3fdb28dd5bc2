package dev.assent.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.replay.Client.Login;
import dev.assent.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a replay, on a node of its own. */
class ReplayCrashIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path directory;

  @Test
  void each_acknowledged_change_is_there_once_after_a_crash() throws InterruptedException {
    var file = SmallLog.ofAllKinds(12).write(directory, "log.csv");
    var survey = LogSurvey.of(file);
    var setup = TestServer.setup(Path.of("target", "replay-crash")).withHeap("512m");
    try (var server = new OwnServer(setup, TestServer::start).awaitReady();
        var outages = new Outages(server, 1, survey.cases())) {
      var client = new Client(server.url(), PATIENCE);
      var office =
          Office.open(client, new Login("admin", "admin"), "replay-crash-it", survey.roles());

      var tally =
          new LogReplay(client, office, survey, 8, outages)
              .replay(new LogReader(file), Integer.MAX_VALUE);

      assertThat(outages.await()).isEqualTo(1);
      assertThat(client.retries()).as("requests that met the dead server").isPositive();
      assertThat(tally.cases()).isEqualTo(survey.cases());
      assertThat(tally.disagreements()).isEmpty();
      assertThat(tally.acknowledged()).isGreaterThanOrEqualTo(survey.events() - 1);
      assertThat(tally.lost()).isEmpty();
      assertThat(tally.doubled()).isEmpty();
    }
  }
}
