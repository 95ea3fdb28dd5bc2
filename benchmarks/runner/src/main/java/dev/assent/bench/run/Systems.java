package dev.assent.bench.run;

import java.util.ArrayList;
import java.util.List;

/** Those that can be measured. */
final class Systems {
  static final List<String> NAMES =
      List.of(
          "assent-http",
          "assent",
          "flowable-rest",
          "flowable",
          "operaton-rest",
          "operaton",
          "dbos",
          "limit");

  private Systems() {}

  static List<Contender> of(Settings settings, Database database) {
    AssentServer assent = new AssentServer(settings, database);
    List<Contender> systems = new ArrayList<>();
    for (String name : settings.systems()) {
      systems.add(system(name, assent, settings, database));
    }
    return systems;
  }

  private static Contender system(
      String name, AssentServer assent, Settings settings, Database database) {
    return switch (name) {
      case "assent-http" -> new OverHttp(name, assent, new AssentOverHttp(assent));
      case "assent" -> new AssentInProcess(assent);
      case "flowable-rest" -> {
        SpringServer server =
            new SpringServer(
                name,
                "flowable",
                "dev.assent.bench.flowable.FlowableRest",
                "/process-api/repository/process-definitions",
                settings,
                database);
        yield new OverHttp(name, server, new FlowableOverHttp(server));
      }
      case "operaton-rest" -> {
        SpringServer server =
            new SpringServer(
                name,
                "operaton",
                "dev.assent.bench.operaton.OperatonRest",
                "/engine-rest/engine",
                settings,
                database);
        yield new OverHttp(name, server, new OperatonOverHttp(server));
      }
      case "flowable" ->
          new EmbeddedEngine(
              name, "dev.assent.bench.flowable.FlowableEmbedded", settings, database);
      case "operaton" ->
          new EmbeddedEngine(
              name, "dev.assent.bench.operaton.OperatonEmbedded", settings, database);
      case "dbos" ->
          new EmbeddedEngine(name, "dev.assent.bench.dbos.DbosSubject", settings, database);
      case "limit" -> new Limit(settings, database);
      default ->
          throw new IllegalArgumentException(
              "-Dbench.systems: %s is none of %s".formatted(name, NAMES));
    };
  }
}
