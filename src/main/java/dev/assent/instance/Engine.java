package dev.assent.instance;

import dev.assent.workflow.ExpressionException;
import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import java.util.UUID;

/**
 * Moves executions on: a pure function. It runs on through every automatic node until only waiting
 * ones remain, or the instance has ended. Thread-safe, as it has no state.
 */
final class Engine {
  /**
   * Most nodes passed in one transition; beyond it the workflow runs in circles without ever
   * waiting.
   */
  static final int MAX_AUTOMATIC_NODES = 10_000;

  private Engine() {}

  /**
   * Applies {@code command} to a running execution.
   *
   * @throws IllegalStateException when the command names a token that is not there: callers look
   *     first
   */
  static Transition advance(
      WorkflowGraph graph, Execution before, EngineCommand command, Surroundings surroundings) {
    Run run = new Run(graph, before, surroundings);
    try {
      apply(run, command);
    } catch (ExpressionException e) {
      run.fail(String.valueOf(e.getMessage()));
    }
    return run.transition();
  }

  private static void apply(Run run, EngineCommand command) {
    if (command instanceof EngineCommand.Start) {
      run.started();
      run.go(run.graph().start());
    } else if (command instanceof EngineCommand.CompleteTask done) {
      Node.Task node = (Node.Task) run.leave(done.token());
      run.completed(node.step(), done.output(), null, java.util.List.of(done.by()));
      run.go(node.next());
    } else if (command instanceof EngineCommand.CloseApproval closed) {
      close(run, closed.token(), closed);
    } else {
      run.end(InstanceState.CANCELLED);
    }
  }

  private static void close(Run run, UUID token, EngineCommand.CloseApproval closed) {
    Node.Approval node = (Node.Approval) run.leave(token);
    String decision = closed.approved() ? "APPROVED" : "REJECTED";
    run.completed(node.step(), null, decision, closed.by());
    Node.Jump back = node.onReject();
    if (closed.approved()) {
      run.go(node.next());
    } else if (back != null && run.mayJump(back.jump(), back.atMost())) {
      run.jump(node, back.target());
    } else {
      run.end(InstanceState.REJECTED);
    }
  }
}
