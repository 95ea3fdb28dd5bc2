package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance knows of a step that was reached.
 *
 * @param visits how often it was activated
 * @param output of the last completion of a task
 * @param decision of the last closing of an approval: APPROVED or REJECTED
 * @param decidedBy who completed or decided it last
 */
record StepRecord(
    StepState status,
    int visits,
    @Nullable JsonNode output,
    @Nullable String decision,
    List<String> decidedBy) {

  static final StepRecord UNREACHED = new StepRecord(StepState.PENDING, 0, null, null, List.of());

  StepRecord to(String step, StepState next) {
    if (!status.successors().contains(next)) {
      throw new IllegalStateException(
          "step " + step + " is " + status + " and cannot become " + next);
    }
    return new StepRecord(
        next, next == StepState.ACTIVE ? visits + 1 : visits, output, decision, decidedBy);
  }

  StepRecord with(@Nullable JsonNode newOutput, @Nullable String newDecision, List<String> by) {
    return new StepRecord(status, visits, newOutput, newDecision, List.copyOf(by));
  }
}
