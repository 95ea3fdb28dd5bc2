package dev.assent.consensus;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a ballot is about and when one of its options wins.
 *
 * @param criteria under MULTI_CRITERIA only
 * @param rounds most rounds
 * @param dropLast whether a round without a winner takes the last options away from the next one
 */
public record Terms(
    List<BallotOption> options,
    List<Policy.Criterion> criteria,
    @Nullable Threshold threshold,
    @Nullable Quorum quorum,
    int rounds,
    boolean dropLast) {

  /**
   * The share, from 0 to 1, that the winner needs: of the votes cast, their weight, or the highest
   * score. One of the two, or neither when being first is enough.
   */
  public record Threshold(@Nullable BigDecimal moreThan, @Nullable BigDecimal atLeast) {

    /** Whether {@code part} is enough of {@code whole}. Nothing is divided. */
    boolean isReached(BigDecimal part, BigDecimal whole) {
      return (moreThan == null || part.compareTo(moreThan.multiply(whole)) > 0)
          && (atLeast == null || part.compareTo(atLeast.multiply(whole)) >= 0);
    }

    @Override
    public String toString() {
      return moreThan != null
          ? "more than " + Decimals.text(moreThan)
          : "at least " + Decimals.text(atLeast == null ? BigDecimal.ZERO : atLeast);
    }
  }

  /** How many must have voted, and what they must weigh together. Abstaining is taking part. */
  public record Quorum(@Nullable Integer participants, @Nullable BigDecimal weight) {

    boolean isReached(int voted, BigDecimal weighed) {
      return (participants == null || voted >= participants)
          && (weight == null || weighed.compareTo(weight) >= 0);
    }
  }

  public Terms {
    options = List.copyOf(options);
    criteria = List.copyOf(criteria);
  }
}
