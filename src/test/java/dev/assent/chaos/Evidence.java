package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the server's sealed journal says of instances, read entry by entry as an auditor would. */
final class Evidence {

  /** One thing that happened. */
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
        case "CANCELLATION_REQUESTED", "SUSPENSION_REQUESTED", "RESUMPTION_REQUESTED" ->
            data().path("reason").asText();
        default -> "";
      };
    }

    @Override
    public String toString() {
      return position + " " + instance + " " + json;
    }
  }

  private static final int PAGE = 200;

  private final Map<String, List<Event>> byInstance = new LinkedHashMap<>();
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
    if (!entry.path("subjectType").asText().equals("INSTANCE")) {
      return;
    }
    var instance = entry.path("subjectId").asText();
    var events = byInstance.computeIfAbsent(instance, id -> new ArrayList<>());
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

  Map<String, List<Event>> byInstance() {
    return byInstance;
  }

  /** Of all instances, those of this name. */
  List<Event> named(String name) {
    return byInstance.values().stream()
        .flatMap(List::stream)
        .filter(event -> event.name().equals(name))
        .toList();
  }

  long entries() {
    return entries;
  }

  long events() {
    return byInstance.values().stream().mapToLong(List::size).sum();
  }
}
