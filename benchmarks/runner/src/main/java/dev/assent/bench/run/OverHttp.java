package dev.assent.bench.run;

import dev.assent.bench.Child;
import dev.assent.bench.Order;
import dev.assent.bench.Subject;
import dev.assent.bench.Window;
import dev.assent.bench.Workload;
import java.time.Duration;
import java.util.Set;

/** A server that is loaded over HTTP by clients in this process. */
final class OverHttp implements Contender {
  private final String name;
  private final Server server;
  private final Subject subject;

  /** Its process. */
  interface Server extends AutoCloseable {
    void start() throws Exception;

    long pid();

    Duration startUp();

    void signal(String signal);

    String database();

    @Override
    void close();
  }

  OverHttp(String name, Server server, Subject subject) {
    this.name = name;
    this.server = server;
    this.subject = subject;
  }

  @Override
  public void start() throws Exception {
    server.start();
  }

  @Override
  public Window run(Order order) throws Exception {
    return Child.answer(subject, order, Thread::new);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Mode mode() {
    return Mode.HTTP;
  }

  @Override
  public String database() {
    return server.database();
  }

  @Override
  public String title() {
    return subject.name() + " over HTTP";
  }

  @Override
  public Set<Workload> workloads() {
    return subject.workloads();
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
    subject.close();
    server.close();
  }
}
