package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.time.Ids;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has tasks carried out by agents, and waits for them. Asks no permission: whoever calls it has.
 * Thread-safe; never within a transaction.
 */
@ApplicationScoped
public class AgentExecution {
  private static final Logger LOG = Logger.getLogger(AgentExecution.class.getName());

  @Inject private AgentRepository repository;
  @Inject private AgentService service;
  @Inject private AgentSlots slots;
  @Inject private Clock clock;
  @Inject @Any private Instance<AgentBean> beans;
  @Resource private ManagedThreadFactory threads;

  @Inject private AgentHttp http;
  @Inject private AgentMcp mcp;

  /** What a task is carried out for. */
  private record Run(Agent agent, String actor, UUID id, AgentRequest request, long begun) {}

  /**
   * Has a task carried out. Two statements, and one after it for the journal.
   *
   * @param actor the user who asked for it, or {@code system}
   * @param idempotencyKey what the agent is told to know a repetition by
   * @param deadline by when it has ended, whatever the agent allows
   * @throws ProblemException {@code NOT_FOUND} when there is no such agent; {@code INVALID_STATE}
   *     when it takes no tasks; {@code UNAVAILABLE} and {@code TOO_MANY_REQUESTS} before anything
   *     was done, to be repeated; {@code AGENT_FAILED} and {@code AGENT_TIMEOUT} when it was asked
   * @throws jakarta.transaction.TransactionalException within a transaction
   */
  @Transactional(Transactional.TxType.NEVER)
  public ExecutionView execute(
      String tenant, String actor, AgentRequest request, String idempotencyKey, Instant deadline) {
    request.check();
    Agent agent = slots.take(candidates(tenant, request), clock.nanoTime());
    Run run = new Run(agent, actor, Ids.next(), request, clock.nanoTime());
    try {
      AgentTask task = new AgentTask(request.prompt(), request.input(), idempotencyKey);
      JsonNode output = call(agent, task, patience(agent, request, deadline));
      long millis = millis(run);
      tell(run, "AGENT_EXECUTED", null);
      return new ExecutionView(run.id(), agent.id(), output, millis);
    } catch (ProblemException e) {
      tell(run, "AGENT_EXECUTION_FAILED", e);
      throw e;
    } finally {
      slots.free(agent);
    }
  }

  private List<Agent> candidates(String tenant, AgentRequest request) {
    String id = request.agent();
    if (id != null) {
      Agent agent =
          repository
              .find(tenant, id)
              .orElseThrow(() -> ProblemException.notFound("agent", "with this id"));
      if (agent.status() != AgentState.ACTIVE) {
        throw new ProblemException(
            ProblemType.INVALID_STATE,
            "Agent " + id + " is " + agent.status() + "; only one that is ACTIVE takes tasks.");
      }
      return List.of(agent);
    }
    List<Agent> agents =
        repository.list(
            tenant,
            new AgentRepository.Filter(null, AgentState.ACTIVE, request.capability()),
            "",
            AgentRepository.MAX_PER_TENANT);
    if (agents.isEmpty()) {
      throw ProblemException.notFound("agent", "that is ACTIVE and has this capability");
    }
    return agents;
  }

  private Duration patience(Agent agent, AgentRequest request, Instant deadline) {
    Duration patience = agent.profile().limits().timeout();
    Duration asked = request.patience();
    if (asked != null && asked.compareTo(patience) < 0) {
      patience = asked;
    }
    Duration left = Duration.between(clock.now(), deadline);
    if (left.compareTo(patience) < 0) {
      patience = left;
    }
    if (patience.toMillis() < 1) {
      throw AgentHttp.late(agent.id(), Duration.ZERO);
    }
    return patience;
  }

  private @Nullable JsonNode call(Agent agent, AgentTask task, Duration patience) {
    return switch (agent.profile().kind()) {
      case HTTP -> http.call(agent.id(), URI.create(agent.profile().endpoint()), task, patience);
      case MCP -> mcp.call(agent.id(), URI.create(agent.profile().endpoint()), task, patience);
      case BEAN -> callBean(agent, task, patience);
    };
  }

  private JsonNode callBean(Agent agent, AgentTask task, Duration patience) {
    Instance<AgentBean> named = beans.select(NamedLiteral.of(agent.profile().endpoint()));
    if (!named.isResolvable()) {
      throw AgentHttp.failed(
          agent.id(), "is the bean " + agent.profile().endpoint() + ", which this server has not");
    }
    return run(
        agent.id(),
        () -> {
          try (Instance.Handle<AgentBean> bean = named.getHandle()) {
            return bean.get().execute(task);
          }
        },
        threads,
        patience);
  }

  /** What {@code work} makes on a thread of its own. */
  static JsonNode run(
      String agent, Callable<JsonNode> work, ThreadFactory threads, Duration patience) {
    FutureTask<JsonNode> task = new FutureTask<>(work);
    threads.newThread(task).start();
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw AgentHttp.late(agent, patience);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemType.UNAVAILABLE, "The server is stopping.");
    } catch (ExecutionException e) {
      LOG.log(Level.WARNING, "the agent " + agent + " failed", e.getCause());
      throw AgentHttp.failed(agent, "failed");
    }
  }

  private long millis(Run run) {
    return Duration.ofNanos(clock.nanoTime() - run.begun()).toMillis();
  }

  private void tell(Run run, String event, @Nullable ProblemException problem) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.put("execution", run.id().toString()).put("durationMillis", millis(run));
    if (run.request().capability() != null) {
      data.put("capability", run.request().capability());
    }
    if (problem != null) {
      data.put("problem", problem.type().uri()).put("detail", problem.detail());
    }
    service.executed(run.agent(), run.actor(), event, data);
  }
}
