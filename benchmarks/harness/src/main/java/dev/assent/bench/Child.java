package dev.assent.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * An engine's own process, told what to do over its standard input: a line with an {@link Order} as
 * JSON is answered by a line with a {@link Window}. First it says {@code {"name":…,"workloads":…}}.
 * It ends with its input.
 */
public final class Child {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Child() {}

  /** Makes the subject, with whatever it writes to standard output going to standard error. */
  @FunctionalInterface
  public interface Maker {
    Subject make() throws Exception;
  }

  public static void run(Maker maker) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    try (Subject subject = maker.make();
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      answers.println(
          MAPPER.writeValueAsString(
              Map.of("name", subject.name(), "workloads", subject.workloads())));
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        answers.println(answer(subject, line).toJson());
      }
    }
    System.exit(0);
  }

  private static Window answer(Subject subject, String line) throws IOException {
    return answer(subject, MAPPER.readValue(line, Order.class), Thread::new);
  }

  /** Runs a window in this process; what keeps it from being run is its error. */
  public static Window answer(Subject subject, Order order, ThreadFactory threads) {
    try {
      return run(subject, order, threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Window.failed(e);
    } catch (Exception e) {
      e.printStackTrace(); // to the process's log
      return Window.failed(e);
    }
  }

  private static Window run(Subject subject, Order order, ThreadFactory threads) throws Exception {
    if (order.isOpen()) {
      Approvals approvals =
          subject
              .approvals(order.clients())
              .orElseThrow(() -> new IllegalArgumentException("no open loop here"));
      return OpenLoop.run(approvals, order, threads);
    }
    Work work = subject.work(order.workload(), order.clients());
    return order.millis() == 0 ? Window.NOTHING : ClosedLoop.run(work, order, threads);
  }
}
