package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.json.Json;
import dev.assent.platform.traffic.OutgoingAnswer;
import dev.assent.platform.traffic.OutgoingHttp;
import dev.assent.workflow.StepType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Does the work of steps of type call: another server's, or a bean's. */
@ApplicationScoped
public class CallExecutor implements JobExecutor {
  private static final Logger LOG = Logger.getLogger(CallExecutor.class.getName());

  @Inject private OutgoingHttp http;
  @Inject private StepRequests requests;
  @Inject private StepResultRepository results;
  @Inject @Any private Instance<CallableBean> beans;

  @Override
  public String kind() {
    return StepType.CALL.name();
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure, InterruptedException {
    JsonNode kept = results.find(job);
    if (kept != null) {
      return kept;
    }
    JsonNode request = job.payload().path("request");
    JsonNode answer = request.has("bean") ? bean(job, request) : http(job, request.path("http"));
    results.keep(job, answer);
    return answer;
  }

  private JsonNode http(Job job, JsonNode request) throws JobFailure, InterruptedException {
    OutgoingAnswer answer = http.send(requests.of(job, request));
    ObjectNode told = Json.mapper().createObjectNode().put("status", answer.status());
    told.set("headers", Json.mapper().valueToTree(answer.headers()));
    told.set("body", answer.body());
    return told;
  }

  private JsonNode bean(Job job, JsonNode request) throws JobFailure, InterruptedException {
    String name = request.path("bean").asText();
    Instance<CallableBean> bean = beans.select(NamedLiteral.of(name));
    if (!bean.isResolvable()) {
      throw JobFailure.lasting("there is no bean named '" + name + "' that can be called");
    }
    try {
      JsonNode answer = bean.get().call(request.path("input"), job.tokenId());
      return answer == null ? NullNode.getInstance() : answer;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.log(Level.INFO, "the bean " + name + " failed", e);
      throw JobFailure.passing("the bean '" + name + "' failed");
    }
  }

  @Override
  public int parallelism() {
    return 16;
  }
}
