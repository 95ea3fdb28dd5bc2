package dev.assent.replay;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a case says of one subject; becomes one instance.
 *
 * @param key unique in the log: the case's id, followed by the subject where a case can have
 *     several
 */
record Claim(
    String caseId, String key, String subject, Optional<BigDecimal> amount, List<Event> events) {

  /** Who makes claims, where a claim does not say so by its submission. */
  static final String EMPLOYEE = "employee";

  /**
   * How a submission goes on.
   *
   * @param route the roles that decide on it, in the order of the log
   * @param decided whether one of them had the last word
   */
  record Way(List<String> route, boolean decided) {}

  Claim {
    events = List.copyOf(events);
  }

  /** The claims of a case; a payment belongs to the subject that {@code survey} says is paid. */
  static List<Claim> of(Case from, LogSurvey survey) {
    var bySubject = new LinkedHashMap<String, List<Event>>();
    from.events().forEach(event -> subject(event).ifPresent(s -> bySubject.put(s, List.of())));
    var paid =
        bySubject.isEmpty() || bySubject.containsKey(survey.paidSubject())
            ? survey.paidSubject()
            : List.copyOf(bySubject.keySet()).get(bySubject.size() - 1);
    Map<String, List<Event>> events = new LinkedHashMap<>();
    for (var event : from.events()) {
      events.computeIfAbsent(subject(event).orElse(paid), any -> new ArrayList<>()).add(event);
    }
    var claims = new ArrayList<Claim>();
    events.forEach(
        (subject, its) ->
            claims.add(
                new Claim(
                    from.id(), key(from.id(), subject, survey), subject, from.amount(), its)));
    return claims;
  }

  private static Optional<String> subject(Event event) {
    return event.activity().subject();
  }

  private static String key(String caseId, String subject, LogSurvey survey) {
    return survey.subjects().size() > 1 ? caseId + "/" + Act.slug(subject) : caseId;
  }

  /** The role that submits it, or saves it. */
  String claimant() {
    return events.stream()
        .filter(event -> event.verb() == Verb.SUBMIT || event.verb() == Verb.SAVE)
        .findFirst()
        .map(Event::role)
        .orElse(EMPLOYEE);
  }

  /** Who decides on a submission, read from what follows it up to the next one. */
  Way way(Event submission) {
    var route = new LinkedHashSet<String>();
    for (var event : events.subList(events.indexOf(submission) + 1, events.size())) {
      if (event.verb() == Verb.SUBMIT) {
        break;
      }
      if (event.verb().decision().isEmpty() || event.role().equals(submission.role())) {
        continue;
      }
      route.add(event.role());
      if (event.verb() != Verb.APPROVE) {
        return new Way(List.copyOf(route), true);
      }
    }
    return new Way(List.copyOf(route), false);
  }

  /** What changed the claim's state: all but saving it. */
  List<Act> acts() {
    return events.stream().map(Event::act).filter(act -> act.verb() != Verb.SAVE).toList();
  }

  /** Whether the log ends with a rejection: nobody submitted the claim again. */
  boolean isGivenUp() {
    var acts = acts();
    return !acts.isEmpty() && acts.get(acts.size() - 1).isRejection();
  }
}
