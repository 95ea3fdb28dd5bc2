package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assent.platform.json.Json;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls agents over HTTP. Never follows a redirection. Thread-safe. */
final class AgentHttp {
  static final int MAX_ANSWER = 1_048_576;
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * Sends a task and waits for its answer, headers and body, no longer than {@code patience}.
   *
   * @return null when the answer is empty
   * @throws ProblemException {@code AGENT_FAILED}, {@code AGENT_TIMEOUT}
   */
  @Nullable JsonNode call(String agent, URI uri, AgentTask task, Duration patience) {
    Map<String, String> headers =
        Map.of(
            "Accept",
            "application/json, text/plain;q=0.5",
            "Idempotency-Key",
            task.idempotencyKey());
    return content(agent, post(agent, uri, headers, Json.writeBytes(task), patience));
  }

  /** The answer to a POST of JSON: one with a 2xx status, and of at most {@link #MAX_ANSWER}. */
  HttpResponse<byte[]> post(
      String agent, URI uri, Map<String, String> headers, byte[] body, Duration patience) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> coming =
        client.sendAsync(request.build(), head -> new BoundedBody(MAX_ANSWER));
    try {
      HttpResponse<byte[]> answer = coming.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      requireSuccess(agent, answer);
      return answer;
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw late(agent, patience);
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemType.UNAVAILABLE, "The server is stopping.");
    } catch (ExecutionException e) {
      throw failure(agent, patience, e.getCause());
    }
  }

  private static ProblemException failure(
      String agent, Duration patience, @Nullable Throwable cause) {
    if (cause instanceof java.net.http.HttpConnectTimeoutException) {
      return failed(agent, "takes no connection");
    }
    if (cause instanceof java.net.http.HttpTimeoutException) {
      return late(agent, patience);
    }
    if (cause instanceof BoundedBody.TooLongException) {
      return failed(agent, "answered more than " + MAX_ANSWER + " bytes");
    }
    return failed(agent, "cannot be reached, or broke off the connection");
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
    return new ProblemException(ProblemType.AGENT_FAILED, "Agent " + agent + " " + how + ".");
  }

  private static void requireSuccess(String agent, HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status < 200 || status > 299) {
      ProblemException problem = failed(agent, "answered with status " + status);
      Duration wait = retryAfter(answer);
      throw wait == null ? problem : problem.withRetryAfter(wait);
    }
  }

  private static @Nullable JsonNode content(String agent, HttpResponse<byte[]> answer) {
    byte[] body = answer.body();
    if (body == null || body.length == 0) {
      return null;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    try {
      if (type.startsWith("application/json") || type.contains("+json")) {
        return JsonBodies.tree(body);
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode node = TextNode.valueOf(text);
      JsonBodies.requireStorable(node);
      return node;
    } catch (ProblemException | CharacterCodingException e) {
      throw failed(agent, "answered what is neither JSON nor text in UTF-8");
    }
  }

  private static @Nullable Duration retryAfter(HttpResponse<byte[]> answer) {
    String text = answer.headers().firstValue("Retry-After").orElse("");
    if (!text.matches("[0-9]{1,6}")) {
      return null;
    }
    Duration wait = Duration.ofSeconds(Long.parseLong(text));
    return wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait;
  }
}
