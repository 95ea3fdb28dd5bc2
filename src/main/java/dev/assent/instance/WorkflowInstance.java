package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A running or ended workflow. What it is about never changes; where it stands changes by a {@link
 * Transition} only.
 */
final class WorkflowInstance {
  /** What never changes. */
  record Identity(
      UUID id,
      String tenant,
      String workflowId,
      int workflowVersion,
      @Nullable String businessKey,
      StartInstance.Entity entity,
      JsonNode input,
      String startedBy,
      Instant startedAt,
      @Nullable String traceParent) {}

  private final Identity identity;
  private InstanceState state = InstanceState.RUNNING;
  private Execution execution = Execution.EMPTY;
  private Instant updatedAt;
  private @Nullable Instant endedAt;
  private long revision;

  WorkflowInstance(Identity identity) {
    this.identity = identity;
    this.updatedAt = identity.startedAt();
  }

  /** Puts back what was stored. */
  WorkflowInstance stored(
      InstanceState was,
      Execution stood,
      Instant updated,
      @Nullable Instant ended,
      long storedRevision) {
    state = was;
    execution = stood;
    updatedAt = updated;
    endedAt = ended;
    revision = storedRevision;
    return this;
  }

  /**
   * Moves to where {@code transition} leads.
   *
   * @throws IllegalStateException when the instance has ended: then nothing moves it any more
   */
  void apply(Transition transition, Instant at) {
    if (state != InstanceState.RUNNING || transition.status() != InstanceState.RUNNING) {
      moveTo(transition.status());
      endedAt = at;
    }
    execution = transition.execution();
    updatedAt = at;
    revision++;
  }

  private void moveTo(InstanceState next) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "instance " + id() + " is " + state + " and cannot become " + next);
    }
    state = next;
  }

  /**
   * Refuses what only a running instance can do.
   *
   * @throws ProblemException {@code INVALID_STATE}
   */
  void requireRunning(String attempt) {
    if (state != InstanceState.RUNNING) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Instance "
              + id()
              + " is "
              + state
              + " since "
              + endedAt
              + "; "
              + attempt
              + " is possible while it is RUNNING.");
    }
  }

  /** The token that waits at {@code step}. */
  Optional<Token> tokenAt(String step) {
    return execution.tokens().stream().filter(t -> t.step().equals(step)).findFirst();
  }

  Optional<Token> token(UUID token) {
    return execution.tokens().stream().filter(t -> t.id().equals(token)).findFirst();
  }

  Surroundings surroundings(Instant now) {
    return new Surroundings(
        identity.id(),
        identity.businessKey(),
        identity.entity().type(),
        identity.entity().id(),
        identity.startedBy(),
        identity.input(),
        now,
        Ids::next);
  }

  Identity identity() {
    return identity;
  }

  UUID id() {
    return identity.id();
  }

  String tenant() {
    return identity.tenant();
  }

  InstanceState state() {
    return state;
  }

  Execution execution() {
    return execution;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  long revision() {
    return revision;
  }
}
