package dev.assent.consensus;

import java.util.List;

/**
 * How a round ended.
 *
 * @param dropped the options that the next round is without
 */
public record RoundResult(int round, Standing standing, List<String> dropped) {

  public RoundResult {
    dropped = List.copyOf(dropped);
  }
}
