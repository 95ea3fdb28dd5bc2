package dev.assent.consensus;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of those who are asked, and what was said.
 *
 * @param name for the explanation, such as "carol" or "the role finance"
 * @param weight not negative; counts under WEIGHTED and MULTI_CRITERIA only
 * @param veto whether this voice alone can reject
 * @param vote null while there is none
 * @param scores by criterion, from 0 to 10; one that is missing counts as 0
 */
public record Voice(
    String name,
    BigDecimal weight,
    boolean veto,
    @Nullable Vote vote,
    Map<String, BigDecimal> scores) {

  public Voice {
    if (weight.signum() < 0) {
      throw new IllegalArgumentException("the weight of " + name + " is negative");
    }
    for (BigDecimal score : scores.values()) {
      if (!Policy.isScore(score)) {
        throw new IllegalArgumentException(name + " scored beyond 0 to 10");
      }
    }
    scores = Map.copyOf(scores);
  }
}
