package dev.assent.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assent.launch.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Somebody who calls the server under test: {@code
 * Caller.named("employee").post("api/v1/workflows/run", "{…}")}. Paths are relative to the
 * product's root; bodies are JSON unless a header says otherwise. Immutable and thread-safe.
 */
public final class Caller {

  // Not HTTP/2, which it would try first: Payara compresses nothing there, WildFly does.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final Optional<String> authorization;
  private final Supplier<URI> root;

  private Caller(Optional<String> authorization, Supplier<URI> root) {
    this.authorization = authorization;
    this.root = root;
  }

  public static Caller anonymous() {
    return new Caller(Optional.empty(), TestServer::url);
  }

  /** One of the demonstration's accounts, whose password is its name. */
  public static Caller named(String user) {
    return basic(user, user);
  }

  public static Caller basic(String user, String password) {
    var credentials = (user + ":" + password).getBytes(UTF_8);
    return new Caller(
        Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials)), TestServer::url);
  }

  public static Caller bearer(String token) {
    return new Caller(Optional.of("Bearer " + token), TestServer::url);
  }

  /** The same somebody, who calls a node that the test has started itself. */
  public Caller at(ServerProcess node) {
    return new Caller(authorization, node::url);
  }

  /** {@code headers}: names and values in turn. */
  public HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return send("POST", path, BodyPublishers.ofString(body), headers);
  }

  public HttpResponse<String> put(String path, String body, String... headers) {
    return send("PUT", path, BodyPublishers.ofString(body), headers);
  }

  public HttpResponse<String> patch(String path, String body, String... headers) {
    return send("PATCH", path, BodyPublishers.ofString(body), headers);
  }

  public HttpResponse<String> delete(String path, String... headers) {
    return send("DELETE", path, BodyPublishers.noBody(), headers);
  }

  /** A request of one's own making, with this caller's credentials; see {@link #send}. */
  public HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(root.get().resolve(path)).timeout(Duration.ofSeconds(30));
    authorization.ifPresent(value -> request.setHeader("Authorization", value));
    return request;
  }

  public static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + request.uri(), e);
    }
  }

  private HttpResponse<String> send(
      String method, String path, BodyPublisher body, String... headers) {
    var request = request(path).method(method, body);
    if (body.contentLength() != 0) {
      request.setHeader("Content-Type", "application/json");
    }
    for (var i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }
}
