package dev.assent.consensus;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a ballot stands, or how one of its rounds ended.
 *
 * @param options the first ones first
 * @param winner the option that wins with these votes; absent while there is none
 * @param explanation why, in one sentence of bounded length
 * @param voted how many have voted, abstentions included
 * @param quorumReached whether enough have
 */
public record Standing(
    List<Place> options,
    @Nullable String winner,
    String explanation,
    int voted,
    int abstentions,
    boolean quorumReached) {

  /**
   * Where an option stands.
   *
   * @param rank 1 for the first; those who are even share one
   * @param score SIMPLE: votes; WEIGHTED, APPROVAL: their weight; MULTI_CRITERIA: the mean score;
   *     RANKED: how many others do not beat it
   * @param share of what would be all, from 0 to 1; absent under RANKED and while nobody has voted
   */
  public record Place(String option, int rank, BigDecimal score, @Nullable BigDecimal share) {}

  /** Those with the lowest rank; none when all are even. */
  List<String> last() {
    int lowest = options.isEmpty() ? 1 : options.get(options.size() - 1).rank();
    return lowest == 1
        ? List.of()
        : options.stream().filter(p -> p.rank() == lowest).map(Place::option).toList();
  }
}
