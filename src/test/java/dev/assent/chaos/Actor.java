package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.chaos.Ledger.Command;
import dev.assent.chaos.Ledger.Entry;
import dev.assent.chaos.Ledger.Kind;
import dev.assent.chaos.Ledger.Outcome;
import dev.assent.platform.json.Json;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Moves instances on, one act at a time, as people do: at random, sometimes against each other.
 * Used by one thread.
 */
final class Actor {

  private static final String EMPLOYEE = "employee";
  private static final String ADMIN = "admin";
  private static final List<String> DECIDERS = List.of("supervisor", "budget-owner");
  private static final Set<String> OPEN = Set.of("RUNNING", "SUSPENDED");

  /** An instance that somebody has to see to. */
  record Case(String id, String workflow, String businessKey) {

    static Case of(JsonNode instance) {
      return new Case(
          instance.path("id").asText(),
          instance.path("workflow").asText(),
          instance.path("businessKey").asText());
    }
  }

  private final Client client;
  private final SplittableRandom random;

  /** Whether everything is to come to its end now: nobody cancels, suspends or rejects. */
  private volatile boolean finishing;

  Actor(Client client, SplittableRandom random) {
    this.client = client;
    this.random = random;
  }

  void finish() {
    finishing = true;
  }

  /** A new instance; null when it was not acknowledged. */
  Case start() {
    var workflow = Documents.STARTED.get(random.nextInt(Documents.STARTED.size()));
    var mark = mark();
    var body = Json.mapper().createObjectNode().put("workflow", workflow).put("businessKey", mark);
    var input = body.putObject("input").put("amount", (double) random.nextInt(1000));
    var names = input.putArray("names");
    for (var i = random.nextInt(5); i >= 0; i--) {
      names.add("name-" + i);
    }
    var entry = send(Kind.START, mark, "", EMPLOYEE, "workflows/run", body);
    return entry.outcome() == Outcome.ACKNOWLEDGED ? Case.of(entry.json()) : null;
  }

  /**
   * Does one thing with an instance, if there is any to do.
   *
   * @return whether it is over with it
   */
  boolean act(Case one) {
    var instance = client.get(EMPLOYEE, "instances/" + one.id());
    var status = instance.path("status").asText();
    if (!OPEN.contains(status)) {
      return !status.isEmpty();
    }
    if (status.equals("SUSPENDED")) {
      if (finishing || random.nextInt(4) == 0) {
        control(one, Kind.RESUME, "resume");
      }
    } else if (!finishing && random.nextInt(100) == 0) {
      control(one, Kind.CANCEL, "cancel");
    } else if (!finishing && random.nextInt(50) == 0) {
      control(one, Kind.SUSPEND, "suspend");
    } else if (instance.path("openIncidents").asInt() > 0 && random.nextInt(3) == 0) {
      resolve(one);
    } else if (!instance.path("activeSteps").isEmpty()) {
      var active = instance.path("activeSteps");
      actAt(one, active.get(random.nextInt(active.size())));
    }
    return false;
  }

  private void actAt(Case one, JsonNode step) {
    if (step.hasNonNull("incident")) {
      return;
    }
    var path = "instances/" + one.id();
    var mark = mark();
    var marked = Json.mapper().createObjectNode().put("mark", mark);
    var id = step.path("id").asText();
    switch (step.path("type").asText()) {
      case "TASK" -> {
        if (!id.equals("late") || random.nextInt(4) == 0) {
          var body = Json.mapper().createObjectNode();
          body.put("activationId", step.path("activationId").asText()).set("output", marked);
          var complete = path + "/steps/" + id + "/complete";
          send(Kind.COMPLETE, mark, one.id(), EMPLOYEE, complete, body);
        }
      }
      case "APPROVAL" -> decide(one, step.path("approvalId").asText());
      case "WAIT" -> {
        ObjectNode body = Json.mapper().createObjectNode().set("payload", marked);
        if (id.startsWith("paid")) {
          body.put("correlation", one.businessKey());
          send(Kind.SIGNAL, mark, one.id(), EMPLOYEE, "signals/payment", body);
        } else if (id.startsWith("by-")) {
          send(Kind.SIGNAL, mark, one.id(), EMPLOYEE, path + "/signals/more", body);
        }
      }
      case "SUBWORKFLOW" -> children(one).forEach(this::act);
      default -> {
        // the server's own business
      }
    }
  }

  private List<Case> children(Case parent) {
    var path = "instances?workflowId=%s&businessKey=%s";
    var found = client.get(EMPLOYEE, path.formatted(Documents.CHILD, parent.businessKey()));
    return StreamSupport.stream(found.path("items").spliterator(), false)
        .filter(child -> child.path("status").asText().equals("RUNNING"))
        .map(Case::of)
        .toList();
  }

  private void decide(Case one, String approval) {
    var mark = mark();
    var approves = finishing || random.nextInt(6) > 0;
    var body =
        Json.mapper()
            .createObjectNode()
            .put("decision", approves ? "APPROVE" : "REJECT")
            .put("rationale", mark);
    var decider = DECIDERS.get(random.nextInt(DECIDERS.size()));
    send(Kind.DECIDE, mark, one.id(), decider, "approvals/" + approval + "/decisions", body);
  }

  private void control(Case one, Kind kind, String verb) {
    var mark = mark();
    var body = Json.mapper().createObjectNode().put("reason", mark);
    send(kind, mark, one.id(), ADMIN, "instances/" + one.id() + "/" + verb, body);
  }

  private void resolve(Case one) {
    var open = client.get(ADMIN, "incidents?status=OPEN&instanceId=" + one.id()).path("items");
    if (!open.isEmpty()) {
      var incident = open.get(random.nextInt(open.size())).path("id").asText();
      var chance = random.nextInt(10);
      var way = chance < 6 ? "retry" : chance < 9 ? "skip" : "fail";
      var path = "incidents/" + incident + "/" + way;
      send(Kind.RESOLVE, mark(), one.id(), ADMIN, path, Json.mapper().createObjectNode());
    }
  }

  private Entry send(
      Kind kind, String mark, String instance, String user, String path, JsonNode body) {
    return client.send(
        new Command(kind, mark, instance, user, path, Json.write(body), UUID.randomUUID() + ""));
  }

  private String mark() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
