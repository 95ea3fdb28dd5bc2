package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.json.Json;
import dev.assent.workflow.ApprovalPolicy;
import dev.assent.workflow.Expression;
import dev.assent.workflow.ExpressionException;
import dev.assent.workflow.Node;
import dev.assent.workflow.Outcome;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A transition in the making: the working copy of an execution and what happens to it. */
final class Run {
  private final WorkflowGraph graph;
  private final Surroundings surroundings;
  private final List<Token> tokens;
  private final Map<String, StepRecord> steps;
  private final Map<Integer, Integer> joins;
  private final Map<Integer, Integer> jumps;
  private final List<Effect> effects = new ArrayList<>();
  private final List<JournalEvent> events = new ArrayList<>();
  private InstanceState status = InstanceState.RUNNING;
  private Execution.@Nullable Failure failure;
  private String currentStep = "";
  private @Nullable Map<String, Object> variables;

  Run(WorkflowGraph graph, Execution before, Surroundings surroundings) {
    this.graph = graph;
    this.surroundings = surroundings;
    this.tokens = new ArrayList<>(before.tokens());
    this.steps = new TreeMap<>(before.steps());
    this.joins = new HashMap<>(before.joins());
    this.jumps = new HashMap<>(before.jumps());
  }

  WorkflowGraph graph() {
    return graph;
  }

  void started() {
    events.add(
        new JournalEvent("INSTANCE_STARTED", null, null, InstanceState.RUNNING.name(), null));
  }

  /** Takes the token {@code id} away from where it waits. */
  Node leave(UUID id) {
    for (Iterator<Token> it = tokens.iterator(); it.hasNext(); ) {
      Token token = it.next();
      if (token.id().equals(id)) {
        it.remove();
        return graph.node(token.node());
      }
    }
    throw new IllegalStateException("no token " + id + " waits in this execution");
  }

  void completed(
      String step, @Nullable JsonNode output, @Nullable String decision, List<String> by) {
    ObjectNode data = Json.mapper().createObjectNode();
    if (decision != null) {
      data.put("decision", decision);
    }
    if (output != null) {
      data.set("output", output);
    }
    change(step, StepState.COMPLETED, "STEP_COMPLETED", data.isEmpty() ? null : data);
    steps.put(step, record(step).with(output, decision, by));
    variables = null;
  }

  /** Runs on from {@code start} until every path waits or the instance has ended. */
  void go(int start) {
    Deque<Integer> ahead = new ArrayDeque<>();
    ahead.add(start);
    int passed = 0;
    while (!ahead.isEmpty() && status == InstanceState.RUNNING) {
      if (++passed > Engine.MAX_AUTOMATIC_NODES) {
        throw new ExpressionException(
            "passed " + Engine.MAX_AUTOMATIC_NODES + " steps without coming to one that waits");
      }
      enter(graph.node(ahead.removeFirst()), ahead);
    }
  }

  private void enter(Node node, Deque<Integer> ahead) {
    if (node.step() != null) {
      currentStep = node.step();
    }
    if (node instanceof Node.Task task) {
      if (isWanted(task.when(), task.step(), task.next(), ahead)) {
        wait(task);
      }
    } else if (node instanceof Node.Approval approval) {
      if (isWanted(approval.when(), approval.step(), approval.next(), ahead)) {
        ask(approval);
      }
    } else if (node instanceof Node.Exclusive exclusive) {
      if (isWanted(exclusive.when(), exclusive.step(), exclusive.next(), ahead)) {
        choose(exclusive, ahead);
      }
    } else if (node instanceof Node.Fork fork) {
      if (isWanted(fork.when(), fork.step(), fork.next(), ahead)) {
        activate(fork.step(), null);
        for (int branch : fork.branches()) {
          ahead.addLast(branch);
        }
      }
    } else if (node instanceof Node.Join join) {
      arrive(join, ahead);
    } else if (node instanceof Node.End end) {
      end(end.outcome() == Outcome.COMPLETED ? InstanceState.COMPLETED : InstanceState.REJECTED);
    }
  }

  private boolean isWanted(@Nullable Expression when, String step, int next, Deque<Integer> ahead) {
    if (when == null || when.test(variables())) {
      return true;
    }
    change(step, StepState.SKIPPED, "STEP_SKIPPED", null);
    ahead.addFirst(next);
    return false;
  }

  private void wait(Node.Task task) {
    String assignee = null;
    if (task.assignee() != null) {
      List<String> names = task.assignee().strings(variables());
      if (names.size() != 1 || names.get(0).isBlank()) {
        throw new ExpressionException(
            "'" + task.assignee().source() + "' names " + names + " instead of one user");
      }
      assignee = names.get(0);
    }
    ObjectNode data = Json.mapper().createObjectNode();
    if (assignee != null) {
      data.put("assignee", assignee);
    }
    activate(task.step(), data.isEmpty() ? null : data);
    tokens.add(
        new Token(
            surroundings.ids().get(),
            task.index(),
            task.step(),
            StepType.TASK,
            surroundings.now(),
            assignee));
  }

  private void ask(Node.Approval approval) {
    Set<String> users = new LinkedHashSet<>();
    for (Expression user : approval.users()) {
      users.addAll(user.strings(variables()));
    }
    if (users.contains("")) {
      throw new ExpressionException("an approver's name is empty");
    }
    Map<String, String> excluded = excluded(approval);
    if (approval.roles().isEmpty() && excluded.keySet().containsAll(users)) {
      throw new ExpressionException(
          users.isEmpty()
              ? "there is no approver"
              : "none of the approvers " + users + " may decide: " + excluded.values());
    }
    if (approval.policy() == ApprovalPolicy.ALL) {
      requireNobodyExcluded(users, excluded);
    }
    activate(approval.step(), null);
    UUID id = surroundings.ids().get();
    tokens.add(
        new Token(
            id, approval.index(), approval.step(), StepType.APPROVAL, surroundings.now(), null));
    effects.add(new Effect.OpenApproval(id, approval, List.copyOf(users), excluded));
  }

  /** Where all have to approve, one who must not would be waited for in vain. */
  private static void requireNobodyExcluded(Set<String> users, Map<String, String> excluded) {
    for (String user : users) {
      if (excluded.containsKey(user)) {
        throw new ExpressionException(
            "all of the approvers "
                + users
                + " have to approve, but "
                + user
                + " may not: "
                + excluded.get(user));
      }
    }
  }

  private Map<String, String> excluded(Node.Approval approval) {
    Map<String, String> excluded = new LinkedHashMap<>();
    if (approval.notRequester()) {
      excluded.put(surroundings.startedBy(), "the requester must not decide (notRequester)");
    }
    for (String other : approval.distinctFrom()) {
      for (String user : record(other).decidedBy()) {
        excluded.putIfAbsent(
            user, "whoever decided step " + other + " must not decide (distinctFrom)");
      }
    }
    return excluded;
  }

  private void choose(Node.Exclusive exclusive, Deque<Integer> ahead) {
    activate(exclusive.step(), null);
    Node.Branch chosen = exclusive.otherwise();
    String name = "default";
    for (int i = 0; i < exclusive.cases().size(); i++) {
      Expression when = exclusive.cases().get(i).when();
      if (when == null || when.test(variables())) {
        chosen = exclusive.cases().get(i);
        name = Integer.toString(i + 1);
        break;
      }
    }
    change(
        exclusive.step(),
        StepState.COMPLETED,
        "STEP_COMPLETED",
        Json.mapper().createObjectNode().put("case", name));
    if (!mayJump(chosen.jump(), chosen.atMost())) {
      throw new ExpressionException(
          "case " + name + " was taken " + chosen.atMost() + " times, which is its bound (atMost)");
    }
    Node target = graph.node(chosen.target());
    if (target.region() != exclusive.region() && !(target instanceof Node.Join)) {
      // a goto out of the branch; a join is where the branch itself leads
      leaveBranches(target.region(), ahead);
    }
    ahead.addFirst(chosen.target());
  }

  private void arrive(Node.Join join, Deque<Integer> ahead) {
    int arrived = joins.merge(join.index(), 1, Integer::sum);
    if (arrived == join.arity()) {
      joins.remove(join.index());
      change(join.step(), StepState.COMPLETED, "STEP_COMPLETED", null);
      ahead.addFirst(join.next());
    }
  }

  /** Counts a jump; false, without counting, when its bound is used up. */
  boolean mayJump(int jump, int atMost) {
    if (jump < 0) {
      return true;
    }
    int taken = jumps.getOrDefault(jump, 0);
    if (taken >= atMost) {
      return false;
    }
    jumps.put(jump, taken + 1);
    return true;
  }

  /** Leads a rejection back. */
  void jump(Node from, int target) {
    Node to = graph.node(target);
    events.add(
        new JournalEvent(
            "GOTO",
            from.step(),
            null,
            null,
            Json.mapper().createObjectNode().put("target", String.valueOf(to.step()))));
    if (to.region() != from.region()) {
      leaveBranches(to.region(), new ArrayDeque<>());
    }
    go(target);
  }

  /** Ends everything that is open within the branches below {@code region}. */
  private void leaveBranches(int region, Deque<Integer> ahead) {
    ahead.removeIf(index -> isBelow(region, graph.node(index)));
    for (Token token : List.copyOf(tokens)) {
      if (isBelow(region, graph.node(token.node()))) {
        cancel(token);
      }
    }
    joins.keySet().removeIf(index -> graph.encloses(region, graph.node(index).region()));
    for (Node node : graph.nodes()) {
      if (node instanceof Node.Fork fork
          && graph.encloses(region, fork.region())
          && record(fork.step()).status() == StepState.ACTIVE) {
        change(fork.step(), StepState.CANCELLED, "STEP_CANCELLED", null);
      }
    }
  }

  private boolean isBelow(int region, Node node) {
    return node.region() != region && graph.encloses(region, node.region());
  }

  private void cancel(Token token) {
    tokens.remove(token);
    change(token.step(), StepState.CANCELLED, "STEP_CANCELLED", null);
    if (graph.node(token.node()) instanceof Node.Approval) {
      effects.add(new Effect.CancelApproval(token.id()));
    }
  }

  /** Ends the instance, and with it whatever is still open. */
  void end(InstanceState outcome) {
    List.copyOf(tokens).forEach(this::cancel);
    for (Map.Entry<String, StepRecord> step : List.copyOf(steps.entrySet())) {
      if (step.getValue().status() == StepState.ACTIVE) {
        change(step.getKey(), StepState.CANCELLED, "STEP_CANCELLED", null);
      }
    }
    joins.clear();
    status = outcome;
    events.add(
        new JournalEvent(
            "INSTANCE_" + outcome,
            null,
            InstanceState.RUNNING.name(),
            outcome.name(),
            failure == null ? null : Json.mapper().valueToTree(failure)));
  }

  /** Ends the instance because the step that it has come to cannot be run. */
  void fail(String detail) {
    failure = new Execution.Failure(currentStep, detail);
    // requests asked for in this very transition were never made
    Set<UUID> unmade = new LinkedHashSet<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.OpenApproval open) {
        unmade.add(open.id());
      }
    }
    effects.removeIf(e -> e instanceof Effect.OpenApproval);
    // when the bound on automatic steps is passed, the step come to last may be one that waits
    tokens.removeIf(token -> token.step().equals(currentStep));
    change(
        currentStep,
        StepState.FAILED,
        "STEP_FAILED",
        Json.mapper().createObjectNode().put("detail", detail));
    end(InstanceState.FAILED);
    effects.removeIf(e -> e instanceof Effect.CancelApproval c && unmade.contains(c.id()));
  }

  private void activate(String step, @Nullable JsonNode data) {
    change(step, StepState.ACTIVE, "STEP_ACTIVATED", data);
  }

  private void change(String step, StepState next, String event, @Nullable JsonNode data) {
    StepRecord before = record(step);
    steps.put(step, before.to(step, next));
    variables = null;
    events.add(new JournalEvent(event, step, before.status().name(), next.name(), data));
  }

  private StepRecord record(String step) {
    return steps.getOrDefault(step, StepRecord.UNREACHED);
  }

  private Map<String, Object> variables() {
    if (variables == null) {
      variables = Variables.of(graph, surroundings, steps);
    }
    return variables;
  }

  Transition transition() {
    Execution after =
        new Execution(
            List.copyOf(tokens),
            Collections.unmodifiableMap(steps),
            Map.copyOf(joins),
            Map.copyOf(jumps),
            failure);
    return new Transition(status, after, List.copyOf(effects), List.copyOf(events));
  }
}
