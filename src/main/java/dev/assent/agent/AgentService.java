package dev.assent.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.ETags;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Changes the registry of agents and tells the journal, a transaction each. */
@Stateless
public class AgentService {
  @Inject private AgentRepository repository;
  @Inject private Journal journal;
  @Inject private Clock clock;

  /**
   * Registers an agent, which takes tasks at once.
   *
   * @throws ProblemException {@code ALREADY_EXISTS}; {@code CONFLICT} when the tenant has too many
   */
  public AgentView register(Caller caller, String id, Agent.Profile profile) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    if (repository.count(caller.tenant()) >= AgentRepository.MAX_PER_TENANT) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "A tenant has at most " + AgentRepository.MAX_PER_TENANT + " agents.");
    }
    Agent agent = Agent.registered(caller.tenant(), id, profile, caller.user(), clock.now());
    if (!repository.add(agent)) {
      throw new ProblemException(
          ProblemType.ALREADY_EXISTS, "There is an agent " + id + " already; PUT changes it.");
    }
    append(agent, caller.user(), event("AGENT_REGISTERED", null, agent));
    return AgentView.of(agent);
  }

  /**
   * Replaces what is said of an agent.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code PRECONDITION_REQUIRED}, {@code
   *     PRECONDITION_FAILED}, {@code INVALID_STATE} when it is retired
   */
  public AgentView change(
      Caller caller, String id, @Nullable String ifMatch, Agent.Profile profile) {
    return move(
        caller,
        id,
        "AGENT_CHANGED",
        (agent, at) -> {
          ETags.require(ifMatch, agent.revision());
          return agent.changed(profile, at);
        });
  }

  /** Gives it no tasks until it is activated again. */
  public AgentView suspend(Caller caller, String id) {
    return move(caller, id, "AGENT_SUSPENDED", Agent::suspended);
  }

  /** Gives it tasks again. */
  public AgentView activate(Caller caller, String id) {
    return move(caller, id, "AGENT_ACTIVATED", Agent::activated);
  }

  /** Gives it no tasks ever again; it stays to be looked at. */
  public AgentView retire(Caller caller, String id) {
    return move(caller, id, "AGENT_RETIRED", Agent::retired);
  }

  /** Removes it; the journal keeps what it has done. */
  public void delete(Caller caller, String id) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    Agent agent = repository.lock(caller.tenant(), id);
    repository.remove(agent);
    append(
        agent,
        caller.user(),
        new JournalEvent("AGENT_DELETED", null, agent.status().name(), null, null));
  }

  /** Tells the journal how a task has ended, which was carried out before. */
  public void executed(Agent agent, String actor, String event, ObjectNode data) {
    append(agent, actor, new JournalEvent(event, null, null, null, data));
  }

  private AgentView move(
      Caller caller, String id, String event, BiFunction<Agent, Instant, Agent> verb) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    Agent before = repository.lock(caller.tenant(), id);
    Agent after = verb.apply(before, clock.now());
    repository.replace(after);
    append(after, caller.user(), event(event, before, after));
    return AgentView.of(after);
  }

  private static JournalEvent event(String event, @Nullable Agent before, Agent after) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.put("kind", after.profile().kind().name()).put("endpoint", after.profile().endpoint());
    return new JournalEvent(
        event,
        null,
        before == null ? null : before.status().name(),
        after.status().name(),
        before != null && before.profile().equals(after.profile()) ? null : data);
  }

  private void append(Agent agent, String actor, JournalEvent event) {
    journal.append(
        new JournalEntry(
            agent.tenant(),
            SubjectType.AGENT,
            agent.id(),
            actor,
            null,
            clock.now(),
            List.of(event)));
  }
}
