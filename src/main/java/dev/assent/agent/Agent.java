package dev.assent.agent;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registered agent. Immutable: what changes it makes another one of the next revision. */
record Agent(
    String tenant,
    String id,
    Profile profile,
    AgentState status,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    long revision) {

  /**
   * What its keeper says of it.
   *
   * @param endpoint a URL, or the name of a bean
   */
  record Profile(
      @Nullable String description,
      AgentKind kind,
      String endpoint,
      List<String> capabilities,
      Limits limits) {
    Profile {
      capabilities = List.copyOf(capabilities);
    }
  }

  /**
   * How much of it at once.
   *
   * @param requestsPerMinute null for any number
   */
  record Limits(int maxParallel, Duration timeout, @Nullable Integer requestsPerMinute) {}

  static Agent registered(String tenant, String id, Profile profile, String by, Instant at) {
    return new Agent(tenant, id, profile, AgentState.ACTIVE, by, at, at, 1);
  }

  /**
   * The same agent otherwise.
   *
   * @throws ProblemException {@code INVALID_STATE} when it is retired
   */
  Agent changed(Profile other, Instant at) {
    if (status == AgentState.RETIRED) {
      throw new ProblemException(
          ProblemType.INVALID_STATE, "Agent " + id + " is RETIRED and is not changed any more.");
    }
    return new Agent(tenant, id, other, status, createdBy, createdAt, at, revision + 1);
  }

  Agent suspended(Instant at) {
    return moveTo(AgentState.SUSPENDED, at);
  }

  Agent activated(Instant at) {
    return moveTo(AgentState.ACTIVE, at);
  }

  Agent retired(Instant at) {
    return moveTo(AgentState.RETIRED, at);
  }

  private Agent moveTo(AgentState next, Instant at) {
    if (!status.successors().contains(next)) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Agent "
              + id
              + " is "
              + status
              + " and cannot become "
              + next
              + "; it can become "
              + status.successors()
              + ".");
    }
    return new Agent(tenant, id, profile, next, createdBy, createdAt, at, revision + 1);
  }
}
