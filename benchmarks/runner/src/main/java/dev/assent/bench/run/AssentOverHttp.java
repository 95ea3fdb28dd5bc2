package dev.assent.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.bench.Approvals;
import dev.assent.bench.Stopwatch;
import dev.assent.bench.Subject;
import dev.assent.bench.Work;
import dev.assent.bench.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Assent over its REST interface. Every request bears a token; a client has one connection and acts
 * as requester and as approver.
 */
final class AssentOverHttp implements Subject {
  private static final String APPROVE = "{\"decision\":\"APPROVE\"}";
  private static final String CONDITIONALLY =
      """
      {"decision":"APPROVE_WITH_CONDITIONS","conditions":[{"condition":"Receipts within a week"}]}""";

  private static final String WORKFLOWS = "/api/v1/workflows";

  private final AssentServer server;
  private final AtomicInteger count = new AtomicInteger();
  private final List<HttpConnection> connections = new ArrayList<>();
  private final List<String> running = new ArrayList<>();
  private List<String> approvers = List.of();
  private String requester = "";
  private String approver = "";

  AssentOverHttp(AssentServer server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "Assent";
  }

  @Override
  public Set<Workload> workloads() {
    return EnumSet.range(Workload.W1, Workload.RECOVERY);
  }

  @Override
  public Work work(Workload workload, int clients) throws IOException {
    connect(clients);
    return switch (workload) {
      case W1 -> approvals().both();
      case W1_FIND -> this::find;
      case W2, W3, W4 -> (worker, watch) -> throughAll(worker, workload);
      case W5 -> (worker, watch) -> start(worker, workload);
      case W6 -> {
        server.fillInbox();
        yield (worker, watch) -> readPage(worker);
      }
      case W7 -> (worker, watch) -> startMany(worker);
      case REQUEST -> (worker, watch) -> request(worker, AssentBodies.request());
      case REQUEST_ROUTED ->
          (worker, watch) -> request(worker, AssentBodies.routed(count.getAndIncrement()));
      case REQUEST_BULK -> this::requestMany;
      case DECISION -> (worker, watch) -> decideRequest(worker, watch, APPROVE);
      case DECISION_CONDITIONAL -> (worker, watch) -> decideRequest(worker, watch, CONDITIONALLY);
      case VOTE, VOTE_WEIGHTED, VOTE_CRITERIA -> (worker, watch) -> ballot(worker, watch, workload);
      case STEP -> this::completeTasks;
      case LIST -> (worker, watch) -> connections.get(worker).get(WORKFLOWS + "?limit=20");
      case GET -> (worker, watch) -> connections.get(worker).get(WORKFLOWS + "/bench-w2");
      case NEXT ->
          (worker, watch) ->
              connections.get(worker).post(WORKFLOWS + "/bench-guide/next", AssentBodies.NEXT);
      case VALIDATE ->
          (worker, watch) ->
              connections
                  .get(worker)
                  .post(WORKFLOWS + "/bench-guide/steps/look/validate", AssentBodies.OUTPUT);
      case RECOVERY -> {
        fillRunning();
        yield (worker, watch) ->
            connections
                .get(worker)
                .get("/api/v1/instances/" + running.get(count.getAndIncrement() % running.size()));
      }
      default -> throw new IllegalArgumentException(workload + " is not done here");
    };
  }

  @Override
  public Optional<Approvals> approvals(int clients) {
    connect(clients);
    return Optional.of(approvals());
  }

  private Approvals approvals() {
    return new Approvals() {
      @Override
      public String start(int worker) throws IOException {
        return AssentOverHttp.this
            .start(worker, Workload.W1)
            .at("/activeSteps/0/approvalId")
            .asText();
      }

      @Override
      public void decide(int worker, String approval) throws IOException {
        AssentOverHttp.this.decide(worker, approval, approver, APPROVE);
      }
    };
  }

  /** Anew for each window: meanwhile the server may have taken the old ones for forgotten. */
  private void connect(int clients) {
    connections.forEach(HttpConnection::close);
    if (requester.isEmpty()) {
      requester = server.token(Workload.REQUESTER, Workload.REQUESTER);
      approver = server.token(Workload.APPROVER, Workload.APPROVER);
      approvers =
          IntStream.range(0, Workload.APPROVERS)
              .mapToObj(i -> server.token(Workload.approver(i), Workload.APPROVER))
              .toList();
    }
    while (connections.size() < clients) {
      connections.add(new HttpConnection(server.port(), requester));
    }
  }

  private JsonNode start(int worker, Workload workload) throws IOException {
    String body =
        AssentBodies.start(
            "bench-" + workload.name().toLowerCase(Locale.ROOT), count.getAndIncrement());
    return connections.get(worker).post(WORKFLOWS + "/run", body).json();
  }

  private void decide(int worker, String approval, String as, String body) throws IOException {
    connections.get(worker).post("/api/v1/approvals/" + approval + "/decisions", body, as);
  }

  private void find(int worker, Stopwatch watch) throws Exception {
    String id = watch.time("start", () -> start(worker, Workload.W1)).path("id").asText();
    String approval =
        watch
            .time("find", () -> connections.get(worker).get("/api/v1/instances/" + id).json())
            .at("/activeSteps/0/approvalId")
            .asText();
    watch.time(
        "decide",
        () -> {
          decide(worker, approval, approver, APPROVE);
          return approval;
        });
  }

  private void throughAll(int worker, Workload workload) throws IOException {
    JsonNode instance = start(worker, workload);
    String path = "/api/v1/instances/" + instance.path("id").asText();
    while (!instance.path("activeSteps").isEmpty()) {
      for (JsonNode step : instance.path("activeSteps")) {
        decide(worker, step.path("approvalId").asText(), approver, APPROVE);
      }
      if (workload != Workload.W2) {
        return; // nothing else can follow: no need to look
      }
      instance = connections.get(worker).get(path).json();
    }
  }

  private void readPage(int worker) throws IOException {
    String as = approvers.get(count.getAndIncrement() % approvers.size());
    int found =
        connections
            .get(worker)
            .send("GET", "/api/v1/approvals/pending?limit=" + Workload.PAGE, "", "", as)
            .require()
            .json()
            .path("items")
            .size();
    if (found != Workload.PAGE) {
      throw new IOException("a page of " + found);
    }
  }

  private void startMany(int worker) throws IOException {
    String body = AssentBodies.startMany("bench-w1", Workload.W7.units());
    requireAll(connections.get(worker).post("/api/v1/instances/batch", body));
  }

  private static void requireAll(HttpConnection.Answer answer) throws IOException {
    if (answer.status() != 201) {
      throw new IOException("not all were done: " + answer.status());
    }
  }

  private String request(int worker, String body) throws IOException {
    return connections.get(worker).post("/api/v1/approvals", body).json().path("id").asText();
  }

  private void requestMany(int worker, Stopwatch watch) throws IOException {
    requireAll(connections.get(worker).post("/api/v1/approvals/batch", AssentBodies.requests(50)));
  }

  private void decideRequest(int worker, Stopwatch watch, String body) throws Exception {
    String id = request(worker, AssentBodies.request());
    watch.time(
        "decide",
        () -> {
          decide(worker, id, approver, body);
          return id;
        });
  }

  private void ballot(int worker, Stopwatch watch, Workload workload) throws Exception {
    HttpConnection connection = connections.get(worker);
    String id =
        connection
            .post("/api/v1/consensus", AssentBodies.ballot(workload))
            .json()
            .path("id")
            .asText();
    for (int voter = 0; voter < workload.units(); voter++) {
      String as = approvers.get(voter);
      String vote = AssentBodies.vote(workload, voter);
      watch.time("vote", () -> connection.post("/api/v1/consensus/" + id + "/votes", vote, as));
    }
  }

  private void completeTasks(int worker, Stopwatch watch) throws Exception {
    String path =
        "/api/v1/instances/" + start(worker, Workload.STEP).path("id").asText() + "/steps/task-";
    for (int i = 1; i <= Workload.STEP.units(); i++) {
      String step = path + i + "/complete";
      watch.time("complete", () -> connections.get(worker).post(step, "{}"));
    }
  }

  private synchronized void fillRunning() throws IOException {
    while (running.size() < 10_000) {
      JsonNode answer =
          connections
              .get(0)
              .post("/api/v1/instances/batch", AssentBodies.startMany("bench-w2", 1_000))
              .json();
      answer.path("succeeded").forEach(one -> running.add(one.path("id").asText()));
    }
  }

  @Override
  public void close() {
    connections.forEach(HttpConnection::close);
  }
}
