package dev.assent.consensus;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The methods written down a second time: pairwise and option by option, in whole numbers, and
 * Schulze's paths by trying all of them.
 */
final class ElectionReference {
  private ElectionReference() {}

  /** Who wins; null for nobody. Weights and scores are whole, thresholds hundredths. */
  static @Nullable String winner(BallotRules rules, List<String> options, List<BallotVote> votes) {
    Terms.Quorum quorum = rules.terms().quorum();
    long weighed = votes.stream().mapToLong(v -> v.weight().longValueExact()).sum();
    if (quorum != null
        && ((quorum.participants() != null && votes.size() < quorum.participants())
            || (quorum.weight() != null && weighed < quorum.weight().longValueExact()))) {
      return null;
    }
    if (rules.method() == VotingMethod.RANKED) {
      return schulze(options, votes);
    }
    Map<String, Long> points = points(rules, options, votes);
    long best = points.values().stream().mapToLong(p -> p).max().orElse(0);
    List<String> first = options.stream().filter(o -> points.get(o) == best).toList();
    return best > 0 && first.size() == 1 && isEnough(rules, best, most(rules, votes))
        ? first.get(0)
        : null;
  }

  /** What each option has. */
  static Map<String, Long> points(BallotRules rules, List<String> options, List<BallotVote> votes) {
    Map<String, Long> points = new TreeMap<>();
    for (String option : options) {
      long sum = 0;
      for (BallotVote vote : votes) {
        sum += points(rules, option, vote);
      }
      points.put(option, sum);
    }
    return points;
  }

  private static long points(BallotRules rules, String option, BallotVote vote) {
    Choice choice = vote.choice();
    if (choice.isAbstention()) {
      return 0;
    }
    long weight = vote.weight().longValueExact();
    return switch (rules.method()) {
      case SIMPLE -> option.equals(choice.option()) ? 1 : 0;
      case WEIGHTED -> option.equals(choice.option()) ? weight : 0;
      case APPROVAL -> choice.approved() != null && choice.approved().contains(option) ? weight : 0;
      case MULTI_CRITERIA ->
          weight
              * rules.terms().criteria().stream()
                  .mapToLong(
                      c ->
                          c.weight().longValueExact()
                              * choice.scores().get(option).get(c.name()).longValueExact())
                  .sum();
      case RANKED -> 0;
    };
  }

  private static long most(BallotRules rules, List<BallotVote> votes) {
    long best = 0;
    for (BallotVote vote : votes) {
      if (!vote.choice().isAbstention()) {
        long weight = rules.method() == VotingMethod.SIMPLE ? 1 : vote.weight().longValueExact();
        long each =
            rules.method() == VotingMethod.MULTI_CRITERIA
                ? 10
                    * rules.terms().criteria().stream()
                        .mapToLong(c -> c.weight().longValueExact())
                        .sum()
                : 1;
        best += weight * each;
      }
    }
    return best;
  }

  private static boolean isEnough(BallotRules rules, long has, long all) {
    Terms.Threshold threshold = rules.terms().threshold();
    if (threshold == null) {
      return true;
    }
    BigDecimal more = threshold.moreThan();
    BigDecimal least = threshold.atLeast();
    return more != null
        ? has * 100 > more.movePointRight(2).longValueExact() * all
        : least != null && has * 100 >= least.movePointRight(2).longValueExact() * all;
  }

  private static @Nullable String schulze(List<String> options, List<BallotVote> votes) {
    List<String> unbeaten = unbeaten(options, votes);
    return unbeaten.size() == 1 ? unbeaten.get(0) : null;
  }

  /** The options that no other has a stronger path to than they have to it. */
  static List<String> unbeaten(List<String> options, List<BallotVote> votes) {
    return options.stream()
        .filter(
            x ->
                options.stream()
                    .allMatch(
                        y ->
                            x.equals(y)
                                || widest(x, y, options, votes) >= widest(y, x, options, votes)))
        .toList();
  }

  /** The strongest path, by walking every one that meets no option twice. */
  static long widest(String from, String to, List<String> options, List<BallotVote> votes) {
    return widest(new ArrayList<>(List.of(from)), to, options, votes, Long.MAX_VALUE);
  }

  private static long widest(
      List<String> walked, String to, List<String> options, List<BallotVote> votes, long width) {
    String here = walked.get(walked.size() - 1);
    if (here.equals(to)) {
      return width;
    }
    long best = 0;
    for (String next : options) {
      long link = link(here, next, votes);
      if (!walked.contains(next) && link > 0) {
        walked.add(next);
        best = Math.max(best, widest(walked, to, options, votes, Math.min(width, link)));
        walked.remove(walked.size() - 1);
      }
    }
    return best;
  }

  /** The weight of those who prefer {@code one}, where they are more than the others. */
  private static long link(String one, String other, List<BallotVote> votes) {
    long forOne = 0;
    long forOther = 0;
    for (BallotVote vote : votes) {
      if (vote.choice().ranking() != null) {
        int difference = place(vote.choice(), one) - place(vote.choice(), other);
        forOne += difference < 0 ? vote.weight().longValueExact() : 0;
        forOther += difference > 0 ? vote.weight().longValueExact() : 0;
      }
    }
    return forOne > forOther ? forOne : 0;
  }

  private static int place(Choice choice, String option) {
    List<List<String>> ranking = choice.ranking() == null ? List.of() : choice.ranking();
    for (int i = 0; i < ranking.size(); i++) {
      if (ranking.get(i).contains(option)) {
        return i;
      }
    }
    return Integer.MAX_VALUE / 2;
  }
}
