package dev.assent.replay;

import dev.assent.replay.Client.Login;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code -Dreplay.…} says.
 *
 * @param log empty for the built-in one
 * @param url of a server that runs already; empty to start one
 * @param operator an administrator of the operator's tenant
 * @param tenant the replay's own
 * @param clients cases at a time
 * @param cases at most so many, evenly spread
 * @param kills how often the own server is killed on the way
 */
record ReplaySettings(
    Optional<Path> log,
    Path summary,
    double minAgreement,
    Optional<URI> url,
    Login operator,
    String tenant,
    int clients,
    long cases,
    int kills) {

  private static final String REAL_LOG = "../shared/data/bpic2020/DomesticDeclarations.dev.csv.gz";

  static ReplaySettings read() {
    return new ReplaySettings(
        namedOrFound(),
        Path.of(System.getProperty("replay.summary", "target/replay-summary.json")),
        Double.parseDouble(System.getProperty("replay.minAgreement", "0.995")),
        Optional.ofNullable(System.getProperty("replay.url")).map(ReplaySettings::root),
        new Login(
            System.getProperty("replay.user", "admin"),
            System.getProperty("replay.password", "admin")),
        System.getProperty("replay.tenant", "replay"),
        atLeastOne("replay.clients", 16),
        atLeastOne("replay.cases", Integer.MAX_VALUE),
        Integer.getInteger("replay.kill", 0));
  }

  /** The log that is named, else the real one if it lies beside the repository. */
  static Optional<Path> namedOrFound() {
    var named = System.getProperty("replay.log");
    return named != null
        ? Optional.of(Path.of(named))
        : Optional.of(Path.of(REAL_LOG)).filter(Files::isReadable);
  }

  private static URI root(String url) {
    return URI.create(url.endsWith("/") ? url : url + "/");
  }

  private static int atLeastOne(String property, int otherwise) {
    return Math.max(1, Integer.getInteger(property, otherwise));
  }
}
