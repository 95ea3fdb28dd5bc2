package dev.assent.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerOutputTest {
  private static final String READY =
      "2026-11-21T06:57:57.185 INFO [PayaraMicro] Payara Micro 6.2025.10 (build 42) ready in 5,592 (ms)\n";

  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

  private ServerOutput pass(String printed) throws InterruptedException {
    var output =
        ServerOutput.pass(
            new ByteArrayInputStream(printed.getBytes(UTF_8)),
            passed,
            new PayaraServer.Complaints());
    output.awaitEnd(Duration.ofSeconds(10));
    return output;
  }

  @Test
  void is_passed_on_as_it_is() throws Exception {
    assertThat(pass("one\n\nÄrger €\n").failure()).isEmpty();
    assertThat(passed.toString(UTF_8)).isEqualTo("one\n\nÄrger €\n");
  }

  @Test
  void has_the_reason_behind_the_failure() throws Exception {
    var output =
        pass(
            """
            2026-11-21T06:57:56.070 SEVERE [javax.enterprise.system.core] Exception while deploying the app [assent]
            2026-11-21T06:57:56.070 SEVERE [javax.enterprise.system.core] Exception during lifecycle processing
            java.lang.RuntimeException: Invalid DependsOn dependency
            \tat org.glassfish.ejb.deployment.util.EjbBundleValidator.checkDependsOn(EjbBundleValidator.java:620)
            2026-11-21T06:57:56.554 SEVERE [javax.enterprise.system.core] Exception while deploying the app [assent] : No bean
            2026-11-21T06:57:57.161 INFO [PayaraMicro] Deployed 1 archive(s)
            """
                + READY);
    assertThat(output.failure()).contains("No bean");
    assertThat(passed.toString(UTF_8)).endsWith(READY);
  }

  @Test
  void has_the_reason_before_the_failure() throws Exception {
    var output =
        pass(
            """
            2026-11-21T07:04:29.281 SEVERE [javax.enterprise.system.tools.deployment.common] Exception while invoking class
            java.lang.Exception: java.lang.IllegalStateException: start
            Caused by: java.lang.ClassNotFoundException: no.such.Listener
            \t... 34 more
            2026-11-21T07:04:29.282 SEVERE [javax.enterprise.system.core] Exception while loading the app
            """
                + READY);
    assertThat(output.failure()).contains("java.lang.ClassNotFoundException: no.such.Listener");
  }

  @Test
  void knows_a_resource_that_was_not_found() throws Exception {
    var output =
        pass(
            """
            2026-11-21T10:07:22.268 SEVERE [javax.enterprise.system.tools.deployment.dol] AS-DEPLOYMENT-00026
            2026-11-21T10:07:22.269 SEVERE [javax.enterprise.system.core] JNDI lookup failed for the resource: Name: [assent]
            2026-11-21T10:07:22.480 INFO [PayaraMicro] Deployed 1 archive(s)
            """
                + READY);
    assertThat(output.failure()).contains("JNDI lookup failed for the resource: Name: [assent]");
  }

  @Test
  void has_no_failure_in_what_the_product_complains_of() throws Exception {
    var output =
        pass("SEVERE [dev.assent] request 1 failed\njava.lang.RuntimeException: x\n" + READY);
    assertThat(output.failure()).isEmpty();
  }
}
