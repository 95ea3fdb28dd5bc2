package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.agent.AgentExecution;
import dev.assent.agent.AgentRequest;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.workflow.StepType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** Has the work of steps of type agent done by a registered agent. */
@ApplicationScoped
public class AgentExecutor implements JobExecutor {
  private static final Set<ProblemType> PASSING =
      EnumSet.of(
          ProblemType.UNAVAILABLE,
          ProblemType.TOO_MANY_REQUESTS,
          ProblemType.AGENT_FAILED,
          ProblemType.AGENT_TIMEOUT,
          ProblemType.OUTCOME_UNKNOWN,
          ProblemType.INTERNAL);

  @Inject private AgentExecution agents;
  @Inject private StepResultRepository results;

  @Override
  public String kind() {
    return StepType.AGENT.name();
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure {
    JsonNode kept = results.find(job);
    if (kept != null) {
      return kept;
    }
    JsonNode request = job.payload().path("request");
    try {
      JsonNode answer =
          agents
              .execute(
                  job.tenant(),
                  job.payload().path("startedBy").asText(),
                  new AgentRequest(
                      request.path("agent").asText(null),
                      request.path("capability").asText(null),
                      request.path("prompt").asText(null),
                      request.get("input"),
                      null),
                  job.tokenId().toString(),
                  job.deadline())
              .output();
      JsonNode told = Objects.requireNonNullElse(answer, NullNode.getInstance());
      results.keep(job, told);
      return told;
    } catch (ProblemException e) {
      throw new JobFailure(PASSING.contains(e.type()), e.detail(), e.retryAfter());
    }
  }

  @Override
  public int parallelism() {
    return 6;
  }
}
