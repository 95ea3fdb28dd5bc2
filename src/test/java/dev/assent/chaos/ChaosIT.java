package dev.assent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.TestServer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A small one of what {@code mvn -Pchaos} does at length. */
class ChaosIT {

  @Test
  void nothing_acknowledged_is_lost_or_doubled_by_kills_and_restarts() throws InterruptedException {
    var seed = Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong());
    var settings = new ChaosSettings(2, 1, 10, 4, seed, Optional.empty());
    try (var run = new ChaosRun(settings, Path.of("target", "chaos"), TestServer::start)) {
      var summary = run.run();
      System.out.println(summary.inWords());
      assertThat(summary.violations()).as("with -Dchaos.seed=" + seed).isEmpty();
      assertThat(summary.acknowledged()).isPositive();
    }
  }
}
