package dev.assent.replay;

import dev.assent.launch.EmbeddedDatabase;
import dev.assent.launch.PayaraServer;
import dev.assent.launch.Ports;
import dev.assent.launch.ServerSetup;
import dev.assent.platform.json.Json;
import dev.assent.replay.Client.UnreachableException;
import dev.assent.replay.LogReader.UnreadableLogException;
import dev.assent.replay.ReplaySummary.LogFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * {@code mvn -Preplay}: replays a log against a server of its own, or with {@code -Dreplay.url} one
 * that runs; see {@code docs/guides/replay.md} for the settings. Ends with 0 when enough cases
 * agree and no acknowledged change is lost or doubled, with 1 when not, with 2 when the replay
 * could not be done.
 */
public final class Replay {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BETWEEN_REPORTS_NANOS = 5_000_000_000L;

  private final ReplaySettings settings;
  private EmbeddedDatabase database;
  private OwnServer server;

  private Replay(ReplaySettings settings) {
    this.settings = settings;
  }

  public static void main(String[] arguments) throws InterruptedException {
    Replay replay;
    try {
      replay = new Replay(ReplaySettings.read());
    } catch (IllegalArgumentException e) {
      System.err.println("The replay's settings are not right: " + e.getMessage());
      System.exit(2);
      return;
    }
    // Also on the way out of System.exit, so nothing is left running whatever went wrong.
    Runtime.getRuntime().addShutdownHook(new Thread(replay::stop, "stop"));
    System.exit(replay.run());
  }

  private int run() throws InterruptedException {
    try {
      var log = settings.log().orElseGet(() -> SmallLog.write(Path.of("target", "replay")));
      var survey = LogSurvey.of(log);
      var url = settings.url().orElseGet(this::startServer);
      var summary = replay(log, survey, url);
      write(summary);
      System.out.println(summary.inWords());
      return verdict(summary);
    } catch (UnreadableLogException
        | UnreachableException
        | Answer.UnexpectedAnswerException
        | UncheckedIOException
        | IllegalStateException e) {
      System.err.println("The log was not replayed: " + e.getMessage());
      return 2;
    }
  }

  private ReplaySummary replay(Path log, LogSurvey survey, URI url) throws InterruptedException {
    var client = new Client(url, PATIENCE);
    var office = Office.open(client, settings.operator(), settings.tenant(), survey.roles());
    var cases = Math.min(survey.cases(), settings.cases());
    System.out.printf("Replaying %d cases of %s at %s%n", cases, log, url);
    var reader = new LogReader(log);
    var kills = 0;
    var begin = System.nanoTime();
    ReplayTally tally;
    try (var outages = new Outages(server, server == null ? 0 : settings.kills(), cases)) {
      tally =
          new LogReplay(
                  client, office, survey, settings.clients(), progress(cases).andThen(outages))
              .replay(reader, settings.cases());
      kills = outages.await();
    }
    return ReplaySummary.of(
        log.toString(),
        LogFigures.of(survey, reader),
        tally,
        client,
        Duration.ofNanos(System.nanoTime() - begin),
        kills,
        server == null ? Optional.empty() : ServerMemory.of(server.pid()));
  }

  private static LongConsumer progress(long cases) {
    var next = new AtomicLong(System.nanoTime() + BETWEEN_REPORTS_NANOS);
    return done -> {
      var due = next.get();
      if (System.nanoTime() > due && next.compareAndSet(due, due + BETWEEN_REPORTS_NANOS)) {
        System.out.printf("  %d of %d cases%n", done, cases);
      }
    };
  }

  private void write(ReplaySummary summary) {
    try {
      var file = settings.summary().toAbsolutePath();
      Files.createDirectories(file.getParent());
      Json.mapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), summary);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the summary", e);
    }
  }

  private int verdict(ReplaySummary summary) {
    if (!summary.isSound()) {
      System.err.println("Changes are lost or doubled, or cases broke off: see above.");
      return 1;
    }
    if (summary.agreement() < settings.minAgreement()) {
      System.err.printf(
          "Too few cases agree: %.4f is below %.4f.%n",
          summary.agreement(), settings.minAgreement());
      return 1;
    }
    return 0;
  }

  // Synchronized with stop(): what is being started when a signal comes is stopped as well.
  private URI startServer() {
    startProcesses();
    try {
      return server.awaitReady().url();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server was starting", e);
    }
  }

  private synchronized void startProcesses() {
    database = EmbeddedDatabase.startTemporary(Ports.configuredOrFree("assent.db.port"));
    var setup =
        ServerSetup.of(
                Path.of(System.getProperty("assent.war", "target/assent.war")),
                Ports.configuredOrFree("assent.port"),
                Path.of("target", "replay"))
            .withHeap(System.getProperty("assent.heap", "1g"))
            .withProperty("assent.demo", "true")
            .withDatabase(database);
    server = new OwnServer(setup, PayaraServer::start);
  }

  /** First the server, then the database below it. */
  private synchronized void stop() {
    if (server != null) {
      server.close();
    }
    if (database != null) {
      database.close();
    }
  }
}
