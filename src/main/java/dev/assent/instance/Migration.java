package dev.assent.instance;

import dev.assent.journal.JournalEvent;
import dev.assent.platform.json.Json;
import dev.assent.workflow.Node;
import dev.assent.workflow.StepInfo;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes an execution from one version of its workflow to another: a pure function. Every place at
 * which something is open must have its counterpart in the new version: a step of the same type,
 * within the counterparts of the same branches and bodies. What is known of steps that the new
 * version no longer has is left behind; the journal keeps it. Jobs go on under the version and the
 * id of the step that ordered them, which is what answers are kept by.
 */
final class Migration {
  private final WorkflowGraph before;
  private final WorkflowGraph after;
  private final Map<String, String> renamed;
  private final List<String> reasons = new ArrayList<>();
  private final Map<Integer, Integer> counters = new HashMap<>();

  private Migration(WorkflowGraph before, WorkflowGraph after, Map<String, String> renamed) {
    this.before = before;
    this.after = after;
    this.renamed = renamed;
    for (Node node : before.nodes()) {
      if (node instanceof Node.StepNode step
          && counterpart(step.index()) instanceof Node.StepNode other) {
        counters(step, other);
      }
    }
  }

  /**
   * What an execution becomes.
   *
   * @param execution null when it cannot be migrated
   * @param reasons why not
   */
  record Result(@Nullable Execution execution, List<String> reasons) {}

  /**
   * @param renamed steps that have another id in the new version, by their old ids
   */
  static Result of(
      WorkflowGraph before, WorkflowGraph after, Execution execution, Map<String, String> renamed) {
    Migration migration = new Migration(before, after, renamed);
    migration.checkNames();
    migration.checkOpen(execution);
    return migration.reasons.isEmpty()
        ? new Result(migration.moved(execution), List.of())
        : new Result(null, List.copyOf(migration.reasons));
  }

  /** What the journal is told. */
  static JournalEvent event(int from, int to, Map<String, String> renamed) {
    return new JournalEvent(
        "INSTANCE_MIGRATED",
        null,
        null,
        null,
        Json.mapper()
            .createObjectNode()
            .put("fromVersion", from)
            .put("toVersion", to)
            .set("steps", Json.mapper().valueToTree(renamed)));
  }

  private void checkNames() {
    renamed.forEach(
        (old, now) -> {
          if (!before.stepIds().contains(old)) {
            reasons.add("the mapping names step " + old + ", which the instance's version has not");
          } else if (!after.stepIds().contains(now)) {
            reasons.add("the mapping names step " + now + ", which the new version has not");
          }
        });
    Map<String, String> taken = new HashMap<>();
    for (StepInfo info : before.steps()) {
      String other = taken.putIfAbsent(name(info.id()), info.id());
      if (other != null) {
        reasons.add("steps " + other + " and " + info.id() + " would both become " + name(other));
      }
    }
  }

  private String name(String step) {
    return renamed.getOrDefault(step, step);
  }

  private void checkOpen(Execution execution) {
    for (Token token : execution.tokens()) {
      checkPlace(before.node(token.node()));
      if (token.incident() != null && token.incident().within() != null) {
        checkPlace(before.node(token.incident().within().node()));
      }
    }
    for (Position position : execution.parked()) {
      checkPlace(before.node(position.node()));
    }
    for (Execution.Undo undo : execution.undo()) {
      if (counterpart(undo.node()) == null) {
        reasons.add(
            "step "
                + before.node(undo.node()).step()
                + " may have to be undone, and the new version has no such compensation");
      }
    }
  }

  private void checkPlace(Node place) {
    Node other = counterpart(place.index());
    if (other == null) {
      reasons.add(
          "it is at step "
              + place.step()
              + ", which the new version "
              + (after.stepIds().contains(name(String.valueOf(place.step())))
                  ? "has as another type of step"
                  : "has not; map it to one that it has"));
      return;
    }
    int region = place.region();
    int now = other.region();
    while (region > 0 && now > 0) {
      Node.StepNode holder = before.holder(region);
      Node.StepNode newHolder = after.holder(now);
      if (holder == null
          || newHolder == null
          || !newHolder.step().equals(name(holder.step()))
          || !sameKind(holder, newHolder)
          || branch(holder, region) != branch(newHolder, now)) {
        break;
      }
      region = holder.region();
      now = newHolder.region();
    }
    if (region != 0 || now != 0) {
      reasons.add(
          "step "
              + place.step()
              + " stands within other branches or bodies in the new version than it does now");
    }
  }

  /** Which branch of its parallel step a region is; 0 for a body. */
  private static int branch(Node.StepNode holder, int region) {
    if (holder instanceof Node.Fork fork) {
      for (int i = 0; i < fork.branchRegions().length; i++) {
        if (fork.branchRegions()[i] == region) {
          return i;
        }
      }
    }
    return 0;
  }

  /** Whether what is open in the one can go on in the other. */
  private static boolean sameKind(Node one, Node other) {
    if (one instanceof Node.Fork fork && other instanceof Node.Fork same) {
      return fork.branches().length == same.branches().length;
    }
    if (one instanceof Node.Work work && other instanceof Node.Work same) {
      return work.type() == same.type();
    }
    return one.getClass().equals(other.getClass());
  }

  /** The node of the new version for one of the old; null when there is none. */
  private @Nullable Node counterpart(int index) {
    Node node = before.node(index);
    String step = node.step();
    if (step == null) {
      return null;
    }
    if (node instanceof Node.Work work && work.next() < 0) {
      return compensation(work);
    }
    String now = name(step);
    if (!after.stepIds().contains(now)) {
      return null;
    }
    Node entry = after.node(after.entry(now));
    if (node instanceof Node.Join join) {
      return entry instanceof Node.Fork fork
              && ((Node.Join) after.node(fork.join())).arity() == join.arity()
          ? after.node(fork.join())
          : null;
    }
    if (node instanceof Node.Return) {
      return after.nodes().stream()
          .filter(n -> n instanceof Node.Return back && back.owner() == entry.index())
          .findFirst()
          .orElse(null);
    }
    return sameKind(node, entry) ? entry : null;
  }

  private @Nullable Node compensation(Node.Work work) {
    for (Node node : before.nodes()) {
      if (node instanceof Node.StepNode step
          && step.frame().compensation() == work.index()
          && counterpart(step.index()) instanceof Node.StepNode other
          && other.frame().compensation() >= 0) {
        Node undo = after.node(other.frame().compensation());
        return sameKind(work, undo) ? undo : null;
      }
    }
    return null;
  }

  /** Notes which counter of the new version goes on counting what one of the old has counted. */
  private void counters(Node.StepNode step, Node.StepNode other) {
    if (step instanceof Node.Loop loop && other instanceof Node.Loop same) {
      counters.put(loop.counter(), same.counter());
    }
    if (step instanceof Node.Approval approval && other instanceof Node.Approval same) {
      counter(approval.onReject(), same.onReject());
    }
    if (step instanceof Node.Consensus consensus && other instanceof Node.Consensus same) {
      counter(consensus.onReject(), same.onReject());
      counter(consensus.onNoConsensus(), same.onNoConsensus());
    }
    if (step.frame().timeout() != null && other.frame().timeout() != null) {
      counter(step.frame().timeout().onTimeout(), other.frame().timeout().onTimeout());
    }
    if (step instanceof Node.Exclusive choice && other instanceof Node.Exclusive same) {
      for (int i = 0; i < Math.min(choice.cases().size(), same.cases().size()); i++) {
        counter(choice.cases().get(i), same.cases().get(i));
      }
      counter(choice.otherwise(), same.otherwise());
    }
  }

  private void counter(Node.@Nullable Jump jump, Node.@Nullable Jump same) {
    if (jump != null && same != null) {
      counters.put(jump.jump(), same.jump());
    }
  }

  private void counter(Node.Branch branch, Node.Branch same) {
    if (branch.jump() >= 0 && same.jump() >= 0) {
      counters.put(branch.jump(), same.jump());
    }
  }

  private Execution moved(Execution e) {
    return new Execution(
        e.tokens().stream().map(this::moved).toList(),
        steps(e.steps()),
        nodes(e.joins()),
        jumps(e.jumps()),
        e.failure() == null
            ? null
            : new Execution.Failure(name(e.failure().step()), e.failure().detail()),
        e.vars(),
        nodes(e.each()),
        e.scopes().stream().map(this::moved).toList(),
        e.scopeCount(),
        e.held(),
        e.parked().stream().map(p -> new Position(p.scope(), index(p.node()))).toList(),
        e.signals(),
        e.undo().stream().map(u -> new Execution.Undo(index(u.node()), u.request())).toList(),
        e.ending(),
        e.output());
  }

  private Token moved(Token token) {
    Node node = after.node(index(token.node()));
    return new Token(
        token.id(),
        node.index(),
        String.valueOf(node.step()),
        token.type(),
        token.since(),
        token.assignee(),
        token.scope(),
        token.jobs(),
        token.correlation(),
        token.incident() == null ? null : moved(token.incident()),
        token.routing());
  }

  private Token.Incident moved(Token.Incident incident) {
    Position within = incident.within();
    return new Token.Incident(
        incident.detail(),
        incident.leaving(),
        within == null ? null : new Position(within.scope(), index(within.node())));
  }

  private Scope moved(Scope scope) {
    return new Scope(
        scope.id(),
        scope.parent(),
        index(scope.owner()),
        scope.index(),
        scope.item(),
        scope.last() == null ? null : name(scope.last()),
        steps(scope.steps()),
        nodes(scope.joins()),
        jumps(scope.jumps()),
        nodes(scope.each()));
  }

  private Map<String, StepRecord> steps(Map<String, StepRecord> steps) {
    Map<String, StepRecord> moved = new TreeMap<>();
    steps.forEach(
        (step, record) -> {
          String now = name(step);
          boolean known =
              after.nodes().stream()
                  .anyMatch(n -> n instanceof Node.StepNode s && s.step().equals(now));
          if (known) {
            moved.put(now, record);
          }
        });
    return moved;
  }

  private <T> Map<Integer, T> nodes(Map<Integer, T> byNode) {
    Map<Integer, T> moved = new HashMap<>();
    byNode.forEach(
        (node, value) -> {
          Node other = counterpart(node);
          if (other != null) {
            moved.put(other.index(), value);
          }
        });
    return moved;
  }

  private Map<Integer, Integer> jumps(Map<Integer, Integer> jumps) {
    Map<Integer, Integer> moved = new HashMap<>();
    jumps.forEach(
        (jump, taken) -> {
          Integer same = counters.get(jump);
          if (same != null) {
            moved.put(same, taken);
          }
        });
    return moved;
  }

  private int index(int node) {
    Node other = counterpart(node);
    if (other == null) {
      throw new IllegalStateException("node " + node + " was not checked");
    }
    return other.index();
  }
}
