package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.chaos.Ledger.Command;
import dev.assent.chaos.Ledger.Entry;
import dev.assent.chaos.Ledger.Kind;
import dev.assent.chaos.Ledger.Outcome;
import dev.assent.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ballots that clients open, vote in, close, cancel and leave to their deadlines, several clients
 * at one at once. Thread-safe.
 */
final class Assembly {

  /** Who votes, and how much that counts. */
  static final Map<String, Integer> WEIGHTS =
      new TreeMap<>(Map.of("administration", 1, "budget-owner", 2, "supervisor", 3, "admin", 5));

  static final List<String> OPTIONS = List.of("a", "b", "c");

  private static final String CHAIR = "employee";
  private static final int OPEN_AT_ONCE = 6;

  /** What clients know of a ballot. */
  static final class Poll {
    final String id;
    final int quorum;
    final boolean timed;
    private final Map<String, String> counted = new ConcurrentHashMap<>();
    private final Map<String, Object> seats = new TreeMap<>();
    private final AtomicInteger taken = new AtomicInteger();

    Poll(String id, int quorum, boolean timed) {
      this.id = id;
      this.quorum = quorum;
      this.timed = timed;
      WEIGHTS.keySet().forEach(voter -> seats.put(voter, new Object()));
    }

    /** The last acknowledged vote of each voter. */
    Map<String, String> counted() {
      return counted;
    }

    /** How many votes were acknowledged, changes of vote included. */
    int taken() {
      return taken.get();
    }

    @Override
    public String toString() {
      return id + " quorum " + quorum + " " + counted;
    }
  }

  private final Client client;
  private final Collection<Poll> all = new ConcurrentLinkedQueue<>();
  private final Queue<Poll> open = new ConcurrentLinkedQueue<>();
  private volatile boolean finishing;

  Assembly(Client client) {
    this.client = client;
  }

  /** Does one thing: opens a ballot, votes in one, or ends one. */
  void act(SplittableRandom random) {
    if (!finishing && open.size() < OPEN_AT_ONCE) {
      open(random);
      return;
    }
    var poll = open.poll();
    if (poll == null) {
      return;
    }
    boolean over;
    if (finishing) {
      over = poll.timed ? isOver(poll) : end(poll, "close", random);
    } else {
      open.add(poll); // so that others meet at it
      var chance = random.nextInt(100);
      over =
          chance < 6 && !poll.timed
              ? end(poll, "close", random)
              : chance < 8 ? end(poll, "cancel", random) : vote(poll, random);
    }
    if (over) {
      open.removeIf(other -> other == poll);
    } else if (finishing) {
      open.add(poll);
    }
  }

  private void open(SplittableRandom random) {
    var mark = mark(random);
    var timed = random.nextInt(3) == 0;
    var quorum = random.nextInt(WEIGHTS.size() + 1);
    var body = Json.mapper().createObjectNode().put("title", mark).put("method", "WEIGHTED");
    OPTIONS.forEach(option -> body.withArray("options").addObject().put("id", option));
    WEIGHTS.forEach((name, weight) -> participant(body, name, weight));
    body.put("closeEarly", random.nextBoolean());
    if (quorum > 0) {
      body.putObject("quorum").put("participants", quorum);
    }
    if (timed) {
      body.put("deadline", Instant.now().plusSeconds(5 + random.nextInt(20)).toString());
    }
    var entry = send(Kind.OPEN_BALLOT, mark, "", CHAIR, "consensus", body);
    if (entry.outcome() == Outcome.ACKNOWLEDGED) {
      var poll = new Poll(entry.json().path("id").asText(), Math.max(1, quorum), timed);
      all.add(poll);
      open.add(poll);
    }
  }

  /** One of them by the role, which the account has that is called like it. */
  private static void participant(ObjectNode body, String name, int weight) {
    body.withArray("participants")
        .addObject()
        .put(name.equals("supervisor") ? "role" : "user", name)
        .put("weight", weight);
  }

  /** One voter's votes follow each other, so that the client knows which is the last. */
  private boolean vote(Poll poll, SplittableRandom random) {
    var voter = List.copyOf(WEIGHTS.keySet()).get(random.nextInt(WEIGHTS.size()));
    var option = OPTIONS.get(random.nextInt(OPTIONS.size()));
    var mark = mark(random);
    var body = Json.mapper().createObjectNode().put("option", option).put("rationale", mark);
    synchronized (poll.seats.get(voter)) {
      var entry = send(Kind.VOTE, mark, poll.id, voter, "consensus/" + poll.id + "/votes", body);
      if (entry.outcome() != Outcome.ACKNOWLEDGED) {
        return isOver(poll);
      }
      poll.taken.incrementAndGet();
      poll.counted.put(voter, option);
      return !entry.json().path("status").asText().equals("OPEN");
    }
  }

  private boolean end(Poll poll, String verb, SplittableRandom random) {
    var mark = mark(random);
    var body = Json.mapper().createObjectNode().put("reason", mark);
    var path = "consensus/" + poll.id + "/" + verb;
    var entry = send(Kind.END_BALLOT, mark, poll.id, CHAIR, path, body);
    return entry.outcome() == Outcome.ACKNOWLEDGED || isOver(poll);
  }

  private boolean isOver(Poll poll) {
    var status = client.get(CHAIR, "consensus/" + poll.id).path("status").asText();
    return !status.isEmpty() && !status.equals("OPEN");
  }

  private Entry send(
      Kind kind, String mark, String ballot, String user, String path, JsonNode body) {
    return client.send(
        new Command(kind, mark, ballot, user, path, Json.write(body), UUID.randomUUID() + ""));
  }

  static String mark(SplittableRandom random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  void finish() {
    finishing = true;
  }

  boolean isFinished() {
    return open.isEmpty();
  }

  List<Poll> polls() {
    return new ArrayList<>(all);
  }
}
