package dev.assent.replay;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Sets what the log says of a claim beside what the server says of it. They agree when the same
 * roles did the same things in the same order, as often as the log says, and the claim ended the
 * same way.
 *
 * @param refusals events that the server did not take, which is mostly why
 */
record Comparison(Claim claim, Trace log, Trace server, List<Refusal> refusals) {

  /** A claim on which log and server differ, and why, in words. */
  record Disagreement(String caseId, String claim, String reason) {}

  Optional<Disagreement> disagreement() {
    return log.equals(server)
        ? Optional.empty()
        : Optional.of(new Disagreement(claim.caseId(), claim.key(), reason()));
  }

  private String reason() {
    return rule()
        .or(this::outOfOrder)
        .or(this::refusal)
        .or(this::firstDifference)
        .orElseGet(this::ending);
  }

  /** The log breaks a rule of the process. */
  private Optional<String> rule() {
    if (log.outcome() != Outcome.PAID || log.has(Verb.FINAL_APPROVE)) {
      return Optional.empty();
    }
    var payment = log.acts().stream().map(Act::verb).toList().indexOf(Verb.HANDLE_PAYMENT);
    var before =
        log.acts().subList(0, payment).stream()
            .filter(act -> act.verb() != Verb.REQUEST_PAYMENT)
            .reduce((earlier, later) -> later);
    return Optional.of(
        "paid without a final approval: the log pays the claim after %s%s"
            .formatted(
                before.map(act -> "'" + act + "'").orElse("it was only saved"), serversWords()));
  }

  private Optional<String> outOfOrder() {
    return refusals.stream()
        .findFirst()
        .flatMap(
            refusal ->
                neighbourAtTheSameTime(refusal.event())
                    .map(
                        neighbour ->
                            "events out of order: equal times of '%s' (line %d) and '%s' (line %d)%s"
                                .formatted(
                                    refusal.event().name(),
                                    refusal.event().line(),
                                    neighbour.name(),
                                    neighbour.line(),
                                    serversWords())));
  }

  private Optional<Event> neighbourAtTheSameTime(Event event) {
    return claim.events().stream()
        .filter(other -> Math.abs(other.number() - event.number()) == 1)
        .filter(other -> other.at().equals(event.at()))
        .findFirst();
  }

  private Optional<String> refusal() {
    return refusals.stream()
        .findFirst()
        .map(
            refusal ->
                "'%s' (line %d) was not possible%s"
                    .formatted(refusal.event().name(), refusal.event().line(), serversWords()));
  }

  private String serversWords() {
    return refusals.isEmpty() ? "" : "; the server: " + refusals.get(0).detail();
  }

  private Optional<String> firstDifference() {
    for (var i = 0; i < Math.max(log.acts().size(), server.acts().size()); i++) {
      var said = at(log.acts(), i);
      var done = at(server.acts(), i);
      if (!Objects.equals(said, done)) {
        return Optional.of("the log has %s as act %d, the server %s".formatted(said, i + 1, done));
      }
    }
    return Optional.empty();
  }

  private static String at(List<Act> acts, int index) {
    return index < acts.size() ? "'" + acts.get(index) + "'" : "nothing";
  }

  private String ending() {
    return "the claim is %s in the log and %s on the server"
        .formatted(log.outcome(), server.outcome());
  }
}
