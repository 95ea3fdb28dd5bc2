package dev.assent.consensus;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the policies mean, written down a second time and in another way: final votes are judged by
 * streams over the ballots, in whole numbers, and what is certain is found by trying every way in
 * which those who have not voted could vote.
 */
final class PolicyReference {
  /** The scores that the open voices are taken to give, for each criterion alike or not. */
  private static final int[][] SCORES = {{0, 0}, {10, 10}, {0, 10}, {4, 7}};

  private final Policy policy;

  PolicyReference(Policy policy) {
    this.policy = policy;
  }

  Tally.Outcome tally(List<Voice> voices) {
    if (policy.type() == Policy.Type.ANY) {
      return any(voices);
    }
    int[] found = new int[2];
    completions(voices, 0, new ArrayList<>(), complete -> found[isApproved(complete) ? 1 : 0]++);
    return found[0] == 0
        ? Tally.Outcome.APPROVED
        : found[1] == 0 ? Tally.Outcome.REJECTED : Tally.Outcome.OPEN;
  }

  Tally.Outcome close(List<Voice> voices) {
    List<Voice> cast = voices.stream().filter(v -> v.vote() != null).toList();
    if (policy.type() == Policy.Type.ALL && cast.size() < voices.size()) {
      return Tally.Outcome.REJECTED;
    }
    if (policy.type() == Policy.Type.ANY && any(cast) == Tally.Outcome.OPEN) {
      return Tally.Outcome.REJECTED;
    }
    return policy.type() == Policy.Type.ANY
        ? any(cast)
        : isApproved(cast) ? Tally.Outcome.APPROVED : Tally.Outcome.REJECTED;
  }

  private static Tally.Outcome any(List<Voice> voices) {
    if (that(voices, Vote.REJECT).anyMatch(Voice::veto)) {
      return Tally.Outcome.REJECTED;
    }
    if (that(voices, Vote.APPROVE).findAny().isPresent()) {
      return Tally.Outcome.APPROVED;
    }
    boolean allAbstained = voices.stream().allMatch(v -> v.vote() == Vote.ABSTAIN);
    return allAbstained || that(voices, Vote.REJECT).findAny().isPresent()
        ? Tally.Outcome.REJECTED
        : Tally.Outcome.OPEN;
  }

  /** The judgement of votes that are all there. */
  boolean isApproved(List<Voice> votes) {
    long yes = that(votes, Vote.APPROVE).count();
    long no = that(votes, Vote.REJECT).count();
    long abstained = votes.size() - yes - no;
    boolean counted = policy.abstentions() == Policy.Abstentions.COUNTED;
    long cast = counted ? votes.size() : yes + no;
    if (that(votes, Vote.REJECT).anyMatch(Voice::veto) || cast < policy.minimumParticipation()) {
      return false;
    }
    return switch (policy.type()) {
      case ANY -> throw new IllegalArgumentException("ANY is decided by the first decision");
      case ALL -> yes > 0 && yes == votes.size();
      case QUORUM -> yes > 0 && required() <= yes;
      case MAJORITY ->
          yes > 0
              && (yes > cast - yes || (yes == cast - yes && policy.tie() == Policy.Tie.APPROVE));
      case UNANIMOUS -> yes > 0 && no == 0 && !(counted && abstained > 0);
      case WEIGHTED ->
          yes > 0
              && that(votes, Vote.APPROVE).mapToLong(v -> hundredths(v.weight())).sum()
                  >= hundredths(threshold());
      case MULTI_CRITERIA -> isMeanReached(votes);
    };
  }

  /** In whole numbers: weights are hundredths, and scores whole. */
  private boolean isMeanReached(List<Voice> votes) {
    List<Voice> scoring = votes.stream().filter(v -> v.vote() != Vote.ABSTAIN).toList();
    long points = 0;
    long most = 0;
    for (Policy.Criterion c : policy.criteria()) {
      for (Voice v : scoring) {
        long weight = hundredths(v.weight()) * hundredths(c.weight());
        points += weight * v.scores().get(c.name()).longValueExact();
        most += weight;
      }
    }
    return most > 0 && points * 100 >= most * hundredths(threshold());
  }

  private static long hundredths(BigDecimal number) {
    return number.movePointRight(2).longValueExact();
  }

  private int required() {
    Integer required = policy.required();
    return required == null ? 0 : required;
  }

  private BigDecimal threshold() {
    BigDecimal threshold = policy.threshold();
    return threshold == null ? BigDecimal.ZERO : threshold;
  }

  private static Stream<Voice> that(List<Voice> votes, Vote vote) {
    return votes.stream().filter(v -> v.vote() == vote);
  }

  /** Every way in which the voices from {@code at} on can be completed. */
  private void completions(List<Voice> voices, int at, List<Voice> so, Consumer<List<Voice>> then) {
    if (at == voices.size()) {
      then.accept(so);
      return;
    }
    Voice voice = voices.get(at);
    if (voice.vote() == null) {
      completions(voices, at + 1, so, then); // never votes
    }
    for (Voice said : voice.vote() == null ? all(voice) : List.of(voice)) {
      so.add(said);
      completions(voices, at + 1, so, then);
      so.remove(so.size() - 1);
    }
  }

  private List<Voice> all(Voice voice) {
    List<Voice> all = new ArrayList<>(List.of(says(voice, Vote.ABSTAIN, 0, 0)));
    boolean scored = policy.type() == Policy.Type.MULTI_CRITERIA;
    for (int[] pair : scored ? SCORES : new int[][] {{0, 0}}) {
      all.add(says(voice, Vote.APPROVE, pair[0], pair[1]));
      all.add(says(voice, Vote.REJECT, pair[0], pair[1]));
    }
    return all;
  }

  /** One way at random. */
  List<Voice> completion(List<Voice> voices, SplittableRandom random) {
    List<Voice> complete = new ArrayList<>();
    for (Voice v : voices) {
      if (v.vote() == null && random.nextInt(4) == 0) {
        continue; // never votes
      }
      complete.add(
          v.vote() != null
              ? v
              : says(v, Vote.values()[random.nextInt(3)], random.nextInt(11), random.nextInt(11)));
    }
    return complete;
  }

  /** All who are open say the same. */
  List<Voice> completion(List<Voice> voices, Vote vote, int score) {
    return voices.stream().map(v -> v.vote() != null ? v : says(v, vote, score, score)).toList();
  }

  Voice says(Voice voice, Vote vote, int first, int second) {
    Map<String, BigDecimal> scores = new HashMap<>();
    if (policy.type() == Policy.Type.MULTI_CRITERIA && vote != Vote.ABSTAIN) {
      int[] pair = {first, second};
      for (int i = 0; i < policy.criteria().size(); i++) {
        scores.put(policy.criteria().get(i).name(), BigDecimal.valueOf(pair[i % 2]));
      }
    }
    return new Voice(voice.name(), voice.weight(), voice.veto(), vote, scores);
  }
}
