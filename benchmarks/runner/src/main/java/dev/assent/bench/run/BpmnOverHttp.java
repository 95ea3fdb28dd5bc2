package dev.assent.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.bench.Approvals;
import dev.assent.bench.Subject;
import dev.assent.bench.Work;
import dev.assent.bench.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Flowable and Operaton over their REST interfaces: start an instance, look up its open tasks,
 * complete them.
 */
abstract class BpmnOverHttp implements Subject {
  private final String name;
  private final SpringServer server;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final AtomicInteger count = new AtomicInteger();

  BpmnOverHttp(String name, SpringServer server) {
    this.name = name;
    this.server = server;
  }

  /** Returns the id of the instance. */
  abstract String start(HttpConnection connection, Workload workload, double amount)
      throws IOException;

  /** The ids of its open tasks. */
  abstract List<String> open(HttpConnection connection, String instance) throws IOException;

  abstract void complete(HttpConnection connection, String task) throws IOException;

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Workload> workloads() {
    return Set.of(Workload.W1, Workload.W2, Workload.W3, Workload.W4, Workload.W5);
  }

  @Override
  public Work work(Workload workload, int clients) {
    connect(clients);
    return switch (workload) {
      case W1 -> approvals().both();
      case W2, W3, W4 -> (worker, watch) -> throughAll(worker, workload);
      case W5 -> (worker, watch) -> start(worker, workload);
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
        String instance = BpmnOverHttp.this.start(worker, Workload.W1);
        return open(connections.get(worker), instance).get(0);
      }

      @Override
      public void decide(int worker, String approval) throws IOException {
        complete(connections.get(worker), approval);
      }
    };
  }

  /** Anew for each window: meanwhile the server may have taken the old ones for forgotten. */
  private void connect(int clients) {
    connections.forEach(HttpConnection::close);
    while (connections.size() < clients) {
      connections.add(server.connection());
    }
  }

  private String start(int worker, Workload workload) throws IOException {
    return start(connections.get(worker), workload, Workload.amount(count.getAndIncrement()));
  }

  private void throughAll(int worker, Workload workload) throws IOException {
    HttpConnection connection = connections.get(worker);
    String instance = start(worker, workload);
    List<String> open = open(connection, instance);
    while (!open.isEmpty()) {
      for (String task : open) {
        complete(connection, task);
      }
      // in the others nothing can follow: no need to look
      open = workload == Workload.W2 ? open(connection, instance) : List.of();
    }
  }

  static List<String> ids(JsonNode array) {
    List<String> ids = new ArrayList<>();
    array.forEach(one -> ids.add(one.path("id").asText()));
    return ids;
  }

  @Override
  public void close() {
    connections.forEach(HttpConnection::close);
  }
}
