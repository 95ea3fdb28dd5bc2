package dev.assent.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.replay.Client.Call;
import dev.assent.replay.Client.Login;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Does with one instance what the log says of one claim, event by event, each as the user of its
 * role. The server says which events are possible: those that it refuses are noted, and the claim
 * goes on.
 *
 * <p>Every change carries an Idempotency-Key made of the claim and the event's number, and leaves
 * that number in the history. So a replay that was cut off finds its claims again by their business
 * key and goes on behind the last event that the history has. Used by one thread.
 */
final class ClaimReplay {

  private final Client client;
  private final Office office;
  private final Claim claim;
  private final Login claimant;
  private final List<Refusal> refusals = new ArrayList<>();
  private final Receipts receipts = new Receipts();
  private JsonNode instance;
  private boolean isFresh;
  private String lastStep = "";
  private int doneBefore;

  private ClaimReplay(Client client, Office office, Claim claim) {
    this.client = client;
    this.office = office;
    this.claim = claim;
    this.claimant = office.user(claim.claimant());
  }

  /** Starts the claim's instance, or finds the one of an earlier replay. */
  static ClaimReplay begin(Client client, Office office, Claim claim) {
    var replay = new ClaimReplay(client, office, claim);
    if (!office.wasOpenBefore() || !replay.findAgain()) {
      replay.run();
    }
    return replay;
  }

  private void run() {
    var body =
        Json.mapper()
            .createObjectNode()
            .put("workflow", Office.WORKFLOW)
            .put("businessKey", claim.key())
            .put("entityType", claim.subject())
            .put("entityId", claim.caseId());
    var input = body.putObject("input").put("subject", claim.subject());
    claim.amount().ifPresent(amount -> input.put("amount", amount));
    now(
        client
            .send(claimant, Call.post(Operation.RUN, "workflows/run", body, key("run")))
            .require("running " + claim.key())
            .body(),
        true);
  }

  private boolean findAgain() {
    var query =
        "instances?limit=1&workflowId=%s&businessKey=%s"
            .formatted(Office.WORKFLOW, URLEncoder.encode(claim.key(), UTF_8));
    var found =
        client
            .send(claimant, Call.get(Operation.FIND, query))
            .require("finding " + claim.key())
            .body()
            .path("items");
    if (found.isEmpty()) {
      return false;
    }
    now(found.get(0), true);
    doneBefore =
        history().stream()
            .flatMap(event -> event.number().stream())
            .mapToInt(Integer::intValue)
            .max()
            .orElse(0);
    return true;
  }

  /** Tries an event of the claim, unless an earlier replay has done it. */
  void attempt(Event event) {
    if (event.number() <= doneBefore) {
      return;
    }
    Optional<Refusal> refusal = Optional.empty();
    for (var step : stepsToTry()) {
      refusal =
          step.has("approvalId") && event.verb().decision().isPresent()
              ? decide(event, step.path("approvalId").asText())
              : complete(event, step.path("id").asText());
      if (refusal.isEmpty()) {
        return;
      }
    }
    refusal.ifPresent(refusals::add);
  }

  /** Those that wait; when all is over the last one, so that the server can say so. */
  private List<JsonNode> stepsToTry() {
    var steps = new ArrayList<JsonNode>();
    instance.path("activeSteps").forEach(steps::add);
    if (steps.isEmpty()) {
      steps.add(Json.mapper().createObjectNode().put("id", lastStep));
    }
    return steps;
  }

  private Optional<Refusal> decide(Event event, String approval) {
    var body =
        Json.mapper()
            .createObjectNode()
            .put("decision", event.verb().decision().orElseThrow())
            .put("rationale", event.number() + ": " + event.name());
    var answer =
        client.send(
            office.user(event.role()),
            Call.post(
                Operation.DECIDE,
                "approvals/" + approval + "/decisions",
                body,
                key("" + event.number())));
    if (answer.isRefusal()) {
      return refused(event, answer);
    }
    receipts.ofDecision(answer.require(event.name()).body().path("id").asText());
    now(get(), true);
    return Optional.empty();
  }

  private Optional<Refusal> complete(Event event, String step) {
    var output = output(event.verb().action()).put("event", event.number());
    if (event.verb() == Verb.SUBMIT) {
      var way = claim.way(event);
      way.route().forEach(output.putArray("route")::add);
      output.put("decided", way.decided());
    }
    var answer = complete(office.user(event.role()), step, output, "" + event.number());
    if (answer.isRefusal()) {
      return refused(event, answer);
    }
    receipts.ofCompletion(event.number());
    now(answer.require(event.name()).body(), false);
    return event.verb() != Verb.SAVE && waitsAt(step)
        ? Optional.of(
            Refusal.of(
                event, answer.status(), "The document leaves the claim at step " + step + "."))
        : Optional.empty();
  }

  private Answer complete(Login who, String step, ObjectNode output, String key) {
    var body = Json.mapper().createObjectNode();
    body.set("output", output);
    return client.send(
        who,
        Call.post(
            Operation.COMPLETE,
            "instances/%s/steps/%s/complete".formatted(id(), step),
            body,
            key(key)));
  }

  private static Optional<Refusal> refused(Event event, Answer answer) {
    return Optional.of(Refusal.of(event, answer.status(), answer.detail()));
  }

  private boolean waitsAt(String step) {
    for (var active : instance.path("activeSteps")) {
      if (active.path("id").asText().equals(step)) {
        return true;
      }
    }
    return false;
  }

  /** Gives the claim up if the log does, and compares. */
  ClaimResult end() {
    if (claim.isGivenUp() && instance.path("status").asText().equals("RUNNING")) {
      complete(claimant, lastStep, output(HistoryEvent.GIVE_UP), HistoryEvent.GIVE_UP);
      isFresh = false;
    }
    if (!isFresh) {
      now(get(), true);
    }
    var history = history();
    var log = Trace.ofLog(claim);
    var comparison = new Comparison(claim, log, Trace.ofServer(history, instance), refusals);
    return new ClaimResult(
        comparison.disagreement(), log.outcome(), refusals.size(), receipts.check(history));
  }

  private JsonNode get() {
    return client
        .send(claimant, Call.get(Operation.GET, "instances/" + id()))
        .require("reading " + claim.key())
        .body();
  }

  private List<HistoryEvent> history() {
    var history = new ArrayList<HistoryEvent>();
    var path = "instances/%s/history?limit=200".formatted(id());
    for (var next = path; !next.isEmpty(); ) {
      var page =
          client
              .send(claimant, Call.get(Operation.HISTORY, next))
              .require("reading the history of " + claim.key())
              .body();
      page.path("items").forEach(item -> history.add(new HistoryEvent(item)));
      var cursor = page.path("next").asText();
      next = cursor.isEmpty() ? "" : path + "&cursor=" + URLEncoder.encode(cursor, UTF_8);
    }
    return history;
  }

  private void now(JsonNode answered, boolean fresh) {
    instance = answered;
    isFresh = fresh;
    lastStep = instance.path("activeSteps").path(0).path("id").asText(lastStep);
  }

  private String id() {
    return instance.path("id").asText();
  }

  private static ObjectNode output(String action) {
    return Json.mapper().createObjectNode().put("action", action);
  }

  private String key(String what) {
    return UUID.nameUUIDFromBytes((claim.key() + "\n" + what).getBytes(UTF_8)).toString();
  }
}
