package dev.assent.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance knows of a step that was reached.
 *
 * @param visits how often it was activated
 * @param output of the last completion of a task, or how the last ballot ended
 * @param decision of the last closing of an approval: APPROVED or REJECTED; of a ballot: the option
 *     that has won
 * @param decidedBy who completed or decided it last
 * @param error why it failed, when it has failed since it was last activated
 */
record StepRecord(
    StepState status,
    int visits,
    @Nullable JsonNode output,
    @Nullable String decision,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> decidedBy,
    @Nullable String error) {

  static final StepRecord UNREACHED =
      new StepRecord(StepState.PENDING, 0, null, null, List.of(), null);

  StepRecord {
    decidedBy = Execution.orEmpty(decidedBy);
  }

  StepRecord to(String step, StepState next) {
    if (!status.successors().contains(next)) {
      throw new IllegalStateException(
          "step " + step + " is " + status + " and cannot become " + next);
    }
    boolean begins = next == StepState.ACTIVE;
    return new StepRecord(
        next, begins ? visits + 1 : visits, output, decision, decidedBy, begins ? null : error);
  }

  StepRecord with(@Nullable JsonNode newOutput, @Nullable String newDecision, List<String> by) {
    return new StepRecord(status, visits, newOutput, newDecision, List.copyOf(by), null);
  }

  StepRecord failed(String detail) {
    return new StepRecord(status, visits, output, decision, decidedBy, detail);
  }
}
