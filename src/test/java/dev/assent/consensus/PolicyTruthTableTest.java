package dev.assent.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each policy against {@link PolicyReference}: all small cases, and large ones at random. */
class PolicyTruthTableTest {
  private static final List<Policy.Criterion> TWO =
      List.of(
          new Policy.Criterion("price", BigDecimal.valueOf(2)),
          new Policy.Criterion("quality", new BigDecimal("0.5")));
  private static final List<@Nullable Vote> VOTES = votes();

  private final Set<Tally.Outcome> seen = EnumSet.noneOf(Tally.Outcome.class);
  private long cases;

  private static List<@Nullable Vote> votes() {
    List<@Nullable Vote> all = new ArrayList<>(List.of(Vote.values()));
    all.add(null);
    return all;
  }

  @Test
  void any_agrees_with_the_reference_in_all_small_cases() {
    tryAll(List.of(Policy.of(Policy.Type.ANY)), 4, plainVoices());
  }

  @Test
  void all_agrees_with_the_reference_in_all_small_cases() {
    tryAll(List.of(Policy.of(Policy.Type.ALL)), 4, plainVoices());
  }

  @Test
  void quorum_agrees_with_the_reference_in_all_small_cases() {
    List<Policy> policies = new ArrayList<>();
    for (int required = 1; required <= 5; required++) {
      int needed = required;
      participations(
          Policy.Type.QUORUM, p -> policies.add(with(p, needed, null, List.of(), p.tie())));
    }
    tryAll(policies, 4, plainVoices());
  }

  @Test
  void majority_agrees_with_the_reference_in_all_small_cases() {
    List<Policy> policies = new ArrayList<>();
    for (Policy.Tie tie : Policy.Tie.values()) {
      participations(Policy.Type.MAJORITY, p -> policies.add(with(p, null, null, List.of(), tie)));
    }
    tryAll(policies, 4, plainVoices());
  }

  @Test
  void unanimous_agrees_with_the_reference_in_all_small_cases() {
    List<Policy> policies = new ArrayList<>();
    participations(Policy.Type.UNANIMOUS, policies::add);
    tryAll(policies, 4, plainVoices());
  }

  @Test
  void weighted_agrees_with_the_reference_in_all_small_cases() {
    List<Policy> policies = new ArrayList<>();
    for (String threshold : List.of("0.5", "1", "2.25", "3", "7")) {
      participations(
          Policy.Type.WEIGHTED,
          p -> policies.add(with(p, null, new BigDecimal(threshold), List.of(), p.tie())));
    }
    List<Voice> weighed = weighed(plainVoices(), "0", "1", "2.25");
    tryAll(policies, 2, weighed);
    tryAll(policies.subList(0, 1), 3, weighed);
    tryAll(
        List.of(policies.get(20), policies.get(34)),
        4,
        weighed.stream().filter(v -> !v.veto() || v.vote() == null).toList());
  }

  @Test
  void multi_criteria_agrees_with_the_reference_in_all_small_cases() {
    List<Policy> policies = new ArrayList<>();
    for (String threshold : List.of("0.01", "5", "8.4", "10")) {
      participations(
          Policy.Type.MULTI_CRITERIA,
          p -> policies.add(with(p, null, new BigDecimal(threshold), TWO, p.tie())));
    }
    List<Voice> scored = weighed(scoredVoices(policies.get(0)), "0", "1", "2.25");
    tryAll(policies, 2, scored);
    tryAll(
        List.of(policies.get(10), policies.get(23)),
        3,
        scored.stream().filter(v -> !v.veto() || v.vote() == null).toList());
  }

  @Test
  void large_votes_agree_with_the_reference() {
    long first = Long.getLong("seed", System.nanoTime());
    for (int i = 0; i < 20_000; i++) {
      long seed = first + i;
      SplittableRandom random = new SplittableRandom(seed);
      Policy policy = anyPolicy(random);
      List<Voice> voices = anyVoices(policy, random);
      checkLarge(policy, voices, random, "-Dseed=" + seed + "\n" + policy + "\n" + voices);
    }
    assertThat(seen).containsExactlyInAnyOrder(Tally.Outcome.values());
  }

  private void checkLarge(
      Policy policy, List<Voice> voices, SplittableRandom random, String where) {
    Tally tally = policy.tally(voices);
    seen.add(tally.outcome());
    PolicyReference reference = new PolicyReference(policy);
    checkCounts(tally, voices, where);
    assertThat(tally.explanation()).as(where).isNotBlank().hasSizeLessThan(400);
    assertThat(policy.close(voices).outcome()).as(where).isEqualTo(reference.close(voices));
    if (policy.type() == Policy.Type.ANY) {
      assertThat(tally.outcome()).as(where).isEqualTo(reference.tally(voices));
      return;
    }
    int approved = 0;
    int tried = 0;
    for (List<Voice> complete : completions(reference, voices, random)) {
      tried++;
      approved += reference.isApproved(complete) ? 1 : 0;
    }
    switch (tally.outcome()) {
      case APPROVED -> assertThat(approved).as(where).isEqualTo(tried);
      case REJECTED -> assertThat(approved).as(where).isZero();
      case OPEN -> assertThat(approved).as(where).isBetween(1, tried - 1);
    }
  }

  private static List<List<Voice>> completions(
      PolicyReference reference, List<Voice> voices, SplittableRandom random) {
    List<List<Voice>> some = new ArrayList<>();
    some.add(reference.completion(voices, Vote.APPROVE, 10));
    some.add(reference.completion(voices, Vote.REJECT, 0));
    some.add(reference.completion(voices, Vote.ABSTAIN, 0));
    some.add(voices.stream().filter(v -> v.vote() != null).toList());
    for (int i = 0; i < 20; i++) {
      some.add(reference.completion(voices, random));
    }
    return some;
  }

  private static Policy anyPolicy(SplittableRandom random) {
    Policy.Type type = Policy.Type.values()[random.nextInt(7)];
    if (type == Policy.Type.ANY || type == Policy.Type.ALL) {
      return Policy.of(type);
    }
    Integer required = type == Policy.Type.QUORUM ? 1 + random.nextInt(40) : null;
    BigDecimal threshold =
        type == Policy.Type.WEIGHTED
            ? BigDecimal.valueOf(1 + random.nextInt(8_000), 2)
            : type == Policy.Type.MULTI_CRITERIA
                ? BigDecimal.valueOf(300 + random.nextInt(400), 2)
                : null;
    Policy policy =
        new Policy(
            type,
            required,
            threshold,
            type == Policy.Type.MULTI_CRITERIA ? TWO : List.of(),
            List.of(),
            random.nextInt(3) == 0 ? random.nextInt(50) : 0,
            type == Policy.Type.MAJORITY || type == Policy.Type.UNANIMOUS
                ? Policy.Abstentions.values()[random.nextInt(2)]
                : Policy.Abstentions.IGNORED,
            type == Policy.Type.MAJORITY
                ? Policy.Tie.values()[random.nextInt(2)]
                : Policy.Tie.REJECT);
    assertThat(policy.violations("")).isEmpty();
    return policy;
  }

  private static List<Voice> anyVoices(Policy policy, SplittableRandom random) {
    PolicyReference reference = new PolicyReference(policy);
    int open = random.nextInt(4);
    int approving = 1 + random.nextInt(12);
    List<Voice> voices = new ArrayList<>();
    for (int i = random.nextInt(61); i > 0; i--) {
      BigDecimal weight = BigDecimal.valueOf(random.nextInt(500), 2);
      Voice voice = new Voice("voice" + i, weight, random.nextInt(60) == 0, null, Map.of());
      Vote vote =
          random.nextInt(12) < approving
              ? Vote.APPROVE
              : random.nextBoolean() ? Vote.REJECT : Vote.ABSTAIN;
      voices.add(
          random.nextInt(4) < open
              ? voice
              : reference.says(voice, vote, random.nextInt(11), random.nextInt(11)));
    }
    return voices;
  }

  /** Without parameters but how many must take part, and whether abstentions do. */
  private static void participations(Policy.Type type, Consumer<Policy> each) {
    for (int least : List.of(0, 1, 3, 4)) {
      for (Policy.Abstentions abstentions : Policy.Abstentions.values()) {
        each.accept(
            new Policy(
                type, null, null, List.of(), List.of(), least, abstentions, Policy.Tie.REJECT));
      }
    }
  }

  private static Policy with(
      Policy p,
      @Nullable Integer required,
      @Nullable BigDecimal threshold,
      List<Policy.Criterion> criteria,
      Policy.Tie tie) {
    return new Policy(
        p.type(),
        required,
        threshold,
        criteria,
        List.of(),
        p.minimumParticipation(),
        p.abstentions(),
        tie);
  }

  private static List<Voice> plainVoices() {
    List<Voice> all = new ArrayList<>();
    for (Vote vote : VOTES) {
      for (boolean veto : new boolean[] {false, true}) {
        all.add(new Voice("someone", BigDecimal.ONE, veto, vote, Map.of()));
      }
    }
    return all;
  }

  private static List<Voice> scoredVoices(Policy policy) {
    PolicyReference reference = new PolicyReference(policy);
    List<Voice> all = new ArrayList<>();
    for (Voice v : plainVoices()) {
      if (v.vote() == null || v.vote() == Vote.ABSTAIN) {
        all.add(v);
      } else {
        all.add(reference.says(v, v.vote(), 0, 10));
        all.add(reference.says(v, v.vote(), 8, 10));
        all.add(reference.says(v, v.vote(), 10, 1));
      }
    }
    return all;
  }

  private static List<Voice> weighed(List<Voice> voices, String... weights) {
    List<Voice> all = new ArrayList<>();
    for (Voice v : voices) {
      for (String weight : weights) {
        all.add(new Voice(v.name(), new BigDecimal(weight), v.veto(), v.vote(), v.scores()));
      }
    }
    return all;
  }

  /** Each policy over each choice of up to {@code most} of {@code kinds}, in whatever order. */
  private void tryAll(List<Policy> policies, int most, List<Voice> kinds) {
    for (Policy policy : policies) {
      choose(new ArrayList<>(), 0, most, kinds, voices -> check(policy, voices));
    }
    assertThat(cases).isPositive();
    assertThat(seen).containsExactlyInAnyOrder(Tally.Outcome.values());
  }

  private static void choose(
      List<Voice> chosen, int from, int most, List<Voice> kinds, Consumer<List<Voice>> each) {
    each.accept(chosen);
    for (int i = from; i < kinds.size() && chosen.size() < most; i++) {
      chosen.add(kinds.get(i));
      choose(chosen, i, most, kinds, each);
      chosen.remove(chosen.size() - 1);
    }
  }

  private void check(Policy policy, List<Voice> voices) {
    cases++;
    PolicyReference reference = new PolicyReference(policy);
    Tally tally = policy.tally(voices);
    seen.add(tally.outcome());
    if (tally.outcome() != reference.tally(voices)) {
      throw new AssertionError(policy + "\n" + voices + "\n" + tally);
    }
    Tally closed = policy.close(voices);
    if (closed.outcome() != reference.close(voices)) {
      throw new AssertionError("closed: " + policy + "\n" + voices + "\n" + closed);
    }
    if (tally.outcome() != Tally.Outcome.OPEN) {
      assertThat(closed.outcome()).isEqualTo(tally.outcome());
    }
  }

  private static void checkCounts(Tally tally, List<Voice> voices, String where) {
    assertThat(List.of(tally.approvals(), tally.rejections(), tally.abstentions(), tally.open()))
        .as(where)
        .isEqualTo(
            VOTES.stream()
                .map(vote -> (int) voices.stream().filter(v -> v.vote() == vote).count())
                .toList());
  }
}
