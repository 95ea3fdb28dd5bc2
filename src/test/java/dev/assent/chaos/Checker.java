package dev.assent.chaos;

import dev.assent.chaos.Evidence.Event;
import dev.assent.chaos.Ledger.Entry;
import dev.assent.chaos.Ledger.Kind;
import dev.assent.chaos.Ledger.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what the clients were told and the counterparty has seen with the server's journal. */
final class Checker {

  private static final Set<String> ENDS =
      Set.of("INSTANCE_COMPLETED", "INSTANCE_REJECTED", "INSTANCE_CANCELLED", "INSTANCE_FAILED");

  private final Ledger ledger;
  private final Evidence evidence;
  private final Counterparty counterparty;
  private final Violations violations;
  private final Set<String> placesDone;

  Checker(Ledger ledger, Evidence evidence, Counterparty counterparty, Violations violations) {
    this.ledger = ledger;
    this.evidence = evidence;
    this.counterparty = counterparty;
    this.violations = violations;
    this.placesDone = placesDone(counterparty.effects());
  }

  void check() {
    marks();
    signals();
    incidents();
    assignments();
    evidence.byInstance().forEach(this::life);
    evidence.byInstance().forEach(this::steps);
    calls();
    evidence.byInstance().forEach(this::compensations);
  }

  /** Every command's mark is in the history as often as its client was told. */
  private void marks() {
    Map<String, Integer> found = new HashMap<>();
    evidence
        .all()
        .map(Event::mark)
        .filter(mark -> !mark.isEmpty())
        .forEach(mark -> found.merge(mark, 1, Integer::sum));
    for (var entry : ledger.entries()) {
      var kind = entry.command().kind();
      var times = found.getOrDefault(entry.command().mark(), 0);
      if (times > 1) {
        violations.add("a command that took effect more than once", told(entry));
      }
      if (times > 0 && entry.outcome() == Outcome.REFUSED) {
        violations.add("a command that was refused and took effect", told(entry));
      }
      var shows = kind != Kind.START && kind != Kind.SIGNAL && kind != Kind.RESOLVE;
      if (shows && times == 0 && entry.outcome() == Outcome.ACKNOWLEDGED) {
        violations.add("a command that was acknowledged and is not there", told(entry));
      }
    }
  }

  /** A signal that nothing waited for is kept; then the history tells only that there was one. */
  private void signals() {
    Map<String, Integer> acknowledged = new HashMap<>();
    Map<String, Integer> taken = new HashMap<>();
    var marks = new HashSet<String>();
    evidence.named("STEP_COMPLETED").forEach(event -> marks.add(event.mark()));
    for (var entry : ledger.acknowledged()) {
      if (entry.command().kind() == Kind.SIGNAL) {
        acknowledged.merge(entry.command().instance(), 1, Integer::sum);
        taken.merge(
            entry.command().instance(),
            marks.contains(entry.command().mark()) ? 1 : 0,
            Integer::sum);
      }
    }
    Map<String, Integer> kept = new HashMap<>();
    evidence.named("SIGNAL_KEPT").forEach(e -> kept.merge(e.instance(), 1, Integer::sum));
    kept.forEach(
        (instance, count) -> {
          if (count > acknowledged.getOrDefault(instance, 0)) {
            violations.add("more signals kept than sent", instance);
          }
        });
    acknowledged.forEach(
        (instance, count) -> {
          if (count - taken.get(instance) > kept.getOrDefault(instance, 0)) {
            violations.add("a signal that was acknowledged and is not there", instance);
          }
        });
  }

  /** An incident is resolved as often as somebody was told that he had resolved it. */
  private void incidents() {
    Map<String, Integer> told = new HashMap<>();
    for (var entry : ledger.acknowledged()) {
      if (entry.command().kind() == Kind.RESOLVE) {
        told.merge(entry.command().path().split("/")[1], 1, Integer::sum);
      }
    }
    Map<String, Integer> done = new HashMap<>();
    evidence
        .named("INCIDENT_CLOSED")
        .forEach(e -> done.merge(e.data().path("incidentId").asText(), 1, Integer::sum));
    var all = new HashSet<>(told.keySet());
    all.addAll(done.keySet());
    for (var incident : all) {
      if (!told.getOrDefault(incident, 0).equals(done.getOrDefault(incident, 0))) {
        violations.add(
            "an incident that was resolved more or less often than acknowledged", incident);
      }
    }
  }

  private void assignments() {
    var seen = new HashSet<String>();
    for (var decided : evidence.named("DECIDED")) {
      if (!seen.add(decided.data().path("assignmentId").asText())) {
        violations.add("an assignment that was decided twice", decided.toString());
      }
    }
  }

  /** It begins once, ends once, and nothing follows but what the end itself brings about. */
  private void life(String instance, List<Event> events) {
    var begins = events.stream().filter(e -> e.name().equals("INSTANCE_STARTED")).count();
    var ends = events.stream().filter(e -> ENDS.contains(e.name())).toList();
    var last = events.get(events.size() - 1);
    if (begins != 1 || ends.size() != 1 || last.position() != ends.get(0).position()) {
      violations.add(
          "an instance that does not begin once and end once",
          instance + " " + begins + " " + ends + " " + last);
    }
  }

  /** Each change of a step begins where the one before has ended; so nothing is done twice. */
  private void steps(String instance, List<Event> events) {
    Map<String, String> states = new HashMap<>();
    for (var event : events) {
      if (!event.name().startsWith("STEP_")) {
        continue;
      }
      var before = states.getOrDefault(event.place(), "PENDING");
      var anew = event.data().has("index") && event.from().equals("PENDING");
      if (!event.from().equals(before) && !anew) {
        violations.add("a step that changes from a state that it is not in", event.toString());
      }
      states.put(event.place(), event.to());
    }
  }

  /** What a completed call has brought back is the receipt of its own effect, done once. */
  private void calls() {
    var effects = counterparty.effects();
    Map<String, Integer> keys = new HashMap<>();
    Map<String, Integer> done = new HashMap<>();
    effects.forEach(
        (key, effect) -> {
          var place = place(effect);
          keys.merge(place, 1, Integer::sum);
          done.merge(place, effect.done() ? 1 : 0, Integer::sum);
        });
    Map<String, Integer> activated = new HashMap<>();
    Map<String, Integer> completed = new HashMap<>();
    var called = new HashSet<String>();
    keys.keySet().forEach(place -> called.add(place.split("/")[0]));
    var receipts = new HashSet<String>();
    evidence.named("STEP_ACTIVATED").forEach(e -> activated.merge(place(e), 1, Integer::sum));
    for (var event : evidence.named("STEP_COMPLETED")) {
      completed.merge(place(event), 1, Integer::sum);
      var receipt = event.data().path("output").path("receipt").asText();
      if (!receipt.isEmpty()) {
        if (!receipts.add(receipt)) {
          violations.add("one effect that completed two activations", event.toString());
        }
        if (!effects.containsKey(receipt) || !effects.get(receipt).done()) {
          violations.add("a completed call whose effect is not there", event.toString());
        }
      }
    }
    completed.forEach(
        (place, count) -> {
          if (called.contains(place.split("/")[0]) && count > done.getOrDefault(place, 0)) {
            violations.add("a completed step that called nobody", place);
          }
        });
    keys.forEach(
        (place, count) -> {
          if (activated.containsKey(place) && count > activated.get(place)) {
            violations.add("an activation with two keys", place + ": " + count);
          }
        });
  }

  /** What came to nothing is undone, unless somebody has said to leave it; nothing else is. */
  private void compensations(String instance, List<Event> events) {
    var undoes =
        events.stream()
            .map(Event::name)
            .anyMatch(name -> name.equals("INSTANCE_CANCELLED") || name.equals("INSTANCE_FAILED"));
    var left =
        events.stream()
            .filter(event -> event.name().equals("INCIDENT_CLOSED"))
            .anyMatch(event -> !event.data().path("resolution").asText().equals("RETRIED"));
    Documents.UNDONE_BY.forEach(
        (step, undo) -> {
          var done = isCompleted(events, step);
          var undone = placesDone.contains(undo + "/" + instance);
          if (undone && !(undoes && done)) {
            violations.add("a step that was undone without need", step + "/" + instance);
          } else if (undoes && done && !undone && !left) {
            violations.add("a step that was not undone", step + "/" + instance);
          }
        });
  }

  private static boolean isCompleted(List<Event> events, String step) {
    return events.stream()
        .anyMatch(event -> event.name().equals("STEP_COMPLETED") && event.step().equals(step));
  }

  private static Set<String> placesDone(Map<String, Counterparty.Effect> effects) {
    return effects.values().stream()
        .filter(Counterparty.Effect::done)
        .map(Checker::place)
        .collect(Collectors.toSet());
  }

  private static String place(Counterparty.Effect effect) {
    return effect.content().split(" ")[1].substring(1);
  }

  private static String place(Event event) {
    var index = event.data().has("index") ? "/" + event.data().path("index").asInt() : "";
    return event.step() + "/" + event.instance() + index;
  }

  private static String told(Entry entry) {
    return entry.command() + " answered " + entry.status() + " after " + entry.attempts();
  }
}
