package dev.assent.instance;

import dev.assent.instance.Effect.Resolution;
import dev.assent.instance.Effect.StepKind;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.json.Json;
import dev.assent.workflow.Node;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /** Most that may be computed in one transition: whoever else writes waits for it. */
  static final long MAX_EFFORT = 20_000_000;

  private final Run run;
  private final Walk walk;

  private Engine(Run run) {
    this.run = run;
    this.walk = new Walk(run);
  }

  /**
   * Applies {@code command} to an execution that has not ended, or restarts one that has failed.
   *
   * @throws IllegalStateException when the command names a token that is not there: callers look
   *     first
   * @throws ExpressionException when the variables that a task is completed with are more than an
   *     instance may have
   */
  static Transition advance(
      WorkflowGraph graph, Execution before, EngineCommand command, Surroundings surroundings) {
    Run run = new Run(graph, before, surroundings);
    Engine engine = new Engine(run);
    engine.apply(command);
    engine.walk.go();
    return run.transition();
  }

  private void apply(EngineCommand command) {
    if (command instanceof EngineCommand.Start) {
      start();
    } else if (command instanceof EngineCommand.CompleteTask done) {
      complete(done);
    } else if (command instanceof EngineCommand.CloseApproval closed) {
      close(closed);
    } else if (command instanceof EngineCommand.CloseBallot closed) {
      close(closed);
    } else if (command instanceof EngineCommand.TakeRoute found) {
      ask(found);
    } else if (command instanceof EngineCommand.FinishWork finished) {
      Token token = taken(finished.token());
      walk.answered(area(token), (Node.Work) run.stepOf(token), token.id(), finished.answer());
    } else if (command instanceof EngineCommand.FailWork failed) {
      Token token = taken(failed.token());
      walk.failed(area(token), run.stepOf(token), token.id(), failed.detail(), false, StepKind.JOB);
    } else if (command instanceof EngineCommand.FireTimer fired) {
      fire(fired.token());
    } else if (command instanceof EngineCommand.BringSignal signal) {
      bring(signal);
    } else if (command instanceof EngineCommand.Retry again) {
      Token token = resolved(again.token(), Resolution.RETRIED);
      retry(token);
    } else if (command instanceof EngineCommand.Skip skipped) {
      skip(resolved(skipped.token(), Resolution.SKIPPED));
    } else if (command instanceof EngineCommand.Fail failed) {
      Token token = resolved(failed.token(), Resolution.FAILED);
      walk.giveUp(area(token), run.stepOf(token), detail(token), true);
    } else if (command instanceof EngineCommand.Suspend) {
      run.hold();
    } else if (command instanceof EngineCommand.Resume) {
      resume();
    } else if (command instanceof EngineCommand.Restart restart) {
      restart(restart);
    } else {
      if (run.isHeld()) {
        run.letGo();
      }
      walk.ending().end(InstanceState.CANCELLED);
    }
  }

  private Area area(Token token) {
    return run.area(token.scope());
  }

  /**
   * Takes a token whose job has just ended; the job itself is gone already. One with an incident
   * hears of its child, which was taken up again and has ended once more.
   */
  private Token taken(UUID id) {
    Token token = run.take(id);
    if (token.incident() != null) {
      close(token, Resolution.RETRIED);
      return token;
    }
    run.departure().freed(token.withJobs(token.jobs() - 1));
    return token;
  }

  private void start() {
    run.started();
    WorkflowGraph graph = run.graph();
    try {
      Map<String, Object> seen = run.variables().at(run.outermost(), graph.node(graph.start()));
      List<EngineCommand.Assigned> values = new ArrayList<>();
      for (Map.Entry<String, Expression> variable : graph.variables().entrySet()) {
        values.add(new EngineCommand.Assigned(variable.getKey(), variable.getValue().json(seen)));
      }
      walk.assign(values);
    } catch (ExpressionException e) {
      run.failure(new Execution.Failure("variables", Bounds.told(String.valueOf(e.getMessage()))));
      walk.ending().end(InstanceState.FAILED);
      return;
    }
    walk.to(run.outermost(), graph.start());
  }

  private void complete(EngineCommand.CompleteTask done) {
    walk.assign(done.variables());
    Token token = run.take(done.token());
    run.departure().freed(token);
    walk.complete(
        area(token), run.stepOf(token), token.id(), done.output(), null, List.of(done.by()));
  }

  private void close(EngineCommand.CloseApproval closed) {
    Token token = run.take(closed.token());
    run.departure().freed(token);
    Area area = area(token);
    Node.Approval node = (Node.Approval) run.stepOf(token);
    if (closed.approved()) {
      walk.complete(area, node, token.id(), null, "APPROVED", closed.by());
      return;
    }
    run.put(area, node.step(), run.record(area, node.step()).with(null, "REJECTED", closed.by()));
    run.change(
        area,
        node.step(),
        StepState.COMPLETED,
        "STEP_COMPLETED",
        Json.mapper().createObjectNode().put("decision", "REJECTED"));
    Node.Jump back = node.onReject();
    if (back != null && run.mayJump(area, back.jump(), back.atMost())) {
      walk.jump(area, node, back.target());
    } else {
      walk.ending().end(InstanceState.REJECTED);
    }
  }

  private void close(EngineCommand.CloseBallot closed) {
    Token token = run.take(closed.token());
    run.departure().freed(token);
    Area area = area(token);
    Node.Consensus node = (Node.Consensus) run.stepOf(token);
    PollResult result = closed.result();
    String decision = result.decision();
    run.put(
        area,
        node.step(),
        run.record(area, node.step()).with(result.output(), decision, List.of()));
    if (decision != null && !result.isRejection()) {
      walk.leave(area, node, token.id());
      return;
    }
    Node.Jump jump =
        decision != null ? node.onReject() : result.isCancelled() ? null : node.onNoConsensus();
    boolean jumps = jump != null && run.mayJump(area, jump.jump(), jump.atMost());
    if (decision == null && !jumps) {
      walk.failed(area, node, token.id(), result.reason(), false, StepKind.JOB);
      return;
    }
    walk.done(area, node);
    if (jump != null && jumps) {
      walk.jump(area, node, jump.target());
    } else {
      walk.ending().end(InstanceState.REJECTED);
    }
  }

  /** Those whom a step is to ask have been found. */
  private void ask(EngineCommand.TakeRoute found) {
    Token token = run.take(found.token());
    if (!token.routing()) {
      throw new IllegalStateException("step " + token.step() + " has asked already");
    }
    run.add(token.asked());
    run.effect(new Effect.OpenRouted(token.id(), token.step(), found.request()));
  }

  /** The time of a token has come. */
  private void fire(UUID id) {
    Token token = taken(id);
    Area area = area(token);
    Node.StepNode step = run.stepOf(token);
    if (step instanceof Node.Wait wait && wait.signal() == null) {
      walk.complete(area, wait, id, null, null, List.of());
      return;
    }
    if (step instanceof Node.Approval && !token.routing()) {
      run.effect(new Effect.CancelApproval(id));
    } else if (step instanceof Node.Consensus) {
      run.effect(new Effect.CancelBallot(id));
    } else if (step instanceof Node.Work work && work.type() == StepType.SUBWORKFLOW) {
      run.effect(new Effect.CancelChild(id));
    }
    Node.Timeout timeout = step.frame().timeout();
    String detail =
        "was not done within " + (timeout == null ? "its time" : timeout.after().toString());
    Node.Jump jump = timeout == null ? null : timeout.onTimeout();
    if (jump == null || !run.mayJump(area, jump.jump(), jump.atMost())) {
      walk.failed(area, step, id, detail, false, StepKind.BOUND);
      return;
    }
    run.put(area, step.step(), run.record(area, step.step()).failed(detail));
    run.change(
        area,
        step.step(),
        StepState.FAILED,
        "STEP_FAILED",
        Json.mapper().createObjectNode().put("detail", detail));
    walk.jump(area, step, jump.target());
  }

  private void bring(EngineCommand.BringSignal signal) {
    for (Token token : run.tokens()) {
      if (token.incident() == null
          && run.stepOf(token) instanceof Node.Wait wait
          && signal.name().equals(wait.signal())
          && (signal.correlation() == null || signal.correlation().equals(token.correlation()))) {
        run.take(token.id());
        run.departure().freed(token);
        walk.complete(area(token), wait, token.id(), signal.payload(), null, List.of());
        return;
      }
    }
    run.signals().add(new Execution.Signal(signal.name(), signal.correlation(), signal.payload()));
    run.event("SIGNAL_KEPT", null, Json.mapper().createObjectNode().put("signal", signal.name()));
  }

  private Token resolved(UUID id, Resolution how) {
    Token token = run.take(id);
    close(token, how);
    if (token.type() == StepType.SUBWORKFLOW && !isLeaving(token)) {
      // a child that has failed may have been taken up again
      run.effect(new Effect.CancelChild(id));
    }
    return token;
  }

  private void close(Token token, Resolution how) {
    run.effect(new Effect.CloseIncident(token.id(), how));
    run.event(
        "INCIDENT_CLOSED",
        token.step(),
        Json.mapper()
            .createObjectNode()
            .put("incidentId", token.id().toString())
            .put("resolution", how.name()));
  }

  private static @Nullable Position within(Token token) {
    return token.incident() == null ? null : token.incident().within();
  }

  private static boolean isLeaving(Token token) {
    return token.incident() != null && token.incident().leaving();
  }

  private static String detail(Token token) {
    return token.incident() == null ? "" : token.incident().detail();
  }

  private void retry(Token token) {
    Area area = area(token);
    Node.StepNode step = run.stepOf(token);
    boolean leaving = isLeaving(token);
    Position within = within(token);
    if (within != null) {
      walk.goOn(within);
    } else if (step.next() < 0) {
      walk.ending().undo(sameWork(step) ? token.id() : run.newId());
    } else if (leaving && step instanceof Node.Loop loop) {
      walk.turns().next(area, loop, token.id(), loop.untilTrue());
    } else if (leaving) {
      walk.leave(area, step, token.id());
    } else {
      walk.begin(area, step, sameWork(step) ? token.id() : run.newId());
    }
    takeUpParked();
  }

  /**
   * Whether a receiver must take a new attempt for the same work as the one before; a request or a
   * child instance is made anew.
   */
  private static boolean sameWork(Node.StepNode step) {
    return step instanceof Node.Work work && work.type() != StepType.SUBWORKFLOW;
  }

  private void skip(Token token) {
    Area area = area(token);
    Node.StepNode step = run.stepOf(token);
    if (within(token) != null) {
      walk.leaveInside(area, step);
    }
    run.change(area, step.step(), StepState.SKIPPED, "STEP_SKIPPED", null);
    if (step.next() < 0) {
      walk.ending().undone();
    } else {
      walk.to(area, step.next());
    }
    takeUpParked();
  }

  private void takeUpParked() {
    if (!run.isHeld()) {
      run.unpark().forEach(at -> walk.toLast(run.area(at.scope()), at.node()));
    }
  }

  private void resume() {
    run.letGo();
    takeUpParked();
    if (run.ending() != null && run.tokens().isEmpty()) {
      walk.ending().undoNext();
    }
  }

  private void restart(EngineCommand.Restart restart) {
    if (restart.from() == InstanceState.FAILED) {
      run.reopen(InstanceState.FAILED);
    }
    run.departure().clear();
    run.event("RESTARTED", restart.step(), null);
    walk.to(run.outermost(), run.graph().entry(restart.step()));
  }
}
