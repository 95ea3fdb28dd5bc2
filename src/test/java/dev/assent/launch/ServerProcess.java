package dev.assent.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A running node of the product, a process of its own. Safe to use from several threads. */
public abstract class ServerProcess implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(30);
  private static final Duration TIME_TO_FINISH_PRINTING = Duration.ofSeconds(5);

  private final ServerSetup setup;
  private final Process process;
  private final ServerOutput output;

  /** Starts {@code java} with the setup's options, then those given. */
  protected ServerProcess(
      ServerSetup setup, List<String> arguments, Function<String, Optional<String>> failureIn) {
    this.setup = setup;
    this.process = start(setup, arguments);
    this.output = ServerOutput.pass(process.getInputStream(), sink(setup), failureIn);
  }

  private static Process start(ServerSetup setup, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + setup.heap());
    // With two processors and a heap of this size it takes less time than G1: see
    // docs/performance.md.
    command.add("-XX:+UseParallelGC");
    // Servers unpack themselves there. In a directory of ours it is found and removed even after a
    // crash.
    command.add("-Djava.io.tmpdir=" + temporary(setup));
    command.add("-Dassent.address=" + setup.address());
    command.addAll(setup.jvmArguments());
    setup.properties().forEach((name, value) -> command.add("-D%s=%s".formatted(name, value)));
    command.addAll(arguments);
    try {
      Directories.deleteTree(temporary(setup));
      Files.createDirectories(temporary(setup));
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
    }
  }

  private static OutputStream sink(ServerSetup setup) {
    try {
      return setup.onConsole()
          ? System.out
          : Files.newOutputStream(log(setup), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + log(setup), e);
    }
  }

  private static Path temporary(ServerSetup setup) {
    return setup.directory().resolve("tmp");
  }

  private static Path log(ServerSetup setup) {
    return setup.directory().resolve("server.log");
  }

  /** The address of the product's root, with a slash at the end. */
  public URI url() {
    return URI.create("http://%s:%d/".formatted(setup.address(), setup.port()));
  }

  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Waits until the process has ended, and says how. */
  public int awaitExit() throws InterruptedException {
    var status = process.waitFor();
    output.awaitEnd(TIME_TO_FINISH_PRINTING);
    return status;
  }

  /**
   * Waits until {@code /health/ready} is up.
   *
   * @throws IllegalStateException if the process ends, says that it could not deploy the product,
   *     or the time passes before; the process is then left as it is
   */
  public void awaitReady(Duration patience) throws InterruptedException {
    var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    var giveUpAt = System.nanoTime() + patience.toNanos();
    while (!isReady(client)) {
      if (!process.isAlive()) {
        output.awaitEnd(TIME_TO_FINISH_PRINTING);
        throw new IllegalStateException(
            "the server ended with status %d before it was ready%s"
                .formatted(process.exitValue(), whereToLook()));
      }
      if (output.failure().isPresent()) {
        // the server itself goes on, and would be waited for in vain
        throw new IllegalStateException(
            "the product could not be deployed: %s%s"
                .formatted(output.failure().get(), whereToLook()));
      }
      if (System.nanoTime() > giveUpAt) {
        throw new IllegalStateException(
            "the server was not ready within %s%s".formatted(patience, whereToLook()));
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(url().resolve("health/ready"))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String whereToLook() {
    return setup.onConsole() ? "; see above" : "; see " + log(setup);
  }

  /** Asks the server to stop (SIGTERM) and waits; after half a minute it is killed. */
  public void stop() {
    // Process.destroy would close what the server still prints
    process.toHandle().destroy();
    try {
      if (!process.waitFor(TIME_TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
      output.awaitEnd(TIME_TO_FINISH_PRINTING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.toHandle().destroyForcibly();
    }
    Directories.deleteTree(temporary(setup));
  }

  /** Ends it at once (SIGKILL), without a chance to clean up, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    stop();
  }
}
