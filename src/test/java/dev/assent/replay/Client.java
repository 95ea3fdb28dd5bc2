package dev.assent.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assent.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Speaks to the server, as whichever user. A request whose fate is not known (no connection, 503, a
 * key that is still in use) is sent again, with the same Idempotency-Key, until it is answered or
 * the patience is used up. Connections are kept alive. Thread-safe.
 */
final class Client {

  /** The server did not answer for longer than the replay waits. */
  static final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String request, Duration patience, String last) {
      super("%s was not answered within %s; lastly: %s".formatted(request, patience, last));
    }
  }

  /** What is sent; {@code key} is empty for what may be sent twice anyway. */
  record Call(
      Operation operation,
      String method,
      String path,
      String contentType,
      String body,
      String key,
      String ifMatch) {

    Call(
        Operation operation,
        String method,
        String path,
        String contentType,
        String body,
        String key) {
      this(operation, method, path, contentType, body, key, "");
    }

    Call ifMatch(String etag) {
      return new Call(operation, method, path, contentType, body, key, etag);
    }

    static Call get(Operation operation, String path) {
      return new Call(operation, "GET", path, "", "", "");
    }

    static Call post(Operation operation, String path, JsonNode body, String key) {
      return json(operation, "POST", path, body, key);
    }

    static Call json(Operation operation, String method, String path, JsonNode body, String key) {
      return new Call(operation, method, path, "application/json", Json.write(body), key);
    }
  }

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final long MAX_PAUSE_MILLIS = 1_000;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI root;
  private final Duration patience;
  private final Map<Operation, Latencies> latencies = new EnumMap<>(Operation.class);
  private final LongAdder retries = new LongAdder();

  Client(URI root, Duration patience) {
    this.root = root;
    this.patience = patience;
    for (var operation : Operation.values()) {
      latencies.put(operation, new Latencies());
    }
  }

  Answer send(Login login, Call call) {
    var request = request(login, call);
    var giveUpAt = System.nanoTime() + patience.toNanos();
    var pause = 50L;
    while (true) {
      var last = "";
      try {
        var begin = System.nanoTime();
        var response = http.send(request, BodyHandlers.ofString(UTF_8));
        var answer = answer(response);
        if (!isToBeRepeated(answer)) {
          latencies.get(call.operation()).add(Duration.ofNanos(System.nanoTime() - begin));
          return answer;
        }
        last = answer.status() + " " + answer.detail();
      } catch (IOException e) {
        last = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      retries.increment();
      if (System.nanoTime() > giveUpAt) {
        throw new UnreachableException(call.method() + " " + call.path(), patience, last);
      }
      pause(pause);
      pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
    }
  }

  private HttpRequest request(Login login, Call call) {
    var request =
        HttpRequest.newBuilder(root.resolve("api/v1/" + call.path()))
            .timeout(REQUEST_TIMEOUT)
            .header("Authorization", login.header())
            .header("Accept", "application/json, application/problem+json")
            .method(
                call.method(),
                call.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(call.body()));
    if (!call.contentType().isEmpty()) {
      request.header("Content-Type", call.contentType());
    }
    if (!call.key().isEmpty()) {
      request.header("Idempotency-Key", call.key());
    }
    if (!call.ifMatch().isEmpty()) {
      request.header("If-Match", call.ifMatch());
    }
    return request.build();
  }

  private static Answer answer(HttpResponse<String> response) {
    var etag = response.headers().firstValue("ETag").orElse("");
    try {
      var body =
          response.body().isEmpty()
              ? JsonNodeFactory.instance.objectNode()
              : Json.parse(response.body());
      return new Answer(response.statusCode(), body, etag);
    } catch (IllegalArgumentException notJson) {
      return new Answer(
          response.statusCode(), JsonNodeFactory.instance.textNode(response.body()), etag);
    }
  }

  /**
   * Besides what asks for it, whatever is refused without a problem document: a server that starts
   * answers 404 and 500 before the product does.
   */
  private static boolean isToBeRepeated(Answer answer) {
    var type = answer.body().path("type").asText();
    return answer.status() == 503
        || answer.status() == 429
        || type.equals("urn:assent:problem:idempotency-key-in-use")
        || (!answer.isSuccess() && type.isEmpty());
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  Latencies latencies(Operation operation) {
    return latencies.get(operation);
  }

  long answered() {
    return latencies.values().stream().mapToLong(Latencies::count).sum();
  }

  /** Requests that had to be sent again. */
  long retries() {
    return retries.sum();
  }

  /** Somebody's name and password, as HTTP Basic has them. */
  record Login(String user, String password) {

    String header() {
      return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    @Override
    public String toString() {
      return user;
    }
  }
}
