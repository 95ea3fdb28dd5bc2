package dev.assent.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * An item of an instance's history, read for what it means for a claim. The only part of the replay
 * that knows how the workflow's document names things: a finally approved claim comes to the step
 * {@value #APPROVED}, and what the claimant and the payment do with it is the {@code action} of a
 * task's output.
 */
record HistoryEvent(JsonNode item) {

  static final String APPROVED = "approved";
  static final String GIVE_UP = "give-up";

  String actor() {
    return item.path("actor").asText();
  }

  private String event() {
    return item.path("event").asText();
  }

  private String step() {
    return item.path("step").asText();
  }

  private JsonNode output() {
    return item.path("data").path("output");
  }

  boolean isDecision() {
    return event().equals("DECIDED");
  }

  /** A task that somebody has completed. */
  boolean isCompletion() {
    return event().equals("STEP_COMPLETED") && output().has("action");
  }

  /** The id that the answer to a decision had. */
  String decisionId() {
    return item.path("data").path("assignmentId").asText();
  }

  /** The number of the log's event that this came from; empty for what came from none. */
  Optional<Integer> number() {
    if (isCompletion() && output().path("event").isInt()) {
      return Optional.of(output().path("event").asInt());
    }
    var rationale = item.path("data").path("rationale").asText();
    return isDecision() && rationale.matches("\\d{1,9}: .*")
        ? Optional.of(Integer.valueOf(rationale.substring(0, rationale.indexOf(':'))))
        : Optional.empty();
  }

  /**
   * What somebody did, if this is such an event.
   *
   * @param later the rest of the history
   */
  Optional<Act> act(List<HistoryEvent> later) {
    if (isDecision()) {
      return Optional.of(new Act(decided(later), actor()));
    }
    return isCompletion() && !isSentBack(later)
        ? Verb.ofAction(output().path("action").asText()).map(verb -> new Act(verb, actor()))
        : Optional.empty();
  }

  private Verb decided(List<HistoryEvent> later) {
    if (item.path("data").path("decision").asText().equals("REJECT")) {
      return Verb.REJECT;
    }
    return nextStop(later).filter(APPROVED::equals).isPresent() ? Verb.FINAL_APPROVE : Verb.APPROVE;
  }

  /** The document leads back to where it was: what was done was saved, or not possible. */
  private boolean isSentBack(List<HistoryEvent> later) {
    return nextStop(later).filter(step()::equals).isPresent();
  }

  /** The step that waits next: one that is activated and not completed in the same breath. */
  private static Optional<String> nextStop(List<HistoryEvent> later) {
    for (var i = 0; i < later.size(); i++) {
      var event = later.get(i);
      var passes =
          i + 1 < later.size()
              && later.get(i + 1).step().equals(event.step())
              && later.get(i + 1).item.path("data").has("case");
      if (event.event().equals("STEP_ACTIVATED") && !passes) {
        return Optional.of(event.step());
      }
    }
    return Optional.empty();
  }
}
