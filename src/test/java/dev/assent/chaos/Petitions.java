package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.chaos.Ledger.Command;
import dev.assent.chaos.Ledger.Entry;
import dev.assent.chaos.Ledger.Kind;
import dev.assent.chaos.Ledger.Outcome;
import dev.assent.platform.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Requests that stand alone, are sent back and come again changed, until they are decided; several
 * clients at one at once. Thread-safe.
 */
final class Petitions {

  private static final String PETITIONER = "employee";
  private static final List<String> DECIDERS = List.of("supervisor", "budget-owner");
  private static final int OPEN_AT_ONCE = 6;

  private static final String STAGES =
      """
      [{"name":"first","approvers":{"roles":["supervisor"]}},
       {"name":"second","approvers":{"roles":["budget-owner"]}}]""";

  private final Client client;
  private final Collection<String> all = new ConcurrentLinkedQueue<>();
  private final Queue<String> open = new ConcurrentLinkedQueue<>();
  private volatile boolean finishing;

  Petitions(Client client) {
    this.client = client;
  }

  /** Does one thing: asks, decides, sends back or resubmits. */
  void act(SplittableRandom random) {
    if (!finishing && open.size() < OPEN_AT_ONCE) {
      ask(random);
      return;
    }
    var id = open.poll();
    if (id == null) {
      return;
    }
    open.add(id); // so that others meet at it
    switch (client.get(PETITIONER, "approvals/" + id).path("status").asText()) {
      case "PENDING" -> decide(id, random);
      case "CHANGES_REQUESTED" -> answer(id, random);
      case "" -> {
        // not answered, and told as a violation
      }
      default -> open.removeIf(id::equals);
    }
  }

  private void ask(SplittableRandom random) {
    var mark = Assembly.mark(random);
    var body = Json.mapper().createObjectNode().put("title", mark);
    body.putObject("subject").put("type", "PETITION").putObject("data").put("n", 0);
    body.set("stages", Json.parse(STAGES));
    var entry = send(Kind.REQUEST, mark, "", PETITIONER, "approvals", body);
    if (entry.outcome() == Outcome.ACKNOWLEDGED) {
      var id = entry.json().path("id").asText();
      all.add(id);
      open.add(id);
    }
  }

  private void decide(String id, SplittableRandom random) {
    var mark = Assembly.mark(random);
    var chance = finishing ? 100 : random.nextInt(100);
    var decision = chance < 45 ? "REQUEST_CHANGES" : chance < 52 ? "REJECT" : "APPROVE";
    var body = Json.mapper().createObjectNode().put("decision", decision).put("rationale", mark);
    var who = DECIDERS.get(random.nextInt(DECIDERS.size()));
    send(Kind.DECIDE, mark, id, who, "approvals/" + id + "/decisions", body);
  }

  private void answer(String id, SplittableRandom random) {
    var mark = Assembly.mark(random);
    if (!finishing && random.nextInt(12) == 0) {
      var body = Json.mapper().createObjectNode().put("reason", mark);
      send(Kind.WITHDRAW, mark, id, PETITIONER, "approvals/" + id + "/cancel", body);
      return;
    }
    ObjectNode body = Json.mapper().createObjectNode().put("comment", mark);
    body.putObject("data").put("n", random.nextInt(1_000_000));
    send(Kind.RESUBMIT, mark, id, PETITIONER, "approvals/" + id + "/resubmit", body);
  }

  private Entry send(
      Kind kind, String mark, String request, String user, String path, JsonNode body) {
    return client.send(
        new Command(kind, mark, request, user, path, Json.write(body), UUID.randomUUID() + ""));
  }

  void finish() {
    finishing = true;
  }

  boolean isFinished() {
    return open.isEmpty();
  }

  List<String> requests() {
    return new ArrayList<>(all);
  }
}
