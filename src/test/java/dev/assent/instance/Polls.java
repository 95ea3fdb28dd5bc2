package dev.assent.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import java.util.UUID;

/** How ballots end, as instances are told. */
final class Polls {
  private Polls() {}

  static ObjectNode won(UUID ballot, String option, String meaning) {
    ObjectNode told = told(ballot, "DECIDED").put("decision", option);
    if (meaning != null) {
      told.put("meaning", meaning);
    }
    return told.put("explanation", option + " wins with 2 of 3 votes");
  }

  static ObjectNode ended(UUID ballot, String status) {
    return told(ballot, status).put("explanation", "a and b share the first place");
  }

  private static ObjectNode told(UUID ballot, String status) {
    return Json.mapper()
        .createObjectNode()
        .put("ballotId", ballot.toString())
        .put("status", status)
        .put("rounds", 1);
  }
}
