package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.time.Clock;
import dev.assent.platform.traffic.OutgoingRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the calls that steps ask for. */
@ApplicationScoped
public class StepRequests {
  private static final Duration LEAST = Duration.ofMillis(1);

  @Inject private Clock clock;

  /**
   * @throws JobFailure a lasting one, when it cannot be sent
   */
  OutgoingRequest of(Job job, JsonNode http) throws JobFailure {
    Duration left = Duration.between(clock.now(), job.deadline());
    return new OutgoingRequest(
        http.path("method").asText("POST"),
        url(http.path("url").asText()),
        headers(http.path("headers")),
        body(http),
        left.compareTo(LEAST) < 0 ? LEAST : left,
        job.tokenId().toString(),
        job.payload().path("traceParent").asText(null));
  }

  private static @Nullable JsonNode body(JsonNode http) {
    return http.hasNonNull("body") ? http.path("body") : null;
  }

  private static URI url(String text) throws JobFailure {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw JobFailure.lasting("the text for 'url' is no URL");
    }
  }

  private static Map<String, String> headers(JsonNode headers) {
    Map<String, String> all = new LinkedHashMap<>();
    headers
        .properties()
        .forEach(
            header -> {
              if (!header.getValue().isNull()) {
                all.put(header.getKey(), header.getValue().asText());
              }
            });
    return all;
  }
}
