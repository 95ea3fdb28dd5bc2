package dev.assent.consensus;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Ballots for tests. */
final class Ballots {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Ballots() {}

  static Terms terms(int rounds, boolean dropLast, String... options) {
    return new Terms(
        options(options), List.of(), null, new Terms.Quorum(1, null), rounds, dropLast);
  }

  static List<BallotOption> options(String... ids) {
    return Arrays.stream(ids).map(id -> new BallotOption(id, null, null)).toList();
  }

  static BallotRules rules(VotingMethod method, Terms terms, boolean closeEarly) {
    return new BallotRules(method, false, closeEarly, null, terms);
  }

  /** With participants of weight 1. */
  static Ballot ballot(int participants, BallotRules rules) {
    return new Ballot(
        new UUID(0, 1),
        "demo",
        new Ballot.Question("t", null, null, null),
        rules,
        new Ballot.Electorate(participants, BigDecimal.valueOf(participants)),
        "rita",
        NOW);
  }

  static BallotVote vote(Ballot ballot, String voter, String option) {
    return vote(ballot, voter, choice(option));
  }

  static BallotVote vote(Ballot ballot, String voter, Choice choice) {
    return ballot.vote(voter, BigDecimal.ONE, choice, NOW);
  }

  static Choice choice(String option) {
    return new Choice(option, null, null, null, null, null);
  }

  static Choice approval(List<String> approved) {
    return new Choice(null, approved, null, null, null, null);
  }

  static Choice ranking(List<List<String>> ranking) {
    return new Choice(null, null, null, ranking, null, null);
  }

  static Choice scores(Map<String, Map<String, BigDecimal>> scores) {
    return new Choice(null, null, scores, null, null, null);
  }

  /** As if each voter had voted once, in this order. */
  static BallotVote cast(int number, BigDecimal weight, Choice choice) {
    return new BallotVote(1, number, "voter" + number, weight, WrittenChoice.of(choice), NOW);
  }
}
