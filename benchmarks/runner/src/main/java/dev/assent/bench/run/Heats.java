package dev.assent.bench.run;

import dev.assent.bench.Workload;
import java.util.ArrayList;
import java.util.List;

/** What is run in turn: in each heat every system that knows the workload, with its callers. */
final class Heats {
  private static final List<Workload> LIMITS = List.of(Workload.L1, Workload.L10, Workload.LROW);

  private final Settings settings;
  private final List<Contender> systems;

  Heats(Settings settings, List<Contender> systems) {
    this.settings = settings;
    this.systems = systems;
  }

  /** In the order of the workloads; the limits beside W1, which they are the limit of. */
  List<List<Cell>> all() {
    List<List<Cell>> heats = new ArrayList<>();
    List<Workload> limits = settings.workloads().stream().filter(LIMITS::contains).toList();
    for (Workload workload : settings.workloads()) {
      if (!LIMITS.contains(workload)) {
        List<List<Cell>> own = heats(workload);
        if (workload == Workload.W1 && !own.isEmpty()) {
          own.get(own.size() - 1).addAll(limits(limits));
          limits = List.of();
        }
        heats.addAll(own);
      }
    }
    List<Cell> alone = limits(limits);
    if (!alone.isEmpty()) {
      heats.add(alone);
    }
    return heats;
  }

  private List<List<Cell>> heats(Workload workload) {
    List<List<Cell>> heats = new ArrayList<>();
    for (int i = 0;
        i
            < Math.max(
                callers(workload, Contender.Mode.HTTP).size(),
                callers(workload, Contender.Mode.IN_PROCESS).size());
        i++) {
      List<Cell> heat = new ArrayList<>();
      for (Contender system : systems) {
        List<Integer> callers = callers(workload, system.mode());
        if (system.workloads().contains(workload) && i < callers.size()) {
          heat.add(new Cell(system, workload, callers.get(i)));
        }
      }
      if (!heat.isEmpty()) {
        heats.add(heat);
      }
    }
    return heats;
  }

  private List<Cell> limits(List<Workload> limits) {
    List<Cell> cells = new ArrayList<>();
    for (Contender system : systems) {
      for (Workload limit : limits) {
        if (system.workloads().contains(limit)) {
          cells.add(new Cell(system, limit, settings.otherClients()));
        }
      }
    }
    return cells;
  }

  private List<Integer> callers(Workload workload, Contender.Mode mode) {
    if (workload == Workload.W7) {
      return List.of(2); // a batch is work for many already
    }
    if (workload == Workload.REQUEST_BULK) {
      return List.of(4);
    }
    boolean first = workload == Workload.W1;
    return mode == Contender.Mode.HTTP
        ? first ? settings.httpClients() : List.of(settings.otherClients())
        : first ? settings.threads() : List.of(settings.otherThreads());
  }
}
