package dev.assent.consensus;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one round counted. A pure function of the rules, the options of the round and each
 * voter's last vote; nothing is rounded before it is compared.
 */
final class Election {
  private final BallotRules rules;
  private final int participants;
  private final BigDecimal weight;

  /** What each option has, in the order of the options; of {@link #whole}. */
  private final Map<String, BigDecimal> support = new LinkedHashMap<>();

  private BigDecimal whole = BigDecimal.ZERO;
  private int voted;
  private int abstentions;
  private BigDecimal weighed = BigDecimal.ZERO;

  /**
   * Counts.
   *
   * @param options of this round
   * @param votes the last one of each voter, with their choices
   * @param participants how many may vote
   * @param weight what they weigh together
   */
  Election(
      BallotRules rules,
      List<String> options,
      Collection<BallotVote> votes,
      int participants,
      BigDecimal weight) {
    this.rules = rules;
    this.participants = participants;
    this.weight = weight;
    options.forEach(o -> support.put(o, BigDecimal.ZERO));
    Schulze schulze = new Schulze(options);
    for (BallotVote vote : votes) {
      Choice choice = vote.choice();
      voted++;
      weighed = weighed.add(vote.weight());
      if (choice.isAbstention()) {
        abstentions++;
      } else {
        count(vote, choice, schulze);
      }
    }
    if (rules.method() == VotingMethod.RANKED) {
      rank(options, schulze);
    }
  }

  private void count(BallotVote vote, Choice choice, Schulze schulze) {
    switch (rules.method()) {
      case SIMPLE -> {
        add(Objects.requireNonNull(choice.option()), BigDecimal.ONE);
        whole = whole.add(BigDecimal.ONE);
      }
      case WEIGHTED -> {
        add(Objects.requireNonNull(choice.option()), vote.weight());
        whole = whole.add(vote.weight());
      }
      case APPROVAL -> {
        Objects.requireNonNull(choice.approved()).forEach(o -> add(o, vote.weight()));
        whole = whole.add(vote.weight());
      }
      case MULTI_CRITERIA -> score(vote, Objects.requireNonNull(choice.scores()));
      case RANKED -> {
        schulze.add(Objects.requireNonNull(choice.ranking()), vote.weight());
        whole = whole.add(vote.weight());
      }
    }
  }

  private void add(String option, BigDecimal more) {
    support.merge(option, more, BigDecimal::add);
  }

  private void score(BallotVote vote, Map<String, Map<String, BigDecimal>> scores) {
    for (Policy.Criterion criterion : rules.terms().criteria()) {
      BigDecimal weight = vote.weight().multiply(criterion.weight());
      scores.forEach(
          (option, given) ->
              add(option, weight.multiply(Objects.requireNonNull(given.get(criterion.name())))));
      whole = whole.add(weight.multiply(Policy.MAX_SCORE));
    }
  }

  private void rank(List<String> options, Schulze schulze) {
    List<Integer> standings = schulze.standings();
    for (int i = 0; i < options.size(); i++) {
      support.put(options.get(i), BigDecimal.valueOf(standings.get(i)));
    }
  }

  boolean isQuorumReached() {
    Terms.Quorum quorum = rules.terms().quorum();
    return quorum == null || quorum.isReached(voted, weighed);
  }

  /** Whether nothing that those who have not voted can do changes what the round comes to. */
  boolean isCertain() {
    if (voted == participants) {
      return true;
    }
    if (!rules.method().isForeseeable()) {
      return false;
    }
    BigDecimal open =
        rules.method() == VotingMethod.SIMPLE
            ? BigDecimal.valueOf(participants - voted)
            : weight.subtract(weighed);
    String leader = leader();
    if (leader != null && isQuorumReached()) {
      BigDecimal has = support(leader);
      if (has.compareTo(most(leader).add(open)) > 0 && isEnough(has, whole.add(open))) {
        return true;
      }
    }
    // if not even all who are left could make any option win, none will
    return support.keySet().stream()
        .noneMatch(
            option -> {
              BigDecimal best = support(option).add(open);
              return best.compareTo(most(option)) > 0 && isEnough(best, whole.add(open));
            });
  }

  private BigDecimal support(String option) {
    return support.getOrDefault(option, BigDecimal.ZERO);
  }

  /** The most that any other than {@code option} has. */
  private BigDecimal most(String option) {
    return support.entrySet().stream()
        .filter(e -> !e.getKey().equals(option))
        .map(Map.Entry::getValue)
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  private boolean isEnough(BigDecimal part, BigDecimal all) {
    Terms.Threshold threshold = rules.terms().threshold();
    return part.signum() > 0 && (threshold == null || threshold.isReached(part, all));
  }

  /** The only option with the most. */
  private @Nullable String leader() {
    for (String option : support.keySet()) {
      if (support(option).compareTo(most(option)) > 0) {
        return option;
      }
    }
    return null;
  }

  Standing standing() {
    String leader = leader();
    boolean wins =
        leader != null
            && isQuorumReached()
            && (rules.method() == VotingMethod.RANKED || isEnough(support(leader), whole));
    List<Standing.Place> places = places();
    return new Standing(
        places,
        wins ? leader : null,
        explanation(leader, wins, places),
        voted,
        abstentions,
        isQuorumReached());
  }

  private List<Standing.Place> places() {
    List<Map.Entry<String, BigDecimal>> order = new ArrayList<>(support.entrySet());
    order.sort(Map.Entry.<String, BigDecimal>comparingByValue(Comparator.reverseOrder()));
    List<Standing.Place> places = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      BigDecimal has = order.get(i).getValue();
      boolean even = i > 0 && has.compareTo(order.get(i - 1).getValue()) == 0;
      int rank = even ? places.get(i - 1).rank() : i + 1;
      places.add(new Standing.Place(order.get(i).getKey(), rank, score(has), share(has)));
    }
    return places;
  }

  private BigDecimal score(BigDecimal has) {
    if (rules.method() != VotingMethod.MULTI_CRITERIA || whole.signum() == 0) {
      return Decimals.plain(has);
    }
    return Decimals.plain(has.multiply(Policy.MAX_SCORE).divide(whole, 6, RoundingMode.FLOOR));
  }

  private @Nullable BigDecimal share(BigDecimal has) {
    return rules.method() == VotingMethod.RANKED || whole.signum() == 0
        ? null
        : Decimals.plain(has.divide(whole, 6, RoundingMode.FLOOR));
  }

  private String explanation(@Nullable String leader, boolean wins, List<Standing.Place> places) {
    if (voted == abstentions) {
      return "nobody has voted for anything";
    }
    if (leader == null) {
      List<String> first =
          places.stream().filter(p -> p.rank() == 1).map(Standing.Place::option).toList();
      return Explanation.list(first, "and") + " share the first place" + what(places.get(0));
    }
    String leads = leader + (wins ? " wins" : " leads") + what(places.get(0));
    if (!isQuorumReached()) {
      return leads
          + ", but only "
          + voted
          + " of "
          + participants
          + " have voted, too few for the quorum";
    }
    Terms.Threshold threshold = rules.terms().threshold();
    return threshold == null ? leads : leads + "; " + threshold + " needed";
  }

  private String what(Standing.Place place) {
    String score = Decimals.text(place.score());
    String all = Decimals.text(whole);
    return switch (rules.method()) {
      case SIMPLE -> " with " + score + " of " + all + " votes";
      case WEIGHTED -> " with weight " + score + " of " + all;
      case APPROVAL -> " with the approval of weight " + score + " of " + all;
      case MULTI_CRITERIA -> " with a mean score of " + score;
      case RANKED -> ", beaten by none of " + (support.size() - 1) + " others";
    };
  }
}
