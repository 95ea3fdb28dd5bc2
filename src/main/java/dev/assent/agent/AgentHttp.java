package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.traffic.OutgoingAnswer;
import dev.assent.platform.traffic.OutgoingHttp;
import dev.assent.platform.traffic.OutgoingRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls agents over HTTP, within the bounds of all outgoing calls. Thread-safe. */
@ApplicationScoped
public class AgentHttp {
  @Inject private OutgoingHttp http;
  @Inject private Clock clock;

  /**
   * Sends a task and waits for its answer no longer than {@code patience}.
   *
   * @return null when the answer is empty
   * @throws ProblemException {@code AGENT_FAILED}, {@code AGENT_TIMEOUT}
   */
  @Nullable JsonNode call(String agent, URI uri, AgentTask task, Duration patience) {
    JsonNode body =
        post(agent, uri, Map.of(), Json.mapper().valueToTree(task), task.idempotencyKey(), patience)
            .body();
    return body.isNull() ? null : body;
  }

  /** The answer to a POST of JSON: one with a 2xx status. */
  OutgoingAnswer post(
      String agent,
      URI uri,
      Map<String, String> headers,
      JsonNode body,
      String idempotencyKey,
      Duration patience) {
    long begun = clock.nanoTime();
    try {
      OutgoingAnswer answer =
          http.send(
              new OutgoingRequest("POST", uri, headers, body, patience, idempotencyKey, null));
      if (!answer.readable()) {
        throw failed(agent, "answered what is not the JSON that it says");
      }
      return answer;
    } catch (JobFailure e) {
      if (clock.nanoTime() - begun >= patience.toNanos()) {
        throw late(agent, patience);
      }
      ProblemException problem = failed(agent, "could not be asked: " + e.getMessage());
      throw e.retryAfter() == null ? problem : problem.withRetryAfter(e.retryAfter());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemType.UNAVAILABLE, "The server is stopping.");
    }
  }

  static ProblemException late(String agent, Duration patience) {
    return new ProblemException(
        ProblemType.AGENT_TIMEOUT,
        "Agent "
            + agent
            + " has not answered within "
            + patience
            + "; it may carry out the task all the same.");
  }

  static ProblemException failed(String agent, String how) {
    return new ProblemException(
        ProblemType.AGENT_FAILED, "Agent " + agent + " " + how + (how.endsWith(".") ? "" : "."));
  }
}
