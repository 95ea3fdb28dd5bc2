package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the clients have asked for and been told: their own truth. Thread-safe. */
final class Ledger {

  /** What a command does, and so where its mark has to be found. */
  enum Kind {
    START,
    COMPLETE,
    DECIDE,
    SIGNAL,
    CANCEL,
    SUSPEND,
    RESUME,
    RESOLVE,
    OPEN_BALLOT,
    VOTE,
    END_BALLOT,
    REQUEST,
    RESUBMIT,
    WITHDRAW
  }

  /** How a command ended for its client. */
  enum Outcome {
    ACKNOWLEDGED,
    REFUSED,
    /** Never answered, to the end of the client's patience. */
    OPEN
  }

  /**
   * A command that was sent, however often.
   *
   * @param mark what tells it from all others, in the history too
   * @param instance or the ballot, or the request that stands alone; empty for a start
   */
  record Command(
      Kind kind, String mark, String instance, String user, String path, String body, String key) {}

  /**
   * @param attempts how often it was sent
   * @param answer what it was answered at last
   */
  record Entry(Command command, Outcome outcome, int attempts, int status, String answer) {

    JsonNode json() {
      return dev.assent.platform.json.Json.parse(answer);
    }
  }

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final LongAdder repeats = new LongAdder();

  void write(Entry entry) {
    entries.put(entry.command().mark(), entry);
    repeats.add(entry.attempts() - 1L);
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  List<Entry> acknowledged() {
    var all = new ArrayList<Entry>();
    for (var entry : entries.values()) {
      if (entry.outcome() == Outcome.ACKNOWLEDGED) {
        all.add(entry);
      }
    }
    return all;
  }

  long count(Outcome outcome) {
    return entries.values().stream().filter(e -> e.outcome() == outcome).count();
  }

  long acknowledged(Kind kind) {
    return acknowledged().stream().filter(e -> e.command().kind() == kind).count();
  }

  long repeats() {
    return repeats.sum();
  }
}
