package dev.assent.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent as it is answered. */
public record AgentView(
    String id,
    @Nullable String description,
    AgentKind kind,
    String endpoint,
    List<String> capabilities,
    AgentLimits limits,
    AgentState status,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    long revision) {

  /**
   * How much of it at once, on each node.
   *
   * @param timeout ISO 8601
   */
  public record AgentLimits(int maxParallel, String timeout, @Nullable Integer requestsPerMinute) {}

  static AgentView of(Agent agent) {
    Agent.Profile profile = agent.profile();
    Agent.Limits limits = profile.limits();
    return new AgentView(
        agent.id(),
        profile.description(),
        profile.kind(),
        profile.endpoint(),
        profile.capabilities(),
        new AgentLimits(
            limits.maxParallel(), limits.timeout().toString(), limits.requestsPerMinute()),
        agent.status(),
        agent.createdBy(),
        agent.createdAt(),
        agent.updatedAt(),
        agent.revision());
  }
}
