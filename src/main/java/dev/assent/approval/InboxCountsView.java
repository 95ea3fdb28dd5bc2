package dev.assent.approval;

import java.util.Map;

/**
 * How much waits in an inbox. Each request counts for the nearest place, once in {@code scopes} and
 * once in {@code priorities}; CLAIMED says how many of them the caller has claimed.
 */
public record InboxCountsView(
    BoundedCount total,
    Map<String, BoundedCount> scopes,
    Map<String, BoundedCount> priorities,
    BoundedCount overdue) {

  /** No further than this is counted. */
  static final int MOST = 1_000;

  /**
   * How many there are at least.
   *
   * @param more whether there may be more
   */
  public record BoundedCount(int count, boolean more) {
    /** Of a count that has gone on to one more than {@link #MOST} at most. */
    static BoundedCount of(int counted) {
      return new BoundedCount(Math.min(counted, MOST), counted > MOST);
    }

    BoundedCount plus(BoundedCount other) {
      return new BoundedCount(count + other.count, more || other.more);
    }

    BoundedCount minus(BoundedCount other) {
      return new BoundedCount(Math.max(0, count - other.count), more || other.more);
    }
  }

  public InboxCountsView {
    scopes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(scopes));
    priorities = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(priorities));
  }

  /**
   * @param counted by scope, by priority but for NORMAL, and by {@code OVERDUE}
   */
  static InboxCountsView of(Map<String, Integer> counted) {
    Map<String, BoundedCount> scopes = new java.util.LinkedHashMap<>();
    BoundedCount total = new BoundedCount(0, false);
    for (InboxScope scope : InboxScope.values()) {
      BoundedCount of = BoundedCount.of(counted.getOrDefault(scope.name(), 0));
      scopes.put(scope.name(), of);
      total = scope == InboxScope.CLAIMED ? total : total.plus(of);
    }
    BoundedCount usual = total;
    Map<String, BoundedCount> priorities = new java.util.LinkedHashMap<>();
    for (Priority priority : Priority.values()) {
      BoundedCount of = BoundedCount.of(counted.getOrDefault(priority.name(), 0));
      priorities.put(priority.name(), of);
      usual = priority == Priority.NORMAL ? usual : usual.minus(of);
    }
    priorities.put(Priority.NORMAL.name(), usual);
    return new InboxCountsView(
        total, scopes, priorities, BoundedCount.of(counted.getOrDefault("OVERDUE", 0)));
  }
}
