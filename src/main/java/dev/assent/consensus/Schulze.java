package dev.assent.consensus;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ranks options after Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and
 * Condorcet-consistent single-winner election method" (2011), with the strengths of winning votes.
 * The time grows with the cube of the number of options, whatever the number of votes.
 */
final class Schulze {
  private final List<String> options;
  private final BigDecimal[][] preferences;

  Schulze(List<String> options) {
    this.options = options;
    this.preferences = zeros(options.size());
  }

  private static BigDecimal[][] zeros(int size) {
    BigDecimal[][] zeros = new BigDecimal[size][size];
    for (BigDecimal[] row : zeros) {
      Arrays.fill(row, BigDecimal.ZERO);
    }
    return zeros;
  }

  /**
   * Counts one vote: each option is preferred to those of later groups, and each that is ranked to
   * those that are not. Within a group, and among the unranked, none is preferred.
   */
  void add(List<List<String>> ranking, BigDecimal weight) {
    int[] places = new int[options.size()];
    Arrays.fill(places, ranking.size());
    for (int group = 0; group < ranking.size(); group++) {
      for (String option : ranking.get(group)) {
        places[options.indexOf(option)] = group;
      }
    }
    for (int i = 0; i < places.length; i++) {
      for (int j = 0; j < places.length; j++) {
        if (places[i] < places[j]) {
          preferences[i][j] = preferences[i][j].add(weight);
        }
      }
    }
  }

  /**
   * How many others do not beat each option, in the order of the options. Only those that nobody
   * beats, the potential winners, reach the number of all others; and who beats another has more
   * than that one, as beating is transitive.
   */
  List<Integer> standings() {
    BigDecimal[][] paths = strongestPaths();
    List<Integer> standings = new ArrayList<>();
    for (int i = 0; i < paths.length; i++) {
      int standing = paths.length - 1;
      for (int j = 0; j < paths.length; j++) {
        standing -= paths[j][i].compareTo(paths[i][j]) > 0 ? 1 : 0;
      }
      standings.add(standing);
    }
    return standings;
  }

  /**
   * A path is as strong as its weakest link, a link as the votes that prefer its start to its end
   * where they are more than the others. Floyd and Warshall's way.
   */
  private BigDecimal[][] strongestPaths() {
    int size = options.size();
    BigDecimal[][] paths = zeros(size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        if (preferences[i][j].compareTo(preferences[j][i]) > 0) {
          paths[i][j] = preferences[i][j];
        }
      }
    }
    for (int via = 0; via < size; via++) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          BigDecimal detour = paths[i][via].min(paths[via][j]);
          if (i != j && i != via && j != via && detour.compareTo(paths[i][j]) > 0) {
            paths[i][j] = detour;
          }
        }
      }
    }
    return paths;
  }
}
