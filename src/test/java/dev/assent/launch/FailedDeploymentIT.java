package dev.assent.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.assent.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Payara Micro lives on when it could not deploy what it was started for. */
class FailedDeploymentIT {

  @Test
  void is_told_at_once_with_its_reason() throws Exception {
    assumeFalse(TestServer.onWildFly());
    var directory = Files.createDirectories(Path.of("target", "test-server-failing"));
    var setup = ServerSetup.of(broken(directory), Ports.free(), directory).withHeap("256m");
    try (var server = PayaraServer.start(setup)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> server.awaitReady(Duration.ofMinutes(2)))
          .withMessageStartingWith("the product could not be deployed: ")
          .withMessageContaining("no.such.Listener")
          .withMessageContaining("server.log");
      assertThat(server.isRunning()).isTrue();
    }
  }

  private static Path broken(Path directory) throws Exception {
    var war = directory.resolve("broken.war");
    try (var out = new ZipOutputStream(Files.newOutputStream(war))) {
      out.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
      out.write(
          """
          <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
            <listener><listener-class>no.such.Listener</listener-class></listener>
          </web-app>
          """
              .getBytes(UTF_8));
    }
    return war;
  }
}
