package dev.assent.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElectionTest {
  private static final List<Policy.Criterion> CRITERIA =
      List.of(
          new Policy.Criterion("price", BigDecimal.valueOf(3)),
          new Policy.Criterion("quality", BigDecimal.valueOf(2)));

  @ParameterizedTest
  @EnumSource(VotingMethod.class)
  void every_method_agrees_with_the_reference(VotingMethod method) {
    long first = Long.getLong("seed", System.nanoTime());
    int won = 0;
    int rounds = 3_000;
    for (int i = 0; i < rounds; i++) {
      long seed = first + i;
      SplittableRandom random = new SplittableRandom(seed);
      List<String> options = options(random);
      BallotRules rules = rules(method, options, random);
      List<BallotVote> votes = votes(rules, options, random.nextInt(40), random);
      Standing standing = election(rules, options, votes, votes.size()).standing();
      String where = "-Dseed=" + seed + "\n" + rules + "\n" + votes + "\n" + standing;
      assertThat(standing.winner())
          .as(where)
          .isEqualTo(ElectionReference.winner(rules, options, votes));
      checkPlaces(rules, options, votes, standing, where);
      won += standing.winner() == null ? 0 : 1;
    }
    assertThat(won).isBetween(rounds / 20, rounds * 19 / 20);
  }

  private static void checkPlaces(
      BallotRules rules,
      List<String> options,
      List<BallotVote> votes,
      Standing standing,
      String where) {
    assertThat(standing.explanation()).as(where).hasSizeBetween(10, 300);
    assertThat(standing.voted()).as(where).isEqualTo(votes.size());
    assertThat(standing.options())
        .as(where)
        .extracting(Standing.Place::option)
        .containsExactlyInAnyOrderElementsOf(options);
    if (rules.method() == VotingMethod.RANKED) {
      assertThat(standing.options().stream().filter(p -> p.rank() == 1))
          .as(where)
          .extracting(Standing.Place::option)
          .containsExactlyInAnyOrderElementsOf(ElectionReference.unbeaten(options, votes));
      return;
    }
    Map<String, Long> points = ElectionReference.points(rules, options, votes);
    for (Standing.Place place : standing.options()) {
      long better = points.values().stream().filter(p -> p > points.get(place.option())).count();
      assertThat((long) place.rank()).as(where).isEqualTo(better + 1);
      if (rules.method() != VotingMethod.MULTI_CRITERIA) {
        assertThat(place.score())
            .as(where)
            .isEqualByComparingTo(BigDecimal.valueOf(points.get(place.option())));
      }
    }
  }

  /** All ways in which those who have not voted could vote, and not vote, up to four of them. */
  @Test
  void is_certain_exactly_when_no_completion_changes_the_outcome() {
    long first = Long.getLong("seed", System.nanoTime());
    int[] certain = new int[2];
    for (int i = 0; i < 3_000; i++) {
      long seed = first + i;
      SplittableRandom random = new SplittableRandom(seed);
      List<String> options = List.of("a", "b", "c").subList(0, 2 + random.nextInt(2));
      VotingMethod method = random.nextBoolean() ? VotingMethod.SIMPLE : VotingMethod.WEIGHTED;
      BallotRules rules = rules(method, options, random);
      List<BallotVote> votes = votes(rules, options, random.nextInt(7), random);
      List<BigDecimal> open = new ArrayList<>();
      for (int n = random.nextInt(5); n > 0; n--) {
        open.add(weight(method, random));
      }
      BigDecimal weight =
          open.stream()
              .reduce(BigDecimal.ZERO, BigDecimal::add)
              .add(votes.stream().map(BallotVote::weight).reduce(BigDecimal.ZERO, BigDecimal::add));
      Terms.Quorum quorum = rules.terms().quorum();
      if (quorum != null && !quorum.isReached(votes.size() + open.size(), weight)) {
        continue; // which nobody can ask for
      }
      Set<@Nullable String> winners = new HashSet<>();
      complete(rules, options, new ArrayList<>(votes), open, winners);
      String where = "-Dseed=" + seed + "\n" + rules + "\n" + votes + "\n" + open + winners;
      Election election = new Election(rules, options, votes, votes.size() + open.size(), weight);
      assertThat(election.isCertain()).as(where).isEqualTo(winners.size() == 1);
      if (winners.size() == 1 && !open.isEmpty()) {
        assertThat(Collections.singleton(election.standing().winner()))
            .as(where)
            .isEqualTo(winners);
        certain[winners.contains(null) ? 0 : 1]++;
      }
    }
    assertThat(certain[0]).isGreaterThan(10);
    assertThat(certain[1]).isGreaterThan(50);
  }

  private static void complete(
      BallotRules rules,
      List<String> options,
      List<BallotVote> votes,
      List<BigDecimal> open,
      Set<@Nullable String> winners) {
    if (open.isEmpty()) {
      winners.add(ElectionReference.winner(rules, options, votes));
      return;
    }
    List<BigDecimal> rest = open.subList(1, open.size());
    complete(rules, options, votes, rest, winners);
    List<Choice> choices = new ArrayList<>(options.stream().map(Ballots::choice).toList());
    choices.add(Choice.abstention());
    for (Choice choice : choices) {
      votes.add(Ballots.cast(votes.size() + 1, open.get(0), choice));
      complete(rules, options, votes, rest, winners);
      votes.remove(votes.size() - 1);
    }
  }

  /** 45 voters, five options: the example in Schulze's article and in Wikipedia. */
  @Test
  void schulzes_example_of_45_voters_elects_e() {
    Standing standing =
        ranked("5 ACBED, 5 ADECB, 8 BEDAC, 3 CABED, 7 CAEBD, 2 CBADE, 7 DCEBA, 8 EBADC", "ABCDE");
    assertThat(standing.winner()).isEqualTo("E");
    assertThat(standing.options())
        .extracting(Standing.Place::option)
        .containsExactly("E", "A", "C", "B", "D");
    assertThat(standing.explanation()).isEqualTo("E wins, beaten by none of 4 others");
  }

  /** Schulze's second example: 30 voters, four options; the ranking is D, A, C, B. */
  @Test
  void schulzes_example_of_30_voters_elects_d() {
    Standing standing =
        ranked("5 ACBD, 2 ACDB, 3 ADCB, 4 BACD, 3 CBDA, 3 CDBA, 1 DACB, 5 DBAC, 4 DCBA", "ABCD");
    assertThat(standing.options())
        .extracting(Standing.Place::option)
        .containsExactly("D", "A", "C", "B");
  }

  @Test
  void the_winner_of_every_duel_wins_though_few_rank_it_first() {
    assertThat(ranked("3 ACB, 3 BCA, 1 CAB", "ABC").winner()).isEqualTo("C");
  }

  @Test
  void an_even_cycle_has_no_winner() {
    Standing standing = ranked("1 ABC, 1 BCA, 1 CAB", "ABC");
    assertThat(standing.winner()).isNull();
    assertThat(standing.explanation())
        .isEqualTo("A, B and C share the first place, beaten by none of 2 others");
    assertThat(standing.last()).isEmpty();
  }

  @Test
  void two_that_nobody_beats_share_the_first_place_though_one_beats_more() {
    // A beats C; nobody tells B from either
    List<BallotVote> votes =
        List.of(
            Ballots.cast(
                1,
                BigDecimal.ONE,
                Ballots.ranking(List.of(List.of("A"), List.of("B"), List.of("C")))),
            Ballots.cast(
                2,
                BigDecimal.ONE,
                Ballots.ranking(List.of(List.of("B"), List.of("A"), List.of("C")))),
            Ballots.cast(
                3,
                BigDecimal.ONE,
                Ballots.ranking(List.of(List.of("A"), List.of("C"), List.of("B")))),
            Ballots.cast(
                4,
                BigDecimal.ONE,
                Ballots.ranking(List.of(List.of("C"), List.of("B"), List.of("A")))));
    List<String> options = List.of("A", "B", "C");
    Standing standing = election(rules(VotingMethod.RANKED, options), options, votes, 4).standing();
    assertThat(standing.winner()).isNull();
    assertThat(standing.options().stream().filter(p -> p.rank() == 1).map(Standing.Place::option))
        .containsExactlyElementsOf(ElectionReference.unbeaten(options, votes));
  }

  private static Standing ranked(String groups, String options) {
    List<BallotVote> votes = new ArrayList<>();
    for (String group : groups.split(", ")) {
      String[] parts = group.split(" ");
      List<List<String>> ranking = Arrays.stream(parts[1].split("")).map(List::of).toList();
      for (int i = Integer.parseInt(parts[0]); i > 0; i--) {
        votes.add(Ballots.cast(votes.size() + 1, BigDecimal.ONE, Ballots.ranking(ranking)));
      }
    }
    List<String> all = List.of(options.split(""));
    return election(rules(VotingMethod.RANKED, all), all, votes, votes.size()).standing();
  }

  private static BallotRules rules(VotingMethod method, List<String> options) {
    return Ballots.rules(method, Ballots.terms(1, false, options.toArray(String[]::new)), true);
  }

  private static Election election(
      BallotRules rules, List<String> options, List<BallotVote> votes, int participants) {
    BigDecimal weight =
        votes.stream().map(BallotVote::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Election(rules, options, votes, participants, weight);
  }

  private static List<String> options(SplittableRandom random) {
    return List.of("a", "b", "c", "d", "e").subList(0, 2 + random.nextInt(4));
  }

  private static BallotRules rules(
      VotingMethod method, List<String> options, SplittableRandom random) {
    Terms.Threshold threshold =
        switch (method == VotingMethod.RANKED ? 0 : random.nextInt(3)) {
          case 1 -> new Terms.Threshold(BigDecimal.valueOf(random.nextInt(70), 2), null);
          case 2 -> new Terms.Threshold(null, BigDecimal.valueOf(1 + random.nextInt(75), 2));
          default -> null;
        };
    Terms.Quorum quorum =
        switch (random.nextInt(4)) {
          case 1 -> new Terms.Quorum(1 + random.nextInt(6), null);
          case 2 -> new Terms.Quorum(null, BigDecimal.valueOf(1 + random.nextInt(6)));
          default -> null;
        };
    return Ballots.rules(
        method,
        new Terms(
            Ballots.options(options.toArray(String[]::new)),
            method == VotingMethod.MULTI_CRITERIA ? CRITERIA : List.of(),
            threshold,
            quorum,
            1,
            false),
        true);
  }

  private static List<BallotVote> votes(
      BallotRules rules, List<String> options, int count, SplittableRandom random) {
    List<BallotVote> votes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      votes.add(
          Ballots.cast(i, weight(rules.method(), random), choice(rules.method(), options, random)));
    }
    return votes;
  }

  private static BigDecimal weight(VotingMethod method, SplittableRandom random) {
    return method.isWeighted() ? BigDecimal.valueOf(1 + random.nextInt(4)) : BigDecimal.ONE;
  }

  static Choice choice(VotingMethod method, List<String> options, SplittableRandom random) {
    if (random.nextInt(10) == 0) {
      return Choice.abstention();
    }
    return switch (method) {
      case SIMPLE, WEIGHTED -> Ballots.choice(options.get(random.nextInt(options.size())));
      case APPROVAL ->
          Ballots.approval(options.stream().filter(o -> random.nextInt(5) < 2).toList());
      case MULTI_CRITERIA -> {
        Map<String, Map<String, BigDecimal>> scores = new HashMap<>();
        for (String option : options) {
          Map<String, BigDecimal> given = new HashMap<>();
          CRITERIA.forEach(c -> given.put(c.name(), BigDecimal.valueOf(random.nextInt(11))));
          scores.put(option, given);
        }
        yield Ballots.scores(scores);
      }
      case RANKED -> Ballots.ranking(ranking(options, random));
    };
  }

  /** Some options in some groups; the others are not ranked. */
  private static List<List<String>> ranking(List<String> options, SplittableRandom random) {
    List<String> shuffled = new ArrayList<>(options);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    List<List<String>> groups = new ArrayList<>();
    for (String option : shuffled.subList(0, random.nextInt(shuffled.size() + 1))) {
      if (groups.isEmpty() || random.nextInt(3) > 0) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(option);
    }
    return groups;
  }
}
