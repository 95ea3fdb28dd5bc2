package dev.assent.bench.run;

import dev.assent.bench.Order;
import dev.assent.bench.Window;
import dev.assent.bench.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Loads the systems: heat after heat, in each heat so many rounds, in each round every system once,
 * beginning with another one each time.
 */
final class Run {
  /** A half that is no more than this much faster than the other is no faster. */
  private static final double NO_FASTER = 1.03;

  private static final long MAX_SECONDS_OF_VACUUM = 20;

  /** PostgreSQL's idle processes tell of rows that they have written 10 seconds late. */
  private static final Duration UNTIL_STATISTICS = Duration.ofSeconds(11);

  private static final Duration MUCH_TO_PREPARE = Duration.ofSeconds(1);

  private final Settings settings;
  private final Database database;
  private final Growth growth = Growth.read();
  private final List<Cell> cells = new CopyOnWriteArrayList<>();
  private final List<String> remarks = new CopyOnWriteArrayList<>();

  Run(Settings settings, Database database) {
    this.settings = settings;
    this.database = database;
  }

  List<Cell> cells() {
    return cells;
  }

  /** What readers of the figures should know. */
  List<String> remarks() {
    return remarks;
  }

  void remark(String remark) {
    remarks.add(remark);
    System.out.println("  ! " + remark);
  }

  void run(List<Contender> systems) throws Exception {
    List<List<Cell>> heats = new Heats(settings, systems).all();
    System.out.println(estimate(heats));
    for (int i = 0; i < heats.size(); i++) {
      Workload workload = workload(heats, i);
      // those of the requirement are beside nobody, so there is nothing to take turns with
      run(heats.get(i), workload.isOfRequirement() ? 1 : settings.rounds());
      if (workload == Workload.W1 && workload(heats, i + 1) != Workload.W1) {
        run(atHalfLoad(systems), settings.rounds());
      }
    }
    if (growth.isAsked()) {
      grow(systems);
    }
  }

  private static Workload workload(List<List<Cell>> heats, int index) {
    return index < heats.size() ? heats.get(index).get(0).workload() : null;
  }

  /** A second of each window goes to the checkpoint and to preparing it. */
  private String estimate(List<List<Cell>> heats) {
    long count = heats.stream().mapToLong(List::size).sum();
    Duration each = settings.window().plus(settings.settle()).plusSeconds(1);
    Duration least =
        each.multipliedBy(settings.rounds()).plus(settings.warmup()).multipliedBy(count);
    Duration most =
        least.plus(settings.warmup().multipliedBy(count * Math.max(0, settings.warmups() - 1)));
    return "%d cells: %d to %d minutes, and what has to be made before"
        .formatted(count, least.toMinutes(), most.toMinutes());
  }

  private List<Cell> atHalfLoad(List<Contender> systems) {
    List<Cell> half = new ArrayList<>();
    for (Contender system : systems) {
      double most =
          cells.stream()
              .filter(c -> c.contender() == system && c.workload() == Workload.W1)
              .mapToDouble(Cell::rate)
              .max()
              .orElse(0);
      if (system.mode() == Contender.Mode.HTTP && most > 0) {
        half.add(new Cell(system, Workload.W1, 2 * settings.otherClients(), most / 2));
      }
    }
    return half;
  }

  /** Assent's W1 before and after it has got many earlier approvals. */
  private void grow(List<Contender> systems) throws Exception {
    List<Contender> assent =
        systems.stream().filter(one -> one.database().equals(AssentServer.NAME)).toList();
    if (assent.isEmpty()) {
      return;
    }
    run(grown(assent, Cell.BEFORE_GROWTH), settings.rounds());
    Contender first = assent.get(0);
    first.resume();
    try {
      growth.plant(first, database);
    } finally {
      first.pause();
    }
    run(grown(assent, "with " + growth), settings.rounds());
  }

  private List<Cell> grown(List<Contender> assent, String label) {
    return assent.stream()
        .map(
            system ->
                new Cell(
                    system,
                    Workload.W1,
                    system.mode() == Contender.Mode.HTTP
                        ? settings.otherClients()
                        : settings.otherThreads(),
                    0,
                    label))
        .toList();
  }

  private void run(List<Cell> heat, int rounds) throws Exception {
    Set<Cell> ready = new HashSet<>();
    for (int round = 0; round < rounds; round++) {
      List<Cell> order = new ArrayList<>(heat);
      Collections.rotate(order, -round);
      for (Cell cell : order) {
        cell.contender().resume();
        try {
          if (ready.add(cell)) {
            warmUp(cell);
          }
          cell.add(told(cell, measure(cell)));
        } catch (IOException e) {
          remark("%s broke off: %s".formatted(cell, e));
        } finally {
          cell.contender().pause();
        }
      }
    }
    cells.addAll(heat);
  }

  private Measurement told(Cell cell, Measurement measurement) {
    System.out.printf(
        "  %-14s %-20s %3d  %,10.1f/s  (halves %,.1f, %,.1f)%n",
        cell.contender().name(),
        cell.workload().word() + (cell.isOpen() ? " at a rate" : ""),
        cell.clients(),
        measurement.rate(),
        measurement.firstHalfRate(),
        measurement.secondHalfRate());
    if (measurement.errors() > 0) {
      remark(
          "%s: %d errors, such as %s".formatted(cell, measurement.errors(), measurement.error()));
    }
    return measurement;
  }

  /** Until it is no longer becoming faster. */
  private void warmUp(Cell cell) throws Exception {
    long begin = System.nanoTime();
    Window made = cell.contender().run(Order.closed(cell.workload(), cell.clients(), 0));
    if (made.errors() > 0) {
      remark("%s could not be prepared: %s".formatted(cell, made.error()));
    }
    if (System.nanoTime() - begin > MUCH_TO_PREPARE.toNanos()) {
      Thread.sleep(UNTIL_STATISTICS.toMillis());
    }
    long millis = settings.warmup().toMillis();
    for (int i = 0; i < settings.warmups() && millis > 0; i++) {
      Window window = cell.contender().run(Order.closed(cell.workload(), cell.clients(), millis));
      if (window.secondHalfRate() <= window.firstHalfRate() * NO_FASTER) {
        return;
      }
    }
    if (millis > 0) {
      remark("%s was still becoming faster when it was measured".formatted(cell));
    }
  }

  private Measurement measure(Cell cell) throws Exception {
    Contender system = cell.contender();
    database.checkpoint();
    awaitNoVacuum();
    if (!settings.settle().isZero()) {
      system.run(Order.closed(cell.workload(), cell.clients(), settings.settle().toMillis()));
    }
    Counters before = database.counters(system.database());
    double cpuBefore = ProcessCpu.millis(system.pid());
    Window window =
        system.run(
            new Order(
                cell.workload(), cell.clients(), settings.window().toMillis(), cell.openRate()));
    double cpu = ProcessCpu.millis(system.pid()) - cpuBefore;
    Counters counted = database.counters(system.database()).since(before);
    return Measurement.of(window, cell.workload().units(), cpu, counted);
  }

  private void awaitNoVacuum() throws Exception {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS_OF_VACUUM);
    while (database.isVacuuming() && System.nanoTime() < giveUpAt) {
      Thread.sleep(100);
    }
  }
}
