package dev.assent.chaos;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.assent.launch.Postmaster;
import dev.assent.launch.ServerProcess;
import dev.assent.launch.ServerSetup;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** What happens to the server and to PostgreSQL, at random moments. */
final class Storm implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int LONGEST_CALM_MILLIS = 10_000;
  private static final int LONGEST_OUTAGE_MILLIS = 5_000;
  private static final int LONGEST_START_MILLIS = 12_000;
  private static final Duration RECOVERY = Duration.ofMinutes(2);

  private final ServerSetup setup;
  private final Function<ServerSetup, ServerProcess> starter;
  private final Weather weather;
  private final SplittableRandom random;
  private final List<Duration> recoveries = new ArrayList<>();
  private volatile ServerProcess server;
  private boolean closed;

  Storm(
      ServerSetup setup,
      Function<ServerSetup, ServerProcess> starter,
      Weather weather,
      SplittableRandom random) {
    this.setup = setup;
    this.starter = starter;
    this.weather = weather;
    this.random = random;
  }

  void startServer() throws InterruptedException {
    startProcess();
    server.awaitReady(PATIENCE);
    weather.serverUp();
  }

  private synchronized void startProcess() {
    if (closed) {
      throw new IllegalStateException("it is being stopped");
    }
    server = starter.apply(setup);
  }

  java.net.URI url() {
    return server.url();
  }

  /** {@code kill -9}, one time in five while the server is still starting. */
  void kill(int number) throws InterruptedException {
    calm();
    weather.serverDown();
    server.kill();
    System.out.printf("%s kill %d%n", LocalTime.now().truncatedTo(SECONDS), number);
    startProcess();
    if (random.nextInt(5) > 0) {
      server.awaitReady(PATIENCE);
      weather.serverUp();
    } else {
      Thread.sleep(random.nextInt(LONGEST_START_MILLIS));
    }
  }

  /** After kills: the server may have been left starting. */
  void awaitServer() throws InterruptedException {
    server.awaitReady(PATIENCE);
    weather.serverUp();
  }

  /**
   * Stops PostgreSQL, starts it again after a while, and waits until the server acknowledges
   * commands again, without anybody's help.
   */
  void restart(int number, Postmaster database, Client client, Violations violations)
      throws InterruptedException {
    calm();
    var manner = Postmaster.Manner.values()[random.nextInt(2)];
    database.stop(manner);
    Thread.sleep(random.nextInt(LONGEST_OUTAGE_MILLIS));
    database.start();
    var back = System.nanoTime();
    while (client.lastAcknowledged() < back && System.nanoTime() < back + RECOVERY.toNanos()) {
      Thread.sleep(10);
    }
    var took = Duration.ofNanos(Math.max(0, client.lastAcknowledged() - back));
    if (client.lastAcknowledged() < back) {
      violations.add("nothing acknowledged after PostgreSQL was back", RECOVERY.toString());
    }
    recoveries.add(took);
    System.out.printf(
        "%s restart %d of PostgreSQL (%s), acknowledged again after %d ms%n",
        LocalTime.now().truncatedTo(SECONDS), number, manner, took.toMillis());
  }

  private void calm() throws InterruptedException {
    Thread.sleep(random.nextInt(LONGEST_CALM_MILLIS));
  }

  /** From PostgreSQL being back to the first acknowledgement. */
  List<Duration> recoveries() {
    return List.copyOf(recoveries);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (server != null) {
      server.stop();
    }
  }
}
