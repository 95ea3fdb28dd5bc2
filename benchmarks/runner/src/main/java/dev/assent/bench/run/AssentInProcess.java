package dev.assent.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assent.bench.Order;
import dev.assent.bench.Window;
import dev.assent.bench.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Assent's services, loaded from inside its server by the driver. */
final class AssentInProcess implements Contender {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AssentServer server;

  AssentInProcess(AssentServer server) {
    this.server = server;
  }

  @Override
  public void start() throws Exception {
    server.start();
  }

  @Override
  public Window run(Order order) throws Exception {
    if (order.workload() == Workload.W6) {
      server.fillInbox();
    }
    try (HttpConnection driver = new HttpConnection(server.port(), "")) {
      return Window.fromJson(
          new String(
              driver.post("/bench", MAPPER.writeValueAsString(order)).body(),
              StandardCharsets.UTF_8));
    }
  }

  @Override
  public String name() {
    return "assent";
  }

  @Override
  public Mode mode() {
    return Mode.IN_PROCESS;
  }

  @Override
  public String database() {
    return AssentServer.NAME;
  }

  @Override
  public String title() {
    return "Assent, inside its server";
  }

  /** As the driver has them. */
  @Override
  public Set<Workload> workloads() {
    return EnumSet.range(Workload.W1, Workload.W7).stream()
        .filter(workload -> workload != Workload.W1_FIND)
        .collect(java.util.stream.Collectors.toSet());
  }

  @Override
  public long pid() {
    return server.pid();
  }

  @Override
  public Duration startUp() {
    return server.startUp();
  }

  @Override
  public void pause() {
    server.signal("STOP");
  }

  @Override
  public void resume() {
    server.signal("CONT");
  }

  @Override
  public void close() {
    server.close();
  }
}
