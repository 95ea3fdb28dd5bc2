package dev.assent.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.bench.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Assent on Payara Micro, started as the product's own launcher starts it, from a copy of the WAR
 * with the driver in it. One process for both ways of calling it.
 */
final class AssentServer implements OverHttp.Server {
  static final String NAME = "assent";
  static final String TENANT = "bench";
  private static final String PASSWORD = "benchmarks only";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int BATCH = 1_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Settings settings;
  private final Database database;
  private final Tokens tokens = new Tokens();
  private JavaProcess process;
  private Duration startUp;
  private int port;
  private boolean inboxIsFull;

  AssentServer(Settings settings, Database database) {
    this.settings = settings;
    this.database = database;
  }

  /** Once, whoever asks first. */
  @Override
  public void start() throws Exception {
    if (startUp != null) {
      return;
    }
    if (process != null) {
      throw new IOException("Assent has been started, and was not ready");
    }
    database.create(NAME);
    Files.createDirectories(settings.work());
    Path key = settings.work().resolve("token-key.pem");
    Files.writeString(key, tokens.publicKeyPem());
    port = freePort();
    process =
        JavaProcess.start(settings.work(), NAME, properties(key), arguments(warWithDriver()), true);
    awaitReady();
    startUp = Duration.ofNanos(System.nanoTime() - process.startedAt());
    makeRolesAndWorkflows();
  }

  private Map<String, String> properties(Path key) {
    return Map.ofEntries(
        Map.entry("assent.address", "127.0.0.1"),
        Map.entry("assent.db.url", database.url(NAME)),
        Map.entry("assent.db.user", Database.USER),
        Map.entry("assent.bootstrap.tenant", TENANT),
        Map.entry("assent.bootstrap.user", "admin"),
        Map.entry("assent.bootstrap.password", PASSWORD),
        Map.entry("assent.jwt.issuer", Tokens.ISSUER),
        Map.entry("assent.jwt.audience", Tokens.AUDIENCE),
        Map.entry("assent.jwt.public-key", key.toString()),
        Map.entry("bench.open", String.valueOf(Workload.OPEN)),
        Map.entry("bench.approvers", String.valueOf(Workload.APPROVERS)),
        Map.entry("deployment.resource.validation", "false"));
  }

  private List<String> arguments(Path war) {
    Path configuration = settings.product().resolve("server-config/payara");
    return List.of(
        "-jar",
        settings.product().resolve("target/server/payara-micro.jar").toString(),
        "--nohazelcast",
        "--disablephonehome",
        "--prebootcommandfile",
        configuration.resolve("preboot.asadmin").toString(),
        "--postbootcommandfile",
        configuration.resolve("postboot.asadmin").toString(),
        "--postdeploycommandfile",
        configuration.resolve("postdeploy.asadmin").toString(),
        "--logproperties",
        configuration.resolve("logging.properties").toString(),
        "--port",
        String.valueOf(port),
        "--deploy",
        war.toString());
  }

  private Path warWithDriver() throws IOException {
    Path war = settings.work().resolve("assent.war");
    Files.copy(
        settings.product().resolve("target/assent.war"), war, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem inside = FileSystems.newFileSystem(war)) {
      for (String module : List.of("harness", "assent-driver")) {
        Path jar = settings.home().resolve(module + "/target/" + module + "-0.1.0-SNAPSHOT.jar");
        Files.copy(jar, inside.getPath("WEB-INF/lib/" + module + ".jar"));
      }
    }
    return war;
  }

  private void awaitReady() throws Exception {
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      process.requireAlive();
      if (System.nanoTime() > giveUpAt) {
        throw new IOException("Assent was not ready within " + PATIENCE);
      }
      Thread.sleep(100);
    }
  }

  private boolean isReady() {
    try (HttpConnection connection = new HttpConnection(port, "")) {
      return connection.send("GET", "/health/ready", "", "").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void makeRolesAndWorkflows() throws IOException {
    try (HttpConnection admin = new HttpConnection(port, Tokens.basic("admin", PASSWORD))) {
      role(admin, Workload.REQUESTER, "workflow_read", "workflow_run", "approval_request");
      role(admin, Workload.APPROVER, "workflow_read", "approval_decide");
      for (String name : List.of("w1", "w2", "w3", "w4", "w5", "step", "guide")) {
        admin
            .send("POST", "/api/v1/workflows", "application/yaml", resource(name + ".yaml"))
            .require();
        admin.post("/api/v1/workflows/bench-" + name + "/publish", "");
      }
      admin
          .send(
              "PUT",
              "/api/v1/routing-policies/bench",
              "application/json",
              resource("routing-policy.json"))
          .require();
    }
  }

  private static void role(HttpConnection admin, String name, String... permissions)
      throws IOException {
    ObjectNode body = MAPPER.createObjectNode();
    ArrayNode all = body.putArray("permissions");
    List.of(permissions).forEach(all::add);
    admin.send("PUT", "/api/v1/roles/" + name, "application/json", body.toString()).require();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = AssentServer.class.getResourceAsStream("assent/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Open approvals for {@link Workload#W6}, once. */
  void fillInbox() throws IOException {
    if (inboxIsFull) {
      return;
    }
    try (HttpConnection requester = connection(Workload.REQUESTER, Workload.REQUESTER)) {
      for (int from = 0; from < Workload.OPEN; from += BATCH) {
        ObjectNode body = MAPPER.createObjectNode();
        ArrayNode items = body.putArray("items");
        for (int i = from; i < Math.min(from + BATCH, Workload.OPEN); i++) {
          ObjectNode item = items.addObject().put("title", "Purchase");
          item.putObject("approvers").putArray("users").add(Workload.approver(i));
        }
        HttpConnection.Answer answer = requester.post("/api/v1/approvals/batch", body.toString());
        if (answer.status() != 201) {
          throw new IOException("not all were requested: " + answer.status());
        }
      }
    }
    inboxIsFull = true;
  }

  HttpConnection connection(String user, String role) {
    return new HttpConnection(port, token(user, role));
  }

  String token(String user, String role) {
    return tokens.bearer(TENANT, user, role);
  }

  int port() {
    return port;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Duration startUp() {
    return startUp;
  }

  @Override
  public void signal(String signal) {
    process.signal(signal);
  }

  @Override
  public String database() {
    return NAME;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
