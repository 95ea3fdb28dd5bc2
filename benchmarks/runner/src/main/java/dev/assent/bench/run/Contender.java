package dev.assent.bench.run;

import dev.assent.bench.Order;
import dev.assent.bench.Window;
import dev.assent.bench.Workload;
import java.time.Duration;
import java.util.Set;

/** A system in one of the ways that it can be called. One order at a time. */
interface Contender extends AutoCloseable {
  /** As in {@code -Dbench.systems}. */
  String name();

  /** How it is called. */
  Mode mode();

  /** Its database. */
  String database();

  /** Starts it and waits until it is ready. */
  void start() throws Exception;

  /** With its version; known once it is started. */
  String title();

  Set<Workload> workloads();

  Window run(Order order) throws Exception;

  /** Of the process that does the work; 0 when there is none but PostgreSQL. */
  long pid();

  /** From the start of the process until it was ready. */
  Duration startUp();

  /** Keeps it from taking any processor time while others are measured. */
  void pause();

  void resume();

  @Override
  void close();

  /** Only those of one mode are compared with each other. */
  enum Mode {
    HTTP,
    IN_PROCESS,
    LIMIT
  }
}
