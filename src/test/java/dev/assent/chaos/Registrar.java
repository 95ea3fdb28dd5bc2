package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.chaos.Ledger.Entry;
import dev.assent.chaos.Ledger.Kind;
import dev.assent.platform.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks whether each acknowledged resubmission is there once, in a row without gaps, and whether
 * requests are what the last of them has made of them.
 */
final class Registrar {

  private final Client client;
  private final Evidence evidence;
  private final Violations violations;
  private final Map<String, Map<String, Entry>> resubmissions = new HashMap<>();

  Registrar(Client client, Ledger ledger, Evidence evidence, Violations violations) {
    this.client = client;
    this.evidence = evidence;
    this.violations = violations;
    for (var entry : ledger.acknowledged()) {
      if (entry.command().kind() == Kind.RESUBMIT) {
        resubmissions
            .computeIfAbsent(entry.command().instance(), id -> new HashMap<>())
            .put(entry.command().mark(), entry);
      }
    }
  }

  void check(List<String> requests) {
    for (var id : requests) {
      var request = client.get("admin", "approvals/" + id);
      states(id, request);
      submissions(id, request);
    }
    if (evidence.byRequest().size() != requests.size()) {
      violations.add(
          "requests that nobody was told of",
          evidence.byRequest().size() + " instead of " + requests.size());
    }
  }

  /** What changes the state of the whole begins where the change before has ended. */
  private void states(String id, JsonNode request) {
    var state = "";
    for (var event : evidence.byRequest().getOrDefault(id, List.of())) {
      var whole = !event.name().equals("DECIDED") && !event.name().startsWith("STAGE_");
      if (whole && !event.to().isEmpty()) {
        if (!event.from().equals(state)) {
          violations.add("a request that changes from a state that it is not in", event.toString());
        }
        state = event.to();
      }
    }
    if (!state.equals(request.path("status").asText())) {
      violations.add("a request in another state than its history", request.toString());
    }
  }

  private void submissions(String id, JsonNode request) {
    var told = resubmissions.getOrDefault(id, Map.of());
    var number = 1;
    var data = "{\"n\":0}";
    for (var event : evidence.byRequest().getOrDefault(id, List.of())) {
      if (!event.name().equals("RESUBMITTED")) {
        continue;
      }
      number++;
      if (event.data().path("submission").asInt() != number) {
        violations.add("a gap in the numbers of submissions", event.toString());
      }
      var entry = told.get(event.mark());
      if (entry == null) {
        violations.add("a resubmission that was not acknowledged", event.toString());
      } else {
        data = Json.parse(entry.command().body()).path("data").toString();
      }
    }
    if (number != 1 + told.size() || request.path("submission").asInt() != number) {
      violations.add(
          "more or fewer submissions than were acknowledged", told.size() + " of " + request);
    }
    if (!request.at("/subject/data").toString().equals(data)) {
      violations.add("a request that is not what was resubmitted last", data + " " + request);
    }
    var kept = client.get("admin", "approvals/" + id + "/submissions?limit=200").path("items");
    if (kept.size() != number - 1) {
      violations.add("more or fewer submissions kept than made", kept.size() + " of " + request);
    }
  }
}
