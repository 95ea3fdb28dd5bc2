package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.Routing;
import dev.assent.approval.UnroutedRequest;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Finds whom the approval of a step is to ask, as a request that stands alone does. It only reads,
 * so doing it twice does no harm.
 */
@ApplicationScoped
public class RouteExecutor implements JobExecutor {
  @Inject private Routing routing;

  @Override
  public String kind() {
    return WorkKind.ROUTE;
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure {
    JsonNode payload = job.payload();
    try {
      return Json.mapper()
          .valueToTree(
              routing.route(
                  job.tenant(),
                  payload.path("startedBy").asText(),
                  Json.read(payload.path("asked"), UnroutedRequest.class)));
    } catch (ProblemException e) {
      throw new JobFailure(e.type().status() >= 500, e.detail(), e.retryAfter());
    }
  }

  @Override
  public int parallelism() {
    return 4;
  }
}
