package dev.assent.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Standings;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers to places of a request. Whom the separation of duties keeps out is refused, and the
 * refusal is recorded with its rule.
 */
@ApplicationScoped
public class Admission {
  @Inject private ApprovalJournal journal;
  @Inject private Standings standings;

  /** The place that the caller may decide in; see {@link Places#toDecide}. */
  Places.Place toDecide(Batch batch, Approval approval, Caller caller, @Nullable UUID assignment) {
    return admitted(batch, approval, caller, places -> places.toDecide(assignment, rule -> {}));
  }

  /** The place that the caller may dispose of; see {@link Places#find}. */
  Places.Place find(Batch batch, Approval approval, Caller caller, @Nullable UUID assignment) {
    return admitted(batch, approval, caller, places -> places.find(assignment));
  }

  private Places.Place admitted(
      Batch batch, Approval approval, Caller caller, Function<Places, Places.Place> find) {
    try {
      return find.apply(new Places(approval, caller, standings.of(batch, caller)));
    } catch (ProblemException refusal) {
      if (refusal.type() == ProblemType.SEPARATION_OF_DUTIES) {
        record(batch, approval, caller, refusal);
      }
      throw refusal;
    }
  }

  private void record(Batch batch, Approval approval, Caller caller, ProblemException refusal) {
    ObjectNode data = ApprovalJournal.data(approval).put("rule", refusal.getMessage());
    batch.touch();
    journal.append(
        batch,
        approval,
        caller,
        null,
        List.of(ApprovalJournal.event("DECISION_REFUSED", approval, data)));
    batch.keepChanges();
  }
}
