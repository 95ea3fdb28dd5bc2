package dev.assent.instance;

import dev.assent.workflow.Node;
import dev.assent.workflow.StepInfo;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowGraph;
import dev.assent.workflow.diagram.Progress;
import dev.assent.workflow.diagram.Progress.Mark;
import dev.assent.workflow.diagram.Progress.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far an instance has come, for its picture. What the open turns of a {@code forEach} have of a
 * step is shown together; a turn that has ended leaves nothing but its result.
 */
final class InstanceProgress {
  private final Execution execution;
  private final WorkflowGraph graph;

  private InstanceProgress(Execution execution, WorkflowGraph graph) {
    this.execution = execution;
    this.graph = graph;
  }

  static Progress of(WorkflowInstance instance, WorkflowGraph graph) {
    InstanceProgress progress = new InstanceProgress(instance.execution(), graph);
    Map<String, Mark> marks = new HashMap<>();
    for (StepInfo step : graph.steps()) {
      Mark mark = progress.mark(step);
      if (mark != null) {
        marks.put(step.id(), mark);
      }
    }
    String key = instance.identity().businessKey();
    String heading = instance.state() + (key == null ? "" : ", " + key);
    return new Progress(heading, end(instance, graph), marks);
  }

  /** Which of several ends was reached is not kept. */
  private static @Nullable State end(WorkflowInstance instance, WorkflowGraph graph) {
    boolean only = graph.nodes().stream().filter(Node.End.class::isInstance).count() == 1;
    return only && instance.state() == InstanceState.COMPLETED ? State.DONE : null;
  }

  private @Nullable Mark mark(StepInfo step) {
    List<StepRecord> records =
        Stream.concat(
                Stream.ofNullable(execution.steps().get(step.id())),
                execution.scopes().stream()
                    .map(s -> s.steps().get(step.id()))
                    .filter(Objects::nonNull))
            .filter(record -> record.status() != StepState.PENDING)
            .toList();
    List<Token> tokens =
        execution.tokens().stream().filter(t -> t.step().equals(step.id())).toList();
    if (records.isEmpty()) {
      return null;
    }
    State state =
        tokens.stream().anyMatch(t -> t.incident() != null)
            ? State.INCIDENT
            : records.stream()
                .map(record -> state(step, record))
                .min(State::compareTo)
                .orElseThrow();
    int visits = records.stream().mapToInt(StepRecord::visits).sum();
    String line =
        state.word() + turns(step, records) + (visits > 1 ? ", " + visits + " visits" : "");
    return new Mark(state, line, line + by(records) + why(records, tokens));
  }

  /** Of several the first in this order is shown: what needs somebody comes before what is past. */
  private static State state(StepInfo step, StepRecord record) {
    return switch (record.status()) {
      case PENDING, SKIPPED -> State.SKIPPED;
      case ACTIVE -> State.ACTIVE;
      case COMPLETED -> isRejected(step, record) ? State.REJECTED : State.DONE;
      case FAILED -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
    };
  }

  /** The decision of a consensus step is an option, whatever its name. */
  private static boolean isRejected(StepInfo step, StepRecord record) {
    return step.type() == StepType.CONSENSUS
        ? PollResult.isRejection(record.output())
        : "REJECTED".equals(record.decision());
  }

  /** How many turns of a loop or forEach there are, or how many the step is active in. */
  private String turns(StepInfo step, List<StepRecord> records) {
    Node node = graph.node(step.node());
    if (node instanceof Node.ForEach) {
      List<Scope.Each> open = each(step.node());
      int all = open.stream().mapToInt(e -> e.items().size()).sum();
      int done = open.stream().mapToInt(Scope.Each::done).sum();
      int active = open.stream().mapToInt(e -> e.started() - e.done()).sum();
      return open.isEmpty() ? "" : ": " + active + " active, " + done + " of " + all + " done";
    }
    if (node instanceof Node.Loop loop && records.size() == 1) {
      Integer turn = execution.jumps().get(loop.counter());
      boolean active = records.get(0).status() == StepState.ACTIVE;
      return turn == null || !active ? "" : ", turn " + turn;
    }
    long active = records.stream().filter(r -> r.status() == StepState.ACTIVE).count();
    return active > 1 ? " in " + active + " turns" : "";
  }

  private List<Scope.Each> each(int node) {
    return Stream.concat(
            Stream.ofNullable(execution.each().get(node)),
            execution.scopes().stream().map(s -> s.each().get(node)).filter(Objects::nonNull))
        .toList();
  }

  private static String by(List<StepRecord> records) {
    List<String> names =
        records.stream().map(StepRecord::decidedBy).flatMap(Collection::stream).distinct().toList();
    return names.isEmpty() ? "" : " by " + String.join(", ", names);
  }

  private static String why(List<StepRecord> records, List<Token> tokens) {
    List<String> reasons = new ArrayList<>();
    for (Token token : tokens) {
      if (token.incident() != null) {
        reasons.add(token.incident().detail());
      }
    }
    records.stream().map(StepRecord::error).filter(Objects::nonNull).forEach(reasons::add);
    return reasons.isEmpty() ? "" : ": " + reasons.get(0);
  }
}
