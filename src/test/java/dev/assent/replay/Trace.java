package dev.assent.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened to a claim, in a form in which the log and the server can be compared: its acts in
 * their order, but for saving, which changes nothing, and how it ended.
 */
record Trace(List<Act> acts, Outcome outcome) {

  Trace {
    acts = List.copyOf(acts);
  }

  long rejections() {
    return acts.stream().filter(Act::isRejection).count();
  }

  boolean has(Verb verb) {
    return acts.stream().anyMatch(act -> act.verb() == verb);
  }

  /** What the log says. */
  static Trace ofLog(Claim claim) {
    var acts = claim.acts();
    return new Trace(acts, outcomeOf(acts));
  }

  private static Outcome outcomeOf(List<Act> acts) {
    if (acts.isEmpty()) {
      return Outcome.NOT_SUBMITTED;
    }
    if (acts.stream().anyMatch(act -> act.verb() == Verb.HANDLE_PAYMENT)) {
      return Outcome.PAID;
    }
    return switch (acts.get(acts.size() - 1).verb()) {
      case REJECT -> Outcome.REJECTED;
      case FINAL_APPROVE, REQUEST_PAYMENT -> Outcome.APPROVED;
      default -> Outcome.OPEN;
    };
  }

  /** What the server says: the whole history of an instance, and the instance as it is now. */
  static Trace ofServer(List<HistoryEvent> history, JsonNode instance) {
    var acts = new ArrayList<Act>();
    for (var i = 0; i < history.size(); i++) {
      history.get(i).act(history.subList(i + 1, history.size())).ifPresent(acts::add);
    }
    return new Trace(acts, outcomeOf(instance, acts));
  }

  private static Outcome outcomeOf(JsonNode instance, List<Act> acts) {
    return switch (instance.path("status").asText()) {
      case "COMPLETED" -> Outcome.PAID;
      case "REJECTED" -> Outcome.REJECTED;
      case "RUNNING" -> {
        if (acts.isEmpty()) {
          yield Outcome.NOT_SUBMITTED;
        }
        var last = acts.get(acts.size() - 1).verb();
        yield last == Verb.FINAL_APPROVE || last == Verb.REQUEST_PAYMENT
            ? Outcome.APPROVED
            : Outcome.OPEN;
      }
      default -> Outcome.FAILED;
    };
  }
}
