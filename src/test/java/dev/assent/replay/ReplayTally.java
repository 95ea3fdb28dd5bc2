package dev.assent.replay;

import dev.assent.replay.Comparison.Disagreement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Adds up what came of the cases. Thread-safe. */
final class ReplayTally {

  private final List<Disagreement> disagreements = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();
  private final List<String> doubled = new ArrayList<>();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private long cases;
  private long agreed;
  private long claims;
  private long refusals;
  private long acknowledged;
  private long brokenOff;

  /** Yields how many cases there are now. */
  synchronized long add(List<ClaimResult> results) {
    var agree = true;
    for (var result : results) {
      claims++;
      refusals += result.refusals();
      outcomes.merge(result.inLog(), 1L, Long::sum);
      acknowledged += result.receipts().acknowledged();
      lost.addAll(result.receipts().lost());
      doubled.addAll(result.receipts().doubled());
      if (result.disagreement().isPresent()) {
        disagreements.add(result.disagreement().get());
        agree = false;
      }
    }
    agreed += agree ? 1 : 0;
    return ++cases;
  }

  synchronized long brokenOff(Case one, RuntimeException why) {
    brokenOff++;
    disagreements.add(
        new Disagreement(one.id(), one.id(), "the replay of the case broke off: " + why));
    return ++cases;
  }

  synchronized double agreement() {
    return cases == 0 ? 1 : (double) agreed / cases;
  }

  /** In the order of the cases' ids; a case of two claims can have two. */
  synchronized List<Disagreement> disagreements() {
    return disagreements.stream().sorted(Comparator.comparing(Disagreement::claim)).toList();
  }

  synchronized List<String> lost() {
    return List.copyOf(lost);
  }

  synchronized List<String> doubled() {
    return List.copyOf(doubled);
  }

  synchronized Map<Outcome, Long> outcomes() {
    return Map.copyOf(outcomes);
  }

  synchronized long cases() {
    return cases;
  }

  synchronized long agreed() {
    return agreed;
  }

  synchronized long claims() {
    return claims;
  }

  synchronized long refusals() {
    return refusals;
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  synchronized long brokenOff() {
    return brokenOff;
  }
}
