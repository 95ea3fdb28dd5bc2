package dev.assent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.chaos.Assembly.Poll;
import dev.assent.chaos.Evidence.Event;
import dev.assent.chaos.Ledger.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts ballots again, from what voters were told: each acknowledged vote is there once, and the
 * result is the one that follows from the last of each voter.
 */
final class Scrutineer {

  private static final Set<String> ENDS = Set.of("BALLOT_CLOSED", "BALLOT_CANCELLED");

  private final Client client;
  private final Evidence evidence;
  private final Violations violations;
  private final Set<String> acknowledged = new HashSet<>();

  Scrutineer(Client client, Ledger ledger, Evidence evidence, Violations violations) {
    this.client = client;
    this.evidence = evidence;
    this.violations = violations;
    ledger.acknowledged().stream()
        .filter(entry -> entry.command().kind() == Kind.VOTE)
        .forEach(entry -> acknowledged.add(entry.command().mark()));
  }

  void check(List<Poll> polls) {
    for (var poll : polls) {
      life(poll);
      votes(poll);
      result(poll, client.get("admin", "consensus/" + poll.id));
    }
    if (evidence.byBallot().size() != polls.size()) {
      violations.add(
          "ballots that nobody was told of",
          evidence.byBallot().size() + " instead of " + polls.size());
    }
  }

  private void life(Poll poll) {
    var events = evidence.byBallot().getOrDefault(poll.id, List.of());
    var begins = events.stream().filter(e -> e.name().equals("BALLOT_OPENED")).count();
    var ends = events.stream().filter(e -> ENDS.contains(e.name())).count();
    var last = events.isEmpty() ? "" : events.get(events.size() - 1).name();
    if (begins != 1 || ends != 1 || !ENDS.contains(last)) {
      violations.add("a ballot that does not begin once and end once", poll + " " + events);
    }
    var voted = events.stream().map(Event::name).filter("VOTED"::equals).count();
    if (voted != poll.taken()) {
      violations.add("votes in the history that were not acknowledged", poll + " " + voted);
    }
  }

  private void votes(Poll poll) {
    var votes = all("consensus/" + poll.id + "/votes?limit=200");
    if (votes.size() != poll.taken()) {
      violations.add("more or fewer votes than were acknowledged", poll + " " + votes.size());
    }
    Map<String, String> last = new HashMap<>();
    for (var i = 0; i < votes.size(); i++) {
      var vote = votes.get(i);
      if (vote.path("number").asInt() != i + 1) {
        violations.add("a gap in the numbers of votes", poll + " " + vote);
      }
      if (!acknowledged.contains(vote.at("/choice/rationale").asText())) {
        violations.add("a vote that was not acknowledged", poll + " " + vote);
      }
      last.put(vote.path("voter").asText(), vote.at("/choice/option").asText());
    }
    if (!last.equals(poll.counted())) {
      violations.add("a last vote that is another", poll + " " + last);
    }
  }

  private void result(Poll poll, JsonNode ballot) {
    var status = ballot.path("status").asText();
    if (status.equals("CANCELLED")) {
      return;
    }
    var standing = ballot.at("/results/0/standing");
    Map<String, Integer> sums = new HashMap<>();
    poll.counted()
        .forEach((voter, option) -> sums.merge(option, Assembly.WEIGHTS.get(voter), Integer::sum));
    for (var place : standing.path("options")) {
      var sum = BigDecimal.valueOf(sums.getOrDefault(place.path("option").asText(), 0));
      if (place.path("score").decimalValue().compareTo(sum) != 0) {
        violations.add("a tally that does not follow from the votes", poll + " " + standing);
      }
    }
    if (standing.path("voted").asInt() != poll.counted().size()) {
      violations.add("another number of voters than have voted", poll + " " + standing);
    }
    var winner = winner(poll, sums);
    var quorum = poll.counted().size() >= poll.quorum;
    var expected = winner != null ? "DECIDED" : poll.timed && !quorum ? "EXPIRED" : "NO_CONSENSUS";
    if (!status.equals(expected)
        || !ballot.path("decision").asText().equals(winner == null ? "" : winner)) {
      violations.add("an outcome that does not follow from the votes", poll + " " + ballot);
    }
  }

  /** The option with the greatest sum alone; null without one, or without a quorum. */
  private static String winner(Poll poll, Map<String, Integer> sums) {
    var most = sums.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    var first = sums.keySet().stream().filter(option -> sums.get(option) == most).toList();
    return poll.counted().size() >= poll.quorum && first.size() == 1 ? first.get(0) : null;
  }

  private List<JsonNode> all(String path) {
    var items = new ArrayList<JsonNode>();
    var page = client.get("admin", path);
    page.path("items").forEach(items::add);
    while (page.hasNonNull("next")) {
      page = client.get("admin", path + "&cursor=" + page.path("next").asText());
      page.path("items").forEach(items::add);
    }
    return items;
  }
}
