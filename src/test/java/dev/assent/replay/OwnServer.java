package dev.assent.replay;

import dev.assent.launch.ServerProcess;
import dev.assent.launch.ServerSetup;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/** A server that the replay may kill: it comes back at the same address, on the same database. */
final class OwnServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ServerSetup setup;
  private final Function<ServerSetup, ServerProcess> starter;
  private volatile ServerProcess process;
  private volatile boolean closed;

  OwnServer(ServerSetup setup, Function<ServerSetup, ServerProcess> starter) {
    this.setup = setup;
    this.starter = starter;
    this.process = starter.apply(setup);
  }

  OwnServer awaitReady() throws InterruptedException {
    process.awaitReady(PATIENCE);
    return this;
  }

  URI url() {
    return process.url();
  }

  long pid() {
    return process.pid();
  }

  /** {@code kill -9}, and a new start at once. */
  void killAndStart() throws InterruptedException {
    process.kill();
    synchronized (this) {
      if (closed) {
        return;
      }
      process = starter.apply(setup);
    }
    awaitReady();
  }

  @Override
  public synchronized void close() {
    closed = true;
    process.stop();
  }
}
