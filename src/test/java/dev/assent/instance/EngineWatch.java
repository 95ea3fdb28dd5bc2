package dev.assent.instance;

import dev.assent.journal.JournalEvent;
import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Follows one history and fails when something does not hold that always must. Knows the graph and
 * what the engine answered, nothing of how the engine works.
 */
final class EngineWatch {
  private final WorkflowGraph graph;
  private final Map<Integer, Node.Fork> forkOfRegion = new HashMap<>();
  private final Map<Integer, Integer> boundOfJump = new HashMap<>();
  private final Map<String, StepState> told = new TreeMap<>();
  private final Set<UUID> open = new HashSet<>();
  private final Set<UUID> everOpen = new HashSet<>();
  private InstanceState state = InstanceState.RUNNING;
  private int waitingNodes;
  private boolean started;

  EngineWatch(WorkflowGraph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (node instanceof Node.Fork fork) {
        for (int region : fork.branchRegions()) {
          forkOfRegion.put(region, fork);
        }
      } else if (node instanceof Node.Task) {
        waitingNodes++;
      } else if (node instanceof Node.Approval approval) {
        waitingNodes++;
        if (approval.onReject() != null) {
          boundOfJump.put(approval.onReject().jump(), approval.onReject().atMost());
        }
      } else if (node instanceof Node.Exclusive exclusive) {
        exclusive.cases().forEach(this::bound);
        bound(exclusive.otherwise());
      }
    }
  }

  private void bound(Node.Branch branch) {
    if (branch.jump() >= 0) {
      boundOfJump.put(branch.jump(), branch.atMost());
    }
  }

  /**
   * The start, and between two jumps each waiting node once: flows without a jump only lead
   * forward.
   */
  long mostCommands() {
    long jumps = boundOfJump.values().stream().mapToLong(Integer::longValue).sum();
    return 1 + (jumps + 1) * waitingNodes;
  }

  void after(EngineCommand command, Transition transition) {
    require(state == InstanceState.RUNNING, "moved on although it was " + state);
    state = transition.status();
    Execution execution = transition.execution();
    events(transition.events());
    Map<String, StepState> states = new TreeMap<>();
    execution.steps().forEach((step, record) -> states.put(step, record.status()));
    require(states.equals(told), "the events tell " + told + " but the steps are " + states);
    effects(command, transition);
    boolean failed = state == InstanceState.FAILED;
    require((execution.failure() != null) == failed, "failure " + execution.failure());
    execution
        .jumps()
        .forEach(
            (jump, count) ->
                require(count <= boundOfJump.get(jump), "jump " + jump + " taken " + count));
    if (state == InstanceState.RUNNING) {
      running(execution);
    } else {
      require(execution.tokens().isEmpty(), "ended with tokens");
      require(execution.joins().isEmpty(), "ended with joins");
      require(!states.containsValue(StepState.ACTIVE), "ended with active steps");
    }
  }

  private void events(List<JournalEvent> events) {
    for (int i = 0; i < events.size(); i++) {
      JournalEvent event = events.get(i);
      boolean last = i == events.size() - 1;
      if (event.event().equals("INSTANCE_STARTED")) {
        require(!started && i == 0, "started twice or late");
        started = true;
      } else if (event.event().startsWith("INSTANCE_")) {
        require(event.event().equals("INSTANCE_" + state) && last, event + " while " + state);
        require(state != InstanceState.RUNNING, "told that it is RUNNING");
      } else if (!event.event().equals("GOTO")) {
        step(event);
      }
    }
    if (state != InstanceState.RUNNING) {
      require(
          events.get(events.size() - 1).event().equals("INSTANCE_" + state), "the end is not told");
    }
    require(started, "its start is not told");
  }

  private void step(JournalEvent event) {
    StepState from = StepState.valueOf(event.from());
    StepState to = StepState.valueOf(event.to());
    StepState before = told.getOrDefault(event.step(), StepState.PENDING);
    require(before == from, event + " but it was " + before);
    require(from.successors().contains(to), event + " is not in the table");
    require(event.event().equals("STEP_" + (to == StepState.ACTIVE ? "ACTIVATED" : to)), event);
    told.put(event.step(), to);
  }

  private void effects(EngineCommand command, Transition transition) {
    if (command instanceof EngineCommand.CloseApproval closed) {
      require(open.remove(closed.token()), "closed what was not open");
    }
    for (Effect effect : transition.effects()) {
      if (effect instanceof Effect.OpenApproval asked) {
        require(everOpen.add(asked.id()), "the id of a request is used twice");
        open.add(asked.id());
      } else if (effect instanceof Effect.CancelApproval cancelled) {
        require(open.remove(cancelled.id()), "cancelled a request that was not open");
      }
    }
    Set<UUID> waiting = new HashSet<>();
    for (Token token : transition.execution().tokens()) {
      if (graph.node(token.node()) instanceof Node.Approval) {
        waiting.add(token.id());
      }
    }
    require(waiting.equals(open), "open requests " + open + " but waiting for " + waiting);
  }

  private void running(Execution execution) {
    require(!execution.tokens().isEmpty(), "stuck: running without a token");
    Map<Integer, Node.Fork> openForks = new TreeMap<>();
    Set<Integer> regions = new HashSet<>();
    Set<String> active = new TreeSet<>();
    for (Token token : execution.tokens()) {
      Node node = graph.node(token.node());
      require(node instanceof Node.Task || node instanceof Node.Approval, "waits at " + node);
      require(token.step().equals(node.step()), token + " at " + node);
      require(regions.add(node.region()), "two tokens in region " + node.region());
      active.add(token.step());
      for (int region = node.region(); region > 0; region = graph.regionParents()[region]) {
        Node.Fork fork = forkOfRegion.get(region);
        openForks.put(fork.index(), fork);
        active.add(fork.step());
      }
    }
    Set<String> told = new TreeSet<>();
    execution
        .steps()
        .forEach(
            (step, record) -> {
              if (record.status() == StepState.ACTIVE) {
                told.add(step);
              }
            });
    require(active.equals(told), "active are " + told + ", but open is " + active);
    joins(execution, openForks, regions);
  }

  private void joins(
      Execution execution, Map<Integer, Node.Fork> openForks, Set<Integer> tokenRegions) {
    Map<Integer, Integer> expected = new HashMap<>();
    Set<Integer> occupied = new HashSet<>(tokenRegions);
    for (Node.Fork fork : openForks.values()) {
      require(occupied.add(fork.region()), "region " + fork.region() + " runs twice");
      int arrived = 0;
      for (int region : fork.branchRegions()) {
        if (tokenRegions.stream().noneMatch(inner -> graph.encloses(region, inner))) {
          arrived++;
        }
      }
      if (arrived > 0) {
        expected.put(fork.join(), arrived);
      }
    }
    require(
        expected.equals(execution.joins()),
        "joins are " + execution.joins() + " instead of " + expected);
  }

  private static void require(boolean holds, Object otherwise) {
    if (!holds) {
      throw new AssertionError(String.valueOf(otherwise));
    }
  }
}
