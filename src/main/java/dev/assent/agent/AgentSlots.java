package dev.assent.agent;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is at work on this node, and who was asked within the last minute. Holds an entry only for
 * agents that were. Thread-safe.
 */
@ApplicationScoped
public class AgentSlots {
  /** Tasks at once on this node, of all tenants: each of them holds a thread of the server. */
  static final int MAX_RUNNING = 32;

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<String, Work> work = new HashMap<>();

  private static final class Work {
    int running;
    final ArrayDeque<Long> begun = new ArrayDeque<>();
  }

  /**
   * Takes a place at the one of {@code agents} with the fewest running tasks; {@link #free} gives
   * it back.
   *
   * @param nanoTime of a clock that never goes back
   * @throws ProblemException {@code UNAVAILABLE} when all of them are at work, {@code
   *     TOO_MANY_REQUESTS} when they were asked as often as they may be
   */
  synchronized Agent take(List<Agent> agents, long nanoTime) {
    forget(nanoTime);
    if (work.values().stream().mapToInt(its -> its.running).sum() >= MAX_RUNNING) {
      throw new ProblemException(
              ProblemType.UNAVAILABLE,
              "This node waits for " + MAX_RUNNING + " agents already and takes no further task.")
          .withRetryAfter(Duration.ofSeconds(1));
    }
    List<Agent> idle =
        agents.stream()
            .filter(agent -> of(agent).running < agent.profile().limits().maxParallel())
            .toList();
    if (idle.isEmpty()) {
      throw new ProblemException(
              ProblemType.UNAVAILABLE,
              "Every agent that could take the task has as many tasks as it takes at once.")
          .withRetryAfter(Duration.ofSeconds(1));
    }
    Agent chosen =
        idle.stream()
            .filter(AgentSlots.this::mayBeAsked)
            .min(
                Comparator.<Agent>comparingInt(agent -> of(agent).running).thenComparing(Agent::id))
            .orElseThrow(
                () ->
                    new ProblemException(
                            ProblemType.TOO_MANY_REQUESTS,
                            "Every agent that could take the task was asked as often as it may be"
                                + " within a minute.")
                        .withRetryAfter(Duration.ofSeconds(10)));
    Work its = work.computeIfAbsent(key(chosen), k -> new Work());
    its.running++;
    its.begun.add(nanoTime);
    return chosen;
  }

  /** Gives a place back. */
  synchronized void free(Agent agent) {
    Work its = work.get(key(agent));
    if (its != null && its.running > 0) {
      its.running--;
    }
  }

  private boolean mayBeAsked(Agent agent) {
    Integer most = agent.profile().limits().requestsPerMinute();
    return most == null || of(agent).begun.size() < most;
  }

  private void forget(long nanoTime) {
    work.values()
        .removeIf(
            its -> {
              while (!its.begun.isEmpty() && nanoTime - its.begun.element() >= MINUTE_NANOS) {
                its.begun.remove();
              }
              return its.running == 0 && its.begun.isEmpty();
            });
  }

  private Work of(Agent agent) {
    Work its = work.get(key(agent));
    return its == null ? new Work() : its;
  }

  private static String key(Agent agent) {
    return agent.tenant() + "/" + agent.id();
  }
}
