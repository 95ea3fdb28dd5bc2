package dev.assent.chaos;

import dev.assent.launch.EmbeddedDatabase;
import dev.assent.launch.Ports;
import dev.assent.launch.ServerProcess;
import dev.assent.launch.ServerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** One run: a server and a database of its own, the load, the storm, the judgement. */
final class ChaosRun implements AutoCloseable {

  private static final Duration TIME_TO_END = Duration.ofMinutes(5);

  private final ChaosSettings settings;
  private final Violations violations = new Violations();
  private final Ledger ledger = new Ledger();
  private final Weather weather = new Weather();
  private final Counterparty counterparty = new Counterparty(violations);
  private final EmbeddedDatabase database;
  private final Storm storm;
  private final SplittableRandom random;
  private int kills;
  private int restarts;

  ChaosRun(ChaosSettings settings, Path directory, Function<ServerSetup, ServerProcess> starter) {
    this.settings = settings;
    this.random = new SplittableRandom(settings.seed());
    this.database = EmbeddedDatabase.startTemporary(Ports.free());
    var setup =
        ServerSetup.of(
                Path.of(System.getProperty("assent.war", "target/assent.war")),
                Ports.free(),
                directory)
            .withHeap(System.getProperty("assent.heap", "768m"))
            .withProperty("assent.demo", "true")
            .withProperty("assent.agent.private-networks", "true")
            // so that the jobs of a killed server are not what everything waits for
            .withProperty("assent.jobs.lease", "PT5S")
            // it is started more often than it warms up
            .withJvmArgument("-XX:TieredStopAtLevel=1")
            .withDatabase(database);
    this.storm = new Storm(setup, starter, weather, random.split());
  }

  ChaosSummary run() throws InterruptedException {
    System.out.printf("Chaos with -Dchaos.seed=%d%n", settings.seed());
    storm.startServer();
    var client = new Client(storm.url(), weather, ledger, violations);
    publish(client);
    var begin = System.nanoTime();
    var load = new Load(client, violations, settings.clients(), random.split());
    load.begin();
    var enoughAt = begin + Duration.ofMinutes(settings.minutes()).toNanos();
    var postmaster = database.postmaster();
    while (restarts < settings.restarts() && System.nanoTime() < enoughAt) {
      storm.restart(++restarts, postmaster, client, violations);
    }
    while (kills < settings.kills() && System.nanoTime() < enoughAt) {
      storm.kill(++kills);
    }
    storm.awaitServer();
    System.out.println("  everything has to come to its end");
    counterparty.behave();
    load.finish(TIME_TO_END);
    return judge(client, load, Duration.ofNanos(System.nanoTime() - begin));
  }

  private void publish(Client client) {
    client.post("admin", "agents", "application/json", Documents.agent(counterparty.url()));
    for (var document : Documents.all(counterparty.url())) {
      client.post("admin", "workflows", "application/yaml", document);
      var path = "workflows/" + Documents.id(document) + "/publish";
      client.post("admin", path, "application/json", "");
    }
  }

  private ChaosSummary judge(Client client, Load load, Duration took) {
    var remains = new Remains(database.dataSource(), client, violations);
    remains.check(ledger);
    var evidence = Evidence.read(client, violations);
    new Checker(ledger, evidence, counterparty, violations).check();
    var polls = load.assembly().polls();
    new Scrutineer(client, ledger, evidence, violations).check(polls);
    var requests = load.petitions().requests();
    new Registrar(client, ledger, evidence, violations).check(requests);
    return new ChaosSummary(
        settings.seed(),
        kills,
        restarts,
        settings.clients(),
        took.toMillis() / 1000.0,
        evidence.byInstance().size(),
        ends(remains, "workflow_instances"),
        ends(remains, "ballots"),
        ledger.acknowledged(Ledger.Kind.VOTE),
        ends(remains, "approval_requests where instance_id is null"),
        ledger.acknowledged(Ledger.Kind.RESUBMIT),
        ledger.count(Ledger.Outcome.ACKNOWLEDGED),
        ledger.count(Ledger.Outcome.REFUSED),
        ledger.repeats(),
        client.putOff(),
        client.slowest().toMillis(),
        evidence.entries(),
        counterparty.requests(),
        counterparty.effects().size(),
        Long.parseLong(remains.first("select count(*) from incidents")),
        storm.recoveries().stream().map(Duration::toMillis).toList(),
        violations.count(),
        violations.told());
  }

  private static Map<String, Long> ends(Remains remains, String rows) {
    Map<String, Long> ends = new TreeMap<>();
    remains
        .rows("select status, count(*) from " + rows + " group by status")
        .forEach((status, count) -> ends.put(status, Long.parseLong(count)));
    return ends;
  }

  /** First the server, then the database below it. */
  @Override
  public void close() {
    storm.close();
    database.close();
    counterparty.close();
  }
}
