package dev.assent.chaos;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What {@code -Dchaos.…} says.
 *
 * @param kills how often the server is killed
 * @param restarts how often PostgreSQL is stopped and started
 * @param minutes most time for both; what is left then is not done
 * @param clients how many threads call the server
 * @param seed of the moments of outages and the acts of clients; what the machine makes of them is
 *     different every time
 */
record ChaosSettings(
    int kills, int restarts, int minutes, int clients, long seed, Optional<Path> summary) {

  static ChaosSettings read() {
    return new ChaosSettings(
        Integer.getInteger("chaos.kills", 20),
        Integer.getInteger("chaos.restarts", 10),
        Integer.getInteger("chaos.minutes", 120),
        Integer.getInteger("chaos.clients", 8),
        Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong()),
        Optional.ofNullable(System.getProperty("chaos.summary")).map(Path::of));
  }
}
