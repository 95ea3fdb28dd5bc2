package dev.assent.bench.run;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Of several rounds. */
final class Statistics {
  private Statistics() {}

  /** Of an even number of values the mean of the middle two; 0 of none. */
  static double median(Collection<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    if (size == 0) {
      return 0;
    }
    return size % 2 == 1
        ? sorted.get(size / 2)
        : (sorted.get(size / 2 - 1) + sorted.get(size / 2)) / 2;
  }

  static <T> double median(Collection<T> all, ToDoubleFunction<T> value) {
    return median(all.stream().map(value::applyAsDouble).toList());
  }

  /** How many times {@code other} goes into {@code one}; 0 when there is no other. */
  static double ratio(double one, double other) {
    return other == 0 ? 0 : one / other;
  }
}
