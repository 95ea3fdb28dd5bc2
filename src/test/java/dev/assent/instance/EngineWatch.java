package dev.assent.instance;

import dev.assent.journal.JournalEvent;
import dev.assent.workflow.Node;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Follows one history and fails when something does not hold that always must. Knows the graph and
 * what the engine answered, nothing of how the engine works.
 */
final class EngineWatch {
  private final WorkflowGraph graph;

  /** The step that has each region as a branch or as its body. */
  private final Map<Integer, Node.StepNode> holders = new HashMap<>();

  private final Map<Integer, Integer> boundOfJump = new HashMap<>();
  private final Map<String, StepState> told = new TreeMap<>();
  private final Set<UUID> approvals = new HashSet<>();
  private final Set<UUID> ballots = new HashSet<>();
  private final Set<UUID> everAsked = new HashSet<>();
  private final Set<UUID> incidents = new HashSet<>();
  private final Set<UUID> subscriptions = new HashSet<>();
  private final Map<UUID, Integer> jobs = new HashMap<>();
  private final Set<Position> halted = new HashSet<>();
  private final Map<Position, Integer> parkedAtJoins = new HashMap<>();
  private InstanceState state = InstanceState.RUNNING;
  private boolean started;

  EngineWatch(WorkflowGraph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (node instanceof Node.StepNode step && step.frame().timeout() != null) {
        bound(step.frame().timeout().onTimeout());
      }
      if (node instanceof Node.Fork fork) {
        for (int region : fork.branchRegions()) {
          holders.put(region, fork);
        }
      } else if (node instanceof Node.Loop loop) {
        holders.put(loop.bodyRegion(), loop);
        boundOfJump.put(loop.counter(), loop.atMost());
      } else if (node instanceof Node.ForEach each) {
        holders.put(each.bodyRegion(), each);
      } else if (node instanceof Node.Approval approval) {
        bound(approval.onReject());
      } else if (node instanceof Node.Consensus consensus) {
        bound(consensus.onReject());
        bound(consensus.onNoConsensus());
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

  private void bound(Node.Jump jump) {
    if (jump != null) {
      boundOfJump.put(jump.jump(), jump.atMost());
    }
  }

  void after(EngineCommand command, Transition transition) {
    boolean restarted = command instanceof EngineCommand.Restart;
    require(state.isOpen() || (restarted && state == InstanceState.FAILED), "moved on as ", state);
    for (InstanceState next : transition.states()) {
      require(state.successors().contains(next), state, " became ", next);
      state = next;
    }
    require(state == transition.status(), "told to be ", state, ", is ", transition.status());
    Execution execution = transition.execution();
    events(transition.events());
    told(execution);
    effects(command, transition);
    require(
        state != InstanceState.FAILED || execution.failure() != null, "failed without a reason");
    jumps(execution.jumps());
    execution.scopes().forEach(scope -> jumps(scope.jumps()));
    if (state.isOpen()) {
      open(execution);
    } else {
      ended(execution);
    }
  }

  private void jumps(Map<Integer, Integer> jumps) {
    jumps.forEach(
        (jump, count) -> require(count <= boundOfJump.get(jump), "jump ", jump, ": ", count));
  }

  private void events(List<JournalEvent> events) {
    for (JournalEvent event : events) {
      if (event.event().equals("INSTANCE_STARTED")) {
        require(!started, "started twice");
        started = true;
      } else if (event.from() != null && event.step() != null) {
        step(event);
      }
    }
    if (!state.isOpen()) {
      require(
          events.get(events.size() - 1).event().equals("INSTANCE_" + state), "the end is not told");
    }
    require(started, "its start is not told");
  }

  private void step(JournalEvent event) {
    StepState from = StepState.valueOf(event.from());
    StepState to = StepState.valueOf(event.to());
    require(from.successors().contains(to), event, " is not in the table");
    require(event.event().equals("STEP_" + (to == StepState.ACTIVE ? "ACTIVATED" : to)), event);
    if (event.data() == null || !event.data().has("index")) {
      StepState before = told.getOrDefault(event.step(), StepState.PENDING);
      require(before == from, event, " but it was ", before);
      told.put(event.step(), to);
    }
  }

  private void told(Execution execution) {
    Map<String, StepState> states = new TreeMap<>();
    execution.steps().forEach((step, record) -> states.put(step, record.status()));
    require(states.equals(told), "the events tell ", told, " but the steps are ", states);
  }

  private void effects(EngineCommand command, Transition transition) {
    if (command instanceof EngineCommand.CloseApproval closed) {
      require(approvals.remove(closed.token()), "closed what was not open");
    } else if (command instanceof EngineCommand.CloseBallot closed) {
      require(ballots.remove(closed.token()), "closed what was not open");
    } else if (command instanceof EngineCommand.TakeRoute found) {
      jobEnded(found.token());
    } else if (command instanceof EngineCommand.FinishWork finished) {
      jobEnded(finished.token());
    } else if (command instanceof EngineCommand.FailWork failed) {
      jobEnded(failed.token());
    } else if (command instanceof EngineCommand.FireTimer fired) {
      jobEnded(fired.token());
    }
    for (Effect effect : transition.effects()) {
      effect(effect);
    }
    Set<UUID> asking = new HashSet<>();
    Set<UUID> voting = new HashSet<>();
    Set<UUID> halted = new HashSet<>();
    Set<UUID> listening = new HashSet<>();
    Map<UUID, Integer> working = new HashMap<>();
    for (Token token : transition.execution().tokens()) {
      if (token.incident() != null) {
        halted.add(token.id());
      } else if (token.type() == StepType.APPROVAL && !token.routing()) {
        asking.add(token.id());
      } else if (token.type() == StepType.CONSENSUS) {
        voting.add(token.id());
      }
      if (token.jobs() > 0) {
        working.put(token.id(), token.jobs());
      }
      if (token.correlation() != null) {
        listening.add(token.id());
      }
    }
    require(asking.equals(approvals), "open requests ", approvals, " but waiting for ", asking);
    require(voting.equals(ballots), "open ballots ", ballots, " but waiting for ", voting);
    require(halted.equals(incidents), "open incidents ", incidents, " but halted ", halted);
    require(working.equals(jobs), "open jobs ", jobs, " but waiting for ", working);
    require(listening.equals(subscriptions), "subscribed ", subscriptions, " for ", listening);
  }

  private void jobEnded(UUID token) {
    Integer left = jobs.get(token);
    require(left != null, "a job has ended that was not there");
    jobs.put(token, left - 1);
    jobs.values().removeIf(n -> n == 0);
  }

  private void effect(Effect effect) {
    if (effect instanceof Effect.OpenApproval asked) {
      require(everAsked.add(asked.id()), "the id of a request is used twice");
      require(asked.stages().stream().anyMatch(Effect.AskedStage::needed), "nobody is asked");
      approvals.add(asked.id());
    } else if (effect instanceof Effect.FindRoute find) {
      require(find.open().isUnrouted(), "nobody has to be found");
      jobs.merge(find.open().id(), 1, Integer::sum);
    } else if (effect instanceof Effect.OpenRouted asked) {
      require(everAsked.add(asked.id()), "the id of a request is used twice");
      approvals.add(asked.id());
    } else if (effect instanceof Effect.CancelApproval cancelled) {
      require(approvals.remove(cancelled.id()), "cancelled a request that was not open");
    } else if (effect instanceof Effect.OpenBallot opened) {
      require(everAsked.add(opened.id()), "the id of a ballot is used twice");
      require(!opened.order().participants().isEmpty(), "nobody may vote");
      ballots.add(opened.id());
    } else if (effect instanceof Effect.CancelBallot cancelled) {
      require(ballots.remove(cancelled.id()), "cancelled a ballot that was not open");
    } else if (effect instanceof Effect.StartWork work) {
      jobs.merge(work.token(), 1, Integer::sum);
    } else if (effect instanceof Effect.StartTimer timer) {
      jobs.merge(timer.token(), 1, Integer::sum);
    } else if (effect instanceof Effect.CancelJobs cancelled) {
      require(jobs.remove(cancelled.token()) != null, "cancelled jobs that were not there");
    } else if (effect instanceof Effect.OpenIncident opened) {
      require(incidents.add(opened.token()), "an incident is opened twice");
    } else if (effect instanceof Effect.CloseIncident closed) {
      require(incidents.remove(closed.token()), "closed an incident that was not open");
    } else if (effect instanceof Effect.Subscribe subscribed) {
      require(subscriptions.add(subscribed.token()), "subscribed twice");
    } else if (effect instanceof Effect.Unsubscribe unsubscribed) {
      require(subscriptions.remove(unsubscribed.token()), "was not subscribed");
    }
  }

  private void ended(Execution execution) {
    require(execution.tokens().isEmpty(), "ended with tokens");
    require(execution.parked().isEmpty(), "ended with parked paths");
    require(execution.scopes().isEmpty(), "ended with scopes");
    require(execution.joins().isEmpty(), "ended with joins");
    require(execution.each().isEmpty(), "ended with turns");
    require(execution.undo().isEmpty(), "ended with something to undo");
    require(!told.containsValue(StepState.ACTIVE), "ended with active steps");
  }

  private void open(Execution execution) {
    boolean suspended = state == InstanceState.SUSPENDED;
    require(suspended == execution.held(), "held as ", state);
    boolean waits = !execution.tokens().isEmpty();
    require(
        waits || (suspended && (!execution.parked().isEmpty() || execution.ending() != null)),
        "stuck: nothing waits");
    require(
        execution.parked().isEmpty()
            || suspended
            || execution.tokens().stream().anyMatch(t -> t.incident() != null),
        "parked although nothing holds it");
    Map<Integer, Scope> scopes = new HashMap<>();
    execution.scopes().forEach(scope -> scopes.put(scope.id(), scope));
    List<Position> places = new ArrayList<>(execution.parked());
    halted.clear();
    parkedAtJoins.clear();
    execution.tokens().forEach(t -> halted.add(new Position(t.scope(), t.node())));
    for (Token token : execution.tokens()) {
      require(token.step().equals(graph.node(token.node()).step()), token, " is elsewhere");
      places.add(new Position(token.scope(), token.node()));
    }
    Map<Integer, Set<String>> active = new HashMap<>();
    Map<Integer, Set<Integer>> regions = new HashMap<>();
    for (Position place : places) {
      occupy(place, scopes, active, regions);
    }
    for (Token token : execution.tokens()) {
      active.computeIfAbsent(token.scope(), s -> new TreeSet<>()).add(token.step());
    }
    checkArea(0, execution.steps(), execution.joins(), execution.each(), active, regions, scopes);
    for (Scope scope : execution.scopes()) {
      require(regions.containsKey(scope.id()), "nothing goes on in scope ", scope.id());
      checkArea(scope.id(), scope.steps(), scope.joins(), scope.each(), active, regions, scopes);
    }
  }

  /** Notes which steps must be active and which regions are taken because of a path at a place. */
  private void occupy(
      Position place,
      Map<Integer, Scope> scopes,
      Map<Integer, Set<String>> active,
      Map<Integer, Set<Integer>> regions) {
    Node node = graph.node(place.node());
    int scope = place.scope();
    // a compensation belongs to the instance, wherever the step is that it undoes
    int region = node instanceof Node.StepNode step && step.next() < 0 ? 0 : node.region();
    require(scope == 0 || scopes.containsKey(scope), "there is no scope ", scope);
    Set<Integer> taken = regions.computeIfAbsent(scope, s -> new HashSet<>());
    if (node instanceof Node.Join join) {
      // parked in front of it, as other branches may be
      active.computeIfAbsent(scope, s -> new TreeSet<>()).add(join.step());
      parkedAtJoins.merge(place, 1, Integer::sum);
    } else {
      require(taken.add(region), "two paths in region ", region, " of scope ", scope);
    }
    while (region > 0) {
      Node.StepNode holder = holders.get(region);
      if (holder instanceof Node.ForEach) {
        Scope turn = scopes.get(scope);
        require(turn != null && turn.owner() == holder.index(), "outside of its turn");
        scope = turn.parent();
      }
      active.computeIfAbsent(scope, s -> new TreeSet<>()).add(holder.step());
      region = holder.region();
      regions.computeIfAbsent(scope, s -> new HashSet<>());
    }
    require(scope == 0, "a scope outside of any forEach");
  }

  private void checkArea(
      int id,
      Map<String, StepRecord> steps,
      Map<Integer, Integer> joins,
      Map<Integer, Scope.Each> each,
      Map<Integer, Set<String>> active,
      Map<Integer, Set<Integer>> regions,
      Map<Integer, Scope> scopes) {
    Set<String> are = new TreeSet<>();
    steps.forEach(
        (step, record) -> {
          if (record.status() == StepState.ACTIVE) {
            are.add(step);
          }
        });
    Set<String> must = active.getOrDefault(id, Set.of());
    require(must.equals(are), "in scope ", id, " active are ", are, ", but open is ", must);
    Map<Integer, Integer> expected = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node instanceof Node.Fork fork && are.contains(fork.step()) && !isHalted(fork, id)) {
        int arrived =
            arrived(fork, id, regions, scopes)
                - parkedAtJoins.getOrDefault(new Position(id, fork.join()), 0);
        if (arrived > 0) {
          expected.put(fork.join(), arrived);
        }
      } else if (node instanceof Node.ForEach one && each.containsKey(one.index())) {
        Scope.Each progress = each.get(one.index());
        long turns =
            scopes.values().stream()
                .filter(s -> s.parent() == id && s.owner() == one.index())
                .count();
        require(progress.started() - progress.done() == turns, "turns of ", one.step());
        require(turns > 0 && turns <= one.parallel(), turns, " turns at once");
      }
    }
    require(expected.equals(joins), "joins are ", joins, " instead of ", expected);
  }

  /** Whether all branches have met, and what should have followed from that could not. */
  private boolean isHalted(Node.Fork fork, int scope) {
    return halted.contains(new Position(scope, fork.index()));
  }

  /** How many branches of {@code fork} have nothing in them any more. */
  private int arrived(
      Node.Fork fork, int id, Map<Integer, Set<Integer>> regions, Map<Integer, Scope> scopes) {
    int arrived = 0;
    for (int branch : fork.branchRegions()) {
      boolean taken =
          regions.getOrDefault(id, Set.of()).stream().anyMatch(r -> graph.encloses(branch, r))
              || parkedAtJoins.keySet().stream()
                  .anyMatch(
                      p -> p.scope() == id && graph.encloses(branch, graph.node(p.node()).region()))
              || scopes.values().stream()
                  .anyMatch(
                      s ->
                          s.parent() == id
                              && graph.encloses(branch, graph.node(s.owner()).region()));
      if (!taken) {
        arrived++;
      }
    }
    return arrived;
  }

  /**
   * @param otherwise the parts of the message, which is put together only when it is needed: this
   *     is called millions of times
   */
  private static void require(boolean holds, Object... otherwise) {
    if (!holds) {
      throw new AssertionError(
          Stream.of(otherwise).map(String::valueOf).collect(Collectors.joining()));
    }
  }
}
