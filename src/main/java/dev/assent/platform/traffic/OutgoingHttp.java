package dev.assent.platform.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.json.Json;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls other servers over HTTP, for jobs. Bounded in time and size. Every call carries an {@code
 * Idempotency-Key}; nothing of whoever called us is passed on but the trace. Neither headers nor
 * bodies nor queries get into texts. Thread-safe.
 *
 * <p>The addresses of a host are looked at before it is called, and on every redirect; a name whose
 * address changes between that look and the connection gets past it. Where that matters, the
 * network has to keep the server from what it must not reach.
 */
@ApplicationScoped
public class OutgoingHttp {
  /** Largest answer. */
  public static final int MAX_ANSWER_BYTES = 1024 * 1024;

  static final int MAX_REDIRECTS = 3;
  private static final int MAX_HEADERS = 50;
  private static final int MAX_HEADER_LENGTH = 1000;
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final Clock clock;
  private @Nullable OutgoingConfig config;
  private @Nullable HttpClient client;

  /** For CDI. */
  OutgoingHttp() {
    this(new Clock());
  }

  @Inject
  OutgoingHttp(Clock clock) {
    this.clock = clock;
  }

  @PostConstruct
  void configure() {
    configure(OutgoingConfig.read());
  }

  void configure(OutgoingConfig given) {
    config = given;
    client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(given.connectTimeout())
            .build();
  }

  /**
   * Sends {@code request} and answers what came with a 2xx.
   *
   * @throws JobFailure one that may pass: the network's, 408, 425, 429 (with the time that the
   *     receiver asks for) and 5xx; one that lasts: every other answer, too large a one, a request
   *     or address that is not allowed
   */
  public OutgoingAnswer send(OutgoingRequest request) throws JobFailure, InterruptedException {
    request.check();
    long giveUpAt = clock.nanoTime() + request.timeout().toNanos();
    Hop hop = new Hop(request.url(), request.method(), request.body(), request.headers());
    for (int redirects = 0; ; redirects++) {
      checkAddress(hop.url());
      HttpResponse<byte[]> answer = exchange(request, hop, giveUpAt);
      int status = answer.statusCode();
      String location = answer.headers().firstValue("Location").orElse(null);
      if (status / 100 == 2) {
        return answer(answer);
      }
      if (location == null || !REDIRECTS.contains(status)) {
        throw refused(request, answer);
      }
      if (redirects == MAX_REDIRECTS) {
        throw JobFailure.lasting(
            request.told() + " was redirected more than " + MAX_REDIRECTS + " times.");
      }
      hop = hop.redirected(status, location);
    }
  }

  /** Where the call has got to. */
  private record Hop(URI url, String method, @Nullable JsonNode body, Map<String, String> headers) {

    Hop redirected(int status, String location) throws JobFailure {
      URI next;
      try {
        next = url.resolve(location);
      } catch (IllegalArgumentException e) {
        throw JobFailure.lasting(OutgoingRequest.told(url) + " redirects to no URL.");
      }
      OutgoingRequest.checkUrl(next);
      if (url.getScheme().equalsIgnoreCase("https") && next.getScheme().equalsIgnoreCase("http")) {
        throw JobFailure.lasting(OutgoingRequest.told(url) + " redirects from https to http.");
      }
      boolean same = next.getRawAuthority().equalsIgnoreCase(url.getRawAuthority());
      // a header's secret is for whom it was given
      Map<String, String> kept = same ? headers : Map.of();
      boolean asGet = status == 303 || (status < 303 && method.equals("POST"));
      return asGet && !method.equals("HEAD")
          ? new Hop(next, "GET", null, kept)
          : new Hop(next, method, body, kept);
    }
  }

  private void checkAddress(URI url) throws JobFailure {
    AddressGuard guard = Objects.requireNonNull(config).allow();
    try {
      for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
        if (!guard.allows(address)) {
          throw JobFailure.lasting(
              "The address of " + url.getHost() + " is none that may be called.");
        }
      }
    } catch (UnknownHostException e) {
      throw JobFailure.passing("The host " + url.getHost() + " is not known.");
    }
  }

  private HttpResponse<byte[]> exchange(OutgoingRequest request, Hop hop, long giveUpAt)
      throws JobFailure, InterruptedException {
    // the client's own timeout ends with the answer's headers
    CompletableFuture<HttpResponse<byte[]>> exchange =
        Objects.requireNonNull(client)
            .sendAsync(http(request, hop), BoundedBody.of(MAX_ANSWER_BYTES));
    try {
      return exchange.get(Math.max(1, giveUpAt - clock.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw JobFailure.passing(
          request.told() + " was not answered within " + request.timeout().toMillis() + " ms.");
    } catch (ExecutionException e) {
      throw failure(request, e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  private static JobFailure failure(OutgoingRequest request, @Nullable Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof BoundedBody.TooLargeException) {
        return JobFailure.lasting(
            request.told() + " was answered with more than " + MAX_ANSWER_BYTES + " bytes.");
      }
    }
    String what =
        cause instanceof ConnectException
            ? ": there is no connection"
            : cause instanceof IOException ? ": the connection broke" : "";
    return new JobFailure(
        cause instanceof IOException, request.told() + " could not be done" + what + ".", null);
  }

  private static HttpRequest http(OutgoingRequest request, Hop hop) {
    HttpRequest.Builder http = HttpRequest.newBuilder(hop.url());
    BodyPublisher body = BodyPublishers.noBody();
    JsonNode json = hop.body();
    if (json != null) {
      body = BodyPublishers.ofByteArray(Json.writeBytes(json));
      http.setHeader("Content-Type", "application/json");
    }
    http.setHeader("Accept", "application/json, */*;q=0.5");
    http.setHeader("User-Agent", "Assent");
    hop.headers().forEach(http::setHeader);
    http.setHeader("Idempotency-Key", request.idempotencyKey());
    if (request.traceParent() != null) {
      http.setHeader("traceparent", request.traceParent());
    }
    return http.method(hop.method(), body).build();
  }

  private JobFailure refused(OutgoingRequest request, HttpResponse<?> answer) {
    int status = answer.statusCode();
    String detail = request.told() + " was answered " + status + ".";
    boolean passing = status >= 500 || PASSING.contains(status);
    return new JobFailure(passing, detail, passing ? retryAfter(answer) : null);
  }

  /** RFC 9110, 10.2.3: seconds or a date; null for anything else. */
  private @Nullable Duration retryAfter(HttpResponse<?> answer) {
    String text = answer.headers().firstValue("Retry-After").orElse("").strip();
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.now(), at);
      return wait.isNegative() ? null : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Map<String, String> headers(HttpResponse<?> answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    answer.headers().map().entrySet().stream()
        .filter(e -> !e.getKey().toLowerCase(Locale.ROOT).startsWith("set-cookie"))
        .limit(MAX_HEADERS)
        .forEach(
            e -> {
              String value = withoutNul(String.join(", ", e.getValue()));
              headers.put(
                  e.getKey().toLowerCase(Locale.ROOT),
                  value.substring(0, Math.min(value.length(), MAX_HEADER_LENGTH)));
            });
    return headers;
  }

  private static OutgoingAnswer answer(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    Map<String, String> headers = headers(answer);
    byte[] bytes = answer.body();
    if (bytes.length == 0) {
      return new OutgoingAnswer(status, headers, NullNode.getInstance(), true);
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.matches("application/([^;]*\\+)?json\\s*(;.*)?")) {
      return new OutgoingAnswer(status, headers, text(bytes), true);
    }
    try {
      return new OutgoingAnswer(status, headers, JsonBodies.tree(bytes), true);
    } catch (ProblemException notJson) {
      // says so, but is none, or one beyond our bounds: whoever reads it sees what came
      return new OutgoingAnswer(status, headers, text(bytes), false);
    }
  }

  private static TextNode text(byte[] bytes) {
    return TextNode.valueOf(withoutNul(new String(bytes, StandardCharsets.UTF_8)));
  }

  /** PostgreSQL's jsonb holds no NUL. */
  private static String withoutNul(String text) {
    return text.replace('\0', '\ufffd');
  }
}
