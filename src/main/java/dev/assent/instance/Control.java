package dev.assent.instance;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** What has to be told to the engine when somebody takes an instance in hand. */
final class Control {
  private final WorkflowInstance instance;
  private final WorkflowGraph graph;

  Control(WorkflowInstance instance, WorkflowGraph graph) {
    this.instance = instance;
    this.graph = graph;
  }

  /**
   * @throws ProblemException {@code INVALID_STATE}, {@code NOT_FOUND} for a step that is not there
   */
  List<EngineCommand> commands(ControlInstance command) {
    return switch (command.verb()) {
      case CANCEL -> cancel();
      case SUSPEND -> {
        instance.require(EnumSet.of(InstanceState.RUNNING), "suspending");
        yield List.of(new EngineCommand.Suspend());
      }
      case RESUME -> {
        instance.require(EnumSet.of(InstanceState.SUSPENDED), "resuming");
        yield List.of(new EngineCommand.Resume());
      }
      case RETRY -> retry(command);
      case RESTART -> List.of(restart(String.valueOf(command.step())));
    };
  }

  private List<EngineCommand> cancel() {
    instance.require(EnumSet.of(InstanceState.RUNNING, InstanceState.SUSPENDED), "cancelling");
    instance.requireNotEnding("cancelling");
    return List.of(new EngineCommand.Cancel());
  }

  private List<EngineCommand> retry(ControlInstance command) {
    instance.require(EnumSet.of(InstanceState.RUNNING, InstanceState.FAILED), "retrying");
    Execution.Failure failure = instance.execution().failure();
    if (instance.state() == InstanceState.FAILED && failure != null) {
      return List.of(restart(command.step() == null ? failure.step() : command.step()));
    }
    List<EngineCommand> commands = new ArrayList<>();
    for (Token token : instance.execution().tokens()) {
      if (token.incident() != null
          && (command.step() == null || command.step().equals(token.step()))) {
        commands.add(new EngineCommand.Retry(token.id()));
      }
    }
    if (commands.isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Instance "
              + instance.id()
              + " has no open incident"
              + (command.step() == null ? "" : " at step " + command.step())
              + "; there is nothing to retry.");
    }
    return commands;
  }

  private EngineCommand restart(String step) {
    instance.require(
        EnumSet.of(InstanceState.RUNNING, InstanceState.SUSPENDED, InstanceState.FAILED),
        "restarting");
    if (graph.steps().stream().noneMatch(s -> s.id().equals(step))) {
      throw ProblemException.notFound("step", "with this id in instance " + instance.id());
    }
    if (graph.node(graph.entry(step)).region() != 0) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Step "
              + step
              + " stands within a branch or a body; restart from the step that holds it, or from"
              + " another one at the top.");
    }
    instance.requireNotEnding("restarting");
    return new EngineCommand.Restart(step, instance.state());
  }
}
