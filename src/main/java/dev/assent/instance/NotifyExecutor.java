package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.json.Json;
import dev.assent.platform.traffic.OutgoingHttp;
import dev.assent.workflow.StepType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Does the work of steps of type notify. With a {@code url} it is sent there; what is addressed to
 * users and roles is in the step's output, and so in the journal, which those who deliver read.
 */
@ApplicationScoped
public class NotifyExecutor implements JobExecutor {
  @Inject private OutgoingHttp http;
  @Inject private StepRequests requests;

  @Override
  public String kind() {
    return StepType.NOTIFY.name();
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure, InterruptedException {
    JsonNode request = job.payload().path("request");
    if (request.has("url")) {
      ObjectNode body = Json.mapper().createObjectNode();
      body.put("id", job.tokenId().toString());
      body.put("workflow", job.payload().path("workflow").asText());
      body.put("instanceId", job.instanceId().toString());
      body.put("step", job.payload().path("step").asText());
      request
          .properties()
          .forEach(
              field -> {
                if (!field.getKey().equals("url")) {
                  body.set(field.getKey(), field.getValue());
                }
              });
      ObjectNode post = Json.mapper().createObjectNode().put("method", "POST");
      post.set("url", request.path("url"));
      post.set("body", body);
      http.send(requests.of(job, post));
    }
    return request;
  }

  @Override
  public int parallelism() {
    return 4;
  }
}
