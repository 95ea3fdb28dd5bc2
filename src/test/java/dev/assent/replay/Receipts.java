package dev.assent.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server has acknowledged of a claim, kept on this side to see whether its history has all
 * of it, and all of it once.
 */
final class Receipts {

  private final List<String> decisions = new ArrayList<>();
  private final List<Integer> completions = new ArrayList<>();

  /**
   * @param lost acknowledged, but not in the history
   * @param doubled in the history more than once, acknowledged or not
   */
  record Check(int acknowledged, List<String> lost, List<String> doubled) {}

  void ofDecision(String id) {
    decisions.add(id);
  }

  void ofCompletion(int event) {
    completions.add(event);
  }

  Check check(List<HistoryEvent> history) {
    Map<String, Integer> found = new HashMap<>();
    for (var event : history) {
      if (event.isDecision()) {
        found.merge(decision(event.decisionId()), 1, Integer::sum);
      }
      event.number().ifPresent(number -> found.merge(effect(number), 1, Integer::sum));
    }
    var lost = new ArrayList<String>();
    decisions.stream()
        .map(Receipts::decision)
        .filter(d -> !found.containsKey(d))
        .forEach(lost::add);
    completions.stream()
        .map(Receipts::effect)
        .filter(c -> !found.containsKey(c))
        .forEach(lost::add);
    var doubled = found.keySet().stream().filter(what -> found.get(what) > 1).sorted().toList();
    return new Check(decisions.size() + completions.size(), lost, doubled);
  }

  private static String decision(String id) {
    return "decision " + id;
  }

  private static String effect(int number) {
    return "event " + number;
  }
}
