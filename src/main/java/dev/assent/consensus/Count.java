package dev.assent.consensus;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Votes counted, weighed and scored. Sums and products only, so that nothing is rounded before it
 * is compared.
 */
final class Count {
  private final List<Policy.Criterion> criteria;
  private int approvals;
  private int rejections;
  private int abstentions;
  private int open;
  private boolean vetoed;
  private BigDecimal approved = BigDecimal.ZERO;

  /** The sum of voice weight × criterion weight × score. */
  private BigDecimal points = BigDecimal.ZERO;

  /** The sum of voice weight × criterion weight: what {@link #points} are of. */
  private BigDecimal weights = BigDecimal.ZERO;

  private Count(List<Policy.Criterion> criteria) {
    this.criteria = criteria;
  }

  /**
   * Counts.
   *
   * @param assumed what those who have not voted are taken to say, with the best scores if they
   *     approve and the worst if they reject; null leaves them open
   */
  static Count of(Policy policy, List<Voice> voices, @Nullable Vote assumed) {
    Count count = new Count(policy.criteria());
    for (Voice voice : voices) {
      Vote vote = voice.vote();
      if (vote != null) {
        count.add(voice, vote, null);
      } else if (assumed != null) {
        count.add(voice, assumed, assumed == Vote.APPROVE ? Policy.MAX_SCORE : BigDecimal.ZERO);
      } else {
        count.open++;
      }
    }
    return count;
  }

  private void add(Voice voice, Vote vote, @Nullable BigDecimal allScores) {
    switch (vote) {
      case APPROVE -> {
        approvals++;
        approved = approved.add(voice.weight());
        score(voice, allScores);
      }
      case REJECT -> {
        rejections++;
        vetoed |= voice.veto();
        score(voice, allScores);
      }
      case ABSTAIN -> abstentions++;
    }
  }

  private void score(Voice voice, @Nullable BigDecimal allScores) {
    for (Policy.Criterion criterion : criteria) {
      BigDecimal score =
          allScores == null
              ? voice.scores().getOrDefault(criterion.name(), BigDecimal.ZERO)
              : allScores;
      BigDecimal weight = voice.weight().multiply(criterion.weight());
      points = points.add(weight.multiply(score));
      weights = weights.add(weight);
    }
  }

  /** Whether there are scores that weigh something, and their mean is {@code threshold} or more. */
  boolean reachesMean(BigDecimal threshold) {
    return weights.signum() > 0 && points.compareTo(threshold.multiply(weights)) >= 0;
  }

  /** For people; cut, so that it never looks like a threshold that was not reached. */
  @Nullable BigDecimal mean() {
    return weights.signum() == 0
        ? null
        : Decimals.plain(points.divide(weights, 6, RoundingMode.FLOOR));
  }

  int approvals() {
    return approvals;
  }

  int rejections() {
    return rejections;
  }

  int abstentions() {
    return abstentions;
  }

  int open() {
    return open;
  }

  boolean isVetoed() {
    return vetoed;
  }

  /** The weights of those who approve. */
  BigDecimal approved() {
    return approved;
  }
}
