package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.problem.FieldError;
import dev.assent.workflow.InputSchema;
import dev.assent.workflow.Node;
import dev.assent.workflow.Template;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends instances: leaves what is open, and undoes what has to be undone before. */
final class Ending {
  private static final String RESULT = "result";

  private final Run run;

  Ending(Run run) {
    this.run = run;
  }

  /** Ends the instance, once its compensations are done. */
  void end(InstanceState outcome) {
    InstanceState reached = outcome;
    if (outcome == InstanceState.COMPLETED) {
      try {
        run.output(result());
      } catch (ExpressionException e) {
        run.failure(new Execution.Failure(RESULT, Bounds.told(String.valueOf(e.getMessage()))));
        reached = InstanceState.FAILED;
      }
    }
    run.departure().clear();
    boolean undoes = reached == InstanceState.FAILED || reached == InstanceState.CANCELLED;
    if (!undoes || run.undo().isEmpty()) {
      run.ended(reached);
      return;
    }
    run.ending(reached);
    run.event("COMPENSATION_STARTED", null, null);
    undoNext();
  }

  private @Nullable JsonNode result() {
    Template template = run.graph().result();
    JsonNode result =
        template == null
            ? null
            : run.kept(
                "the result",
                template.fill(
                    run.variables().at(run.outermost(), run.graph().node(run.graph().start()))),
                Bounds.MAX_OUTPUT_BYTES);
    InputSchema schema = run.graph().outputSchema();
    if (schema != null) {
      List<FieldError> violations = schema.violations(result == null ? NullNode.instance : result);
      if (!violations.isEmpty()) {
        throw new ExpressionException(
            "the result is not what the workflow promises: "
                + violations.get(0).detail()
                + " at "
                + violations.get(0).pointer());
      }
    }
    return result;
  }

  /** A compensation has been done, or given up. */
  void undone() {
    run.undo().remove(run.undo().size() - 1);
    undoNext();
  }

  /** Begins the next compensation, or ends the instance when there is none left. */
  void undoNext() {
    InstanceState outcome = run.ending();
    if (outcome == null || run.isHeld()) {
      return;
    }
    if (run.undo().isEmpty()) {
      run.ended(outcome);
      return;
    }
    undo(run.newId());
  }

  /** Begins the compensation whose turn it is. */
  void undo(UUID id) {
    Execution.Undo next = run.undo().get(run.undo().size() - 1);
    Node.Work work = (Node.Work) run.graph().node(next.node());
    run.activate(run.outermost(), work.step(), null);
    run.await(run.outermost(), work, work.type(), id, null, null, 1);
    run.effect(new Effect.StartWork(id, work, next.request(), null));
  }
}
