package dev.assent.platform.commands;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TestServer;
import dev.assent.testing.WatchedNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What hot paths have the server allocate: as close to the processor time that they take as
 * something that does not depend on the machine. The JVM tells it of each thread.
 *
 * <p>The bounds are a quarter above what was measured with the first compiler only, which leaves
 * out no allocation; they are the server's as well as ours.
 */
class AllocationIT {
  private static final int WARM_UP = 200;
  private static final int CHANGES = 200;
  private static final Pattern THREAD =
      Pattern.compile("^\"(.+?)\" #(\\d+) .*? allocated=([\\d.]+)([BKMG]) ", Pattern.MULTILINE);

  private static WatchedNode node;
  private static Caller employee;
  private static Caller supervisor;
  private static String workflow;

  @BeforeAll
  static void start() {
    assumeFalse(TestServer.onWildFly(), "the bounds are those of Payara");
    node = WatchedNode.started();
    employee = Caller.named("employee").at(node.server());
    supervisor = Caller.named("supervisor").at(node.server());
    workflow =
        Scene.published(
            Caller.named("admin").at(node.server()),
            """
            id: ${id}
            name: Approval
            steps:
              - id: consent
                type: approval
                approvers: { roles: [supervisor] }
            """);
  }

  @Test
  void an_approval_is_bounded() throws Exception {
    long bytes = measured("an approval, started and decided", AllocationIT::approval);

    assertThat(bytes).isLessThanOrEqualTo(365_000);
  }

  @Test
  void a_page_of_the_inbox_is_bounded() throws Exception {
    Scene.started(employee, Scene.run(workflow));
    long bytes =
        measured(
            "a page of the inbox with one request",
            () -> json(supervisor.get("api/v1/approvals/pending?limit=1"), 200));

    assertThat(bytes).isLessThanOrEqualTo(86_000);
  }

  private static void approval() {
    JsonNode started = Scene.started(employee, Scene.run(workflow));
    json(Scene.decide(supervisor, Scene.approvalOf(started, "consent"), "APPROVE"), 201);
  }

  private static long measured(String what, Runnable change) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      change.run();
    }
    Map<String, Long> before = allocated();
    for (int i = 0; i < CHANGES; i++) {
      change.run();
    }
    Map<String, Long> after = allocated();
    long bytes = 0;
    for (Map.Entry<String, Long> thread : after.entrySet()) {
      bytes += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
    }
    System.out.printf("%s: %d bytes allocated%n", what, bytes / CHANGES);
    return bytes / CHANGES;
  }

  /** Bytes that each thread of the server has allocated since it was started, by its number. */
  private static Map<String, Long> allocated() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(node.server().pid()),
                "Thread.print",
                "-e")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String threads = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).isZero();
    Map<String, Long> allocated = new HashMap<>();
    Matcher thread = THREAD.matcher(threads);
    while (thread.find()) {
      allocated.put(thread.group(2), bytes(thread.group(3), thread.group(4)));
    }
    assertThat(allocated).isNotEmpty();
    return allocated;
  }

  private static long bytes(String number, String unit) {
    return Math.round(Double.parseDouble(number) * (1L << (10 * "BKMG".indexOf(unit))));
  }
}
