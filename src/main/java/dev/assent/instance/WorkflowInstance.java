package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
      @Nullable String traceParent,
      @Nullable Parent parent) {

    Identity ofVersion(int version) {
      return new Identity(
          id,
          tenant,
          workflowId,
          version,
          businessKey,
          entity,
          input,
          startedBy,
          startedAt,
          traceParent,
          parent);
    }

    /** The instance that stands above all others of its tree. */
    UUID root() {
      return parent == null ? id : parent.root();
    }

    /** How many instances stand above it, each of which runs the one below as a step. */
    int depth() {
      return parent == null ? 0 : parent.depth() + 1;
    }
  }

  /**
   * The instance that runs this one as a step.
   *
   * @param token the step's activation
   * @param depth its own
   * @param root the instance above it that nobody runs as a step; perhaps itself
   */
  record Parent(UUID instanceId, UUID token, int depth, UUID root) {}

  private Identity identity;
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
   * @throws IllegalStateException when the instance has ended for good: then nothing moves it any
   *     more
   */
  void apply(Transition transition, Instant at) {
    List<InstanceState> states = transition.states();
    if (states.isEmpty() && !state.isOpen()) {
      moveTo(transition.status());
    }
    states.forEach(this::moveTo);
    endedAt = state.isOpen() ? null : at;
    execution = transition.execution();
    updatedAt = at;
    revision++;
  }

  /** Goes on in another version of the workflow, where it stands as {@code moved} says. */
  void migrate(int version, Execution moved, Instant at) {
    identity = identity.ofVersion(version);
    execution = moved;
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
    require(EnumSet.of(InstanceState.RUNNING), attempt);
    requireNotEnding(attempt);
  }

  /**
   * Refuses what would disturb the compensations of an instance that is about to end.
   *
   * @throws ProblemException {@code INVALID_STATE}
   */
  void requireNotEnding(String attempt) {
    if (execution.ending() != null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Instance "
              + id()
              + " is being compensated and will be "
              + execution.ending()
              + "; "
              + attempt
              + " is no longer possible.");
    }
  }

  /**
   * Refuses what is not possible in the present state.
   *
   * @throws ProblemException {@code INVALID_STATE}
   */
  void require(Set<InstanceState> states, String attempt) {
    if (!states.contains(state)) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Instance "
              + id()
              + " is "
              + state
              + (endedAt == null ? "" : " since " + endedAt)
              + "; "
              + attempt
              + " is possible while it is "
              + states.stream().map(Enum::name).sorted().collect(Collectors.joining(" or "))
              + ".");
    }
  }

  /** The tokens that wait at {@code step}. */
  List<Token> tokensAt(String step) {
    return execution.tokens().stream().filter(t -> t.step().equals(step)).toList();
  }

  /** How many of its steps a person has to look at. */
  int openIncidents() {
    return (int) execution.tokens().stream().filter(t -> t.incident() != null).count();
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
