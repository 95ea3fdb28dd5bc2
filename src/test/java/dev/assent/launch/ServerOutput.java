package dev.assent.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a server prints: passed on as it comes, and looked through for the line that says that the
 * product could not be deployed. Safe to use from several threads.
 */
final class ServerOutput {

  private final InputStream from;
  private final OutputStream to;
  private final Function<String, Optional<String>> failureIn;
  private final Thread thread = new Thread(this::pass, "server-output");
  private volatile String failure;

  private ServerOutput(
      InputStream from, OutputStream to, Function<String, Optional<String>> failureIn) {
    this.from = from;
    this.to = to;
    this.failureIn = failureIn;
  }

  /**
   * Passes {@code from} on to {@code to} in a thread of its own until it ends.
   *
   * @param failureIn the reason, for a line that says that the product could not be deployed
   */
  static ServerOutput pass(
      InputStream from, OutputStream to, Function<String, Optional<String>> failureIn) {
    var output = new ServerOutput(from, to, failureIn);
    output.thread.setDaemon(true);
    output.thread.start();
    return output;
  }

  /** Waits until all of it has been passed on, for a process that has ended. */
  void awaitEnd(Duration patience) throws InterruptedException {
    thread.join(patience.toMillis());
  }

  /** Why the product was not deployed, as soon as the server has said so. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  private void pass() {
    // a byte a character: what is passed on stays what it was, in whatever charset
    try (var lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.ISO_8859_1))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        to.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        to.flush();
        if (failure == null) {
          failure = failureIn.apply(line).orElse(null);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the server's output cannot be passed on", e);
    }
  }
}
