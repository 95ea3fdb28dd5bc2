package dev.assent.consensus;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the votes so far come to.
 *
 * @param explanation why, in one sentence of bounded length
 * @param open how many have not voted
 * @param score under WEIGHTED the weight of those for; under MULTI_CRITERIA the mean score, cut
 *     (not rounded) after six decimal places, null while nobody has given one
 */
public record Tally(
    Outcome outcome,
    String explanation,
    int approvals,
    int rejections,
    int abstentions,
    int open,
    @Nullable BigDecimal score) {

  /** Whether it is decided. */
  public enum Outcome {
    OPEN,
    APPROVED,
    REJECTED
  }
}
