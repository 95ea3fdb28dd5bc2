package dev.assent.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must not happen and did: all counted, some told. Thread-safe. */
final class Violations {

  private static final int TOLD_OF_ONE_KIND = 10;

  private final Map<String, List<String>> told = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /**
   * @param rule what was broken, the same words every time
   */
  synchronized void add(String rule, String what) {
    counts.merge(rule, 1, Integer::sum);
    var examples = told.computeIfAbsent(rule, r -> new java.util.ArrayList<>());
    if (examples.size() < TOLD_OF_ONE_KIND) {
      examples.add(what);
    }
  }

  synchronized int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Examples by rule, each rule with its count. */
  synchronized Map<String, List<String>> told() {
    var all = new LinkedHashMap<String, List<String>>();
    told.forEach(
        (rule, examples) -> all.put(rule + " (" + counts.get(rule) + ")", List.copyOf(examples)));
    return all;
  }
}
