package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the server's sealed journal says, read entry by entry as an auditor would. */
final class Evidence {

  /**
   * One thing that happened.
   *
   * @param instance or another subject
   */
  record Event(long position, String instance, String name, String step, JsonNode json) {

    JsonNode data() {
      return json.path("data");
    }

    /** Which turn of which step: what can be active once at a time. */
    String place() {
      return step + (data().has("index") ? "[" + data().path("index").asInt() + "]" : "");
    }

    String from() {
      return json.path("from").asText();
    }

    String to() {
      return json.path("to").asText();
    }

    /** The mark of the command that did it; empty when it was none of the ledger's. */
    String mark() {
      return switch (name) {
        case "STEP_COMPLETED" -> data().path("output").path("mark").asText();
        case "DECIDED" -> data().path("rationale").asText();
        case "CANCELLATION_REQUESTED",
            "SUSPENSION_REQUESTED",
            "RESUMPTION_REQUESTED",
            "BALLOT_CLOSED",
            "BALLOT_CANCELLED",
            "APPROVAL_CANCELLED" ->
            data().path("reason").asText();
        case "BALLOT_OPENED", "APPROVAL_REQUESTED" -> data().path("title").asText();
        case "VOTED" -> data().at("/choice/rationale").asText();
        case "RESUBMITTED" -> data().path("comment").asText();
        default -> "";
      };
    }

    @Override
    public String toString() {
      return position + " " + instance + " " + json;
    }
  }

  private static final int PAGE = 200;

  private final Map<String, Map<String, List<Event>>> bySubject = new LinkedHashMap<>();
  private long entries;

  private Evidence() {}

  /** All there is; each position once and without gaps, or it is a violation. */
  static Evidence read(Client client, Violations violations) {
    var evidence = new Evidence();
    while (true) {
      var page = client.get("admin", "journal?limit=" + PAGE + "&after=" + evidence.entries);
      if (page.path("items").isEmpty()) {
        return evidence;
      }
      for (var entry : page.path("items")) {
        evidence.entries++;
        if (entry.path("position").asLong() != evidence.entries) {
          violations.add("a gap in the journal's positions", entry.toString());
          evidence.entries = entry.path("position").asLong();
        }
        evidence.add(entry);
      }
    }
  }

  private void add(JsonNode entry) {
    var instance = entry.path("subjectId").asText();
    var events =
        of(entry.path("subjectType").asText()).computeIfAbsent(instance, id -> new ArrayList<>());
    for (var event : entry.path("events")) {
      events.add(
          new Event(
              entry.path("position").asLong(),
              instance,
              event.path("event").asText(),
              event.path("step").asText(),
              event));
    }
  }

  private Map<String, List<Event>> of(String subjectType) {
    return bySubject.computeIfAbsent(subjectType, type -> new LinkedHashMap<>());
  }

  Map<String, List<Event>> byInstance() {
    return of("INSTANCE");
  }

  Map<String, List<Event>> byBallot() {
    return of("CONSENSUS");
  }

  /** Of those that stand alone. */
  Map<String, List<Event>> byRequest() {
    return of("APPROVAL");
  }

  Stream<Event> all() {
    return bySubject.values().stream().flatMap(m -> m.values().stream()).flatMap(List::stream);
  }

  /** Of all subjects, those of this name. */
  List<Event> named(String name) {
    return all().filter(event -> event.name().equals(name)).toList();
  }

  long entries() {
    return entries;
  }

  long events() {
    return all().count();
  }
}
