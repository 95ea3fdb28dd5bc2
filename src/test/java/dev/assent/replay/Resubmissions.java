package dev.assent.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.replay.Client.Call;
import dev.assent.replay.Client.Login;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Does with one approval request what the log says of one claim: each submission goes through the
 * roles that the log has behind it as stages, a rejection requests changes, the claimant takes back
 * what nobody has rejected and resubmits it, what is rejected once more while it is sent back is a
 * comment.
 */
final class Resubmissions {
  private final Client client;
  private final Office office;
  private final Claim claim;
  private final Login claimant;
  private final List<String> refusals = new ArrayList<>();
  private JsonNode request = Json.mapper().createObjectNode();
  private int submissions;
  private int decisions;

  Resubmissions(Client client, Office office, Claim claim) {
    this.client = client;
    this.office = office;
    this.claim = claim;
    this.claimant = office.user(claim.claimant());
  }

  /** Whether somebody has rejected it. */
  static boolean isRejected(Claim claim) {
    return claim.events().stream().anyMatch(e -> e.verb() == Verb.REJECT);
  }

  Resubmissions replay() {
    for (var event : claim.events()) {
      switch (event.verb()) {
        case SUBMIT -> submit(event);
        case APPROVE, FINAL_APPROVE -> decide(event, "APPROVE");
        case REJECT -> reject(event);
        default -> {
          // saved, or paid: not a matter of the request
        }
      }
    }
    return this;
  }

  private void submit(Event event) {
    var body = Json.mapper().createObjectNode();
    var stages = body.putArray("stages");
    for (var role : roles(event)) {
      stage(stages, role);
    }
    if (submissions == 0) {
      body.put("title", "Claim " + claim.key()).put("onResubmit", "ASK_AGAIN");
      var subject = body.putObject("subject").put("type", "DECLARATION").put("id", claim.key());
      subject.putObject("data").put("submittedAt", event.at().toString());
      send(event, claimant, "approvals", body);
    } else {
      body.put("comment", event.number() + ": " + event.name());
      body.putObject("data").put("submittedAt", event.at().toString());
      send(event, claimant, path("resubmit"), body);
    }
    submissions++;
  }

  private static void stage(ArrayNode stages, String role) {
    var stage = stages.addObject().put("name", role);
    stage.putObject("approvers").putArray("roles").add(role);
  }

  /** Who decides after a submission, up to the next one; somebody at least. */
  private Set<String> roles(Event submission) {
    var roles = new LinkedHashSet<String>();
    var events = claim.events();
    for (var event : events.subList(events.indexOf(submission) + 1, events.size())) {
      if (event.verb() == Verb.SUBMIT) {
        break;
      }
      if (event.verb().decision().isPresent() && !event.role().equals(claim.claimant())) {
        roles.add(event.role());
      }
    }
    return roles.isEmpty() ? Set.of("administration") : roles;
  }

  private void reject(Event event) {
    boolean pending = status().equals("PENDING");
    if (!event.role().equals(claim.claimant()) && pending) {
      decide(event, "REQUEST_CHANGES");
    } else if (pending) {
      send(event, claimant, path("recall"), Json.mapper().createObjectNode());
    } else {
      var comment = Json.mapper().createObjectNode().put("text", event.name());
      client
          .send(
              office.user(event.role()),
              Call.post(Operation.DECIDE, path("comments"), comment, key(event)))
          .require(event.name());
    }
  }

  private void decide(Event event, String decision) {
    var body = Json.mapper().createObjectNode();
    body.put("decision", decision).put("rationale", event.number() + ": " + event.name());
    if (send(event, office.user(event.role()), path("decisions"), body)) {
      request = request.path("approval");
      decisions++;
    }
  }

  private boolean send(Event event, Login who, String path, ObjectNode body) {
    var answer = client.send(who, Call.post(Operation.DECIDE, path, body, key(event)));
    if (answer.isRefusal()) {
      refusals.add(claim.key() + " " + event.name() + ": " + answer.detail());
      return false;
    }
    request = answer.require(event.name()).body();
    return true;
  }

  private String path(String verb) {
    return "approvals/" + request.path("id").asText() + "/" + verb;
  }

  private String key(Event event) {
    return UUID.nameUUIDFromBytes((claim.key() + "\nrequest " + event.number()).getBytes(UTF_8))
        .toString();
  }

  String id() {
    return request.path("id").asText();
  }

  String status() {
    return request.path("status").asText();
  }

  Login claimant() {
    return claimant;
  }

  /** What the log says that becomes of it. */
  String expectedStatus() {
    String status = "PENDING";
    for (var act : claim.acts()) {
      boolean asked = status.equals("PENDING");
      status =
          switch (act.verb()) {
            case SUBMIT -> "PENDING";
            case REJECT -> asked ? "CHANGES_REQUESTED" : status;
            case FINAL_APPROVE -> "APPROVED";
            default -> status;
          };
      if (act.verb() == Verb.REJECT && status.equals("APPROVED")) {
        status = "CHANGES_REQUESTED";
      }
    }
    return status;
  }

  int submissions() {
    return submissions;
  }

  int decisions() {
    return decisions;
  }

  List<String> refusals() {
    return refusals;
  }
}
