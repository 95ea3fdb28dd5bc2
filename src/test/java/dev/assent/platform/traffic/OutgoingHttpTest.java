package dev.assent.platform.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.json.Json;
import dev.assent.platform.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingHttpTest {
  private static final UUID KEY = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final OutgoingHttp http = new OutgoingHttp(new Clock());
  private final ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final java.util.concurrent.ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private URI base;

  private record Received(
      String method, String path, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("-")).get(0);
    }
  }

  @BeforeEach
  void serve() throws IOException {
    http.configure(new OutgoingConfig(AddressGuard.PRIVATE, Duration.ofSeconds(2)));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answers(String path, int status, Map<String, String> headers, String body) {
    server.createContext(
        path,
        exchange -> {
          record(exchange);
          headers.forEach(exchange.getResponseHeaders()::add);
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private void record(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      received.add(
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              new String(in.readAllBytes(), UTF_8)));
    }
  }

  private OutgoingRequest post(String path) {
    return request("POST", base.resolve(path), Map.of(), Json.parse("{\"a\":1.50}"));
  }

  private static OutgoingRequest request(
      String method, URI url, Map<String, String> headers, JsonNode body) {
    return new OutgoingRequest(method, url, headers, body, TIMEOUT, KEY.toString(), "00-trace");
  }

  private JobFailure failure(OutgoingRequest request) {
    JobFailure failure = catchThrowableOfType(JobFailure.class, () -> http.send(request));
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void sends_the_body_with_key_and_trace_and_answers_json() throws Exception {
    answers("/ok", 200, Map.of("Content-Type", "application/json", "X-A", "b"), "{\"n\":1.50}");
    OutgoingAnswer answer =
        http.send(
            request(
                "POST", base.resolve("ok?q=1"), Map.of("X-Mine", "yes"), Json.parse("{\"a\":1}")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(Json.parse("{\"n\":1.50}"));
    assertThat(answer.headers()).containsEntry("x-a", "b");
    Received got = received.remove();
    assertThat(got.method()).isEqualTo("POST");
    assertThat(got.path()).isEqualTo("/ok?q=1");
    assertThat(got.body()).isEqualTo("{\"a\":1}");
    assertThat(got.header("Idempotency-key")).isEqualTo(KEY.toString());
    assertThat(got.header("Traceparent")).isEqualTo("00-trace");
    assertThat(got.header("X-mine")).isEqualTo("yes");
    assertThat(got.header("Content-type")).isEqualTo("application/json");
    assertThat(got.headers()).doesNotContainKeys("Authorization", "Cookie", "Upgrade");
  }

  @Test
  void what_is_no_json_is_text() throws Exception {
    answers("/text", 200, Map.of("Content-Type", "text/plain"), "gr\u00fc\u00df\0e");
    answers("/broken", 200, Map.of("Content-Type", "application/json"), "{\"a\":");
    answers("/none", 204, Map.of(), "");
    assertThat(http.send(post("text")).body().asText()).isEqualTo("gr\u00fc\u00df\ufffde");
    assertThat(http.send(post("broken")).body().asText()).isEqualTo("{\"a\":");
    assertThat(http.send(post("none")).body().isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "404, false",
    "409, false",
    "408, true",
    "425, true",
    "429, true",
    "500, true",
    "502, true",
    "503, true",
    "304, false"
  })
  void a_status_says_whether_it_may_pass(int status, boolean retryable) {
    answers("/status", status, Map.of(), "");
    JobFailure failure = failure(post("status?token=secret"));
    assertThat(failure.isRetryable()).isEqualTo(retryable);
    assertThat(failure.detail()).contains("" + status).contains("/status").doesNotContain("secret");
  }

  @Test
  void the_receivers_wish_for_time_is_heard() {
    answers("/seconds", 429, Map.of("Retry-After", "17"), "");
    answers("/nonsense", 503, Map.of("Retry-After", "soon"), "");
    String inAnHour =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC));
    answers("/date", 503, Map.of("Retry-After", inAnHour), "");
    assertThat(failure(post("seconds")).retryAfter()).isEqualTo(Duration.ofSeconds(17));
    assertThat(failure(post("nonsense")).retryAfter()).isNull();
    assertThat(failure(post("date")).retryAfter())
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
  }

  @Test
  void a_large_answer_is_refused_and_the_rest_not_read() {
    CountDownLatch cut = new CountDownLatch(1);
    server.createContext(
        "/endless",
        exchange -> {
          record(exchange);
          exchange.sendResponseHeaders(200, 0);
          byte[] chunk = new byte[64 * 1024];
          try {
            for (int i = 0; i < 100_000; i++) {
              exchange.getResponseBody().write(chunk);
            }
          } catch (IOException closed) {
            cut.countDown();
          }
        });
    JobFailure failure = failure(post("endless"));
    assertThat(failure.isRetryable()).isFalse();
    assertThat(failure.detail()).contains("1048576");
    assertThat(cut)
        .satisfies(c -> assertThat(c.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue());
  }

  @Test
  void an_answer_up_to_the_bound_is_taken() throws Exception {
    answers("/large", 200, Map.of(), "x".repeat(OutgoingHttp.MAX_ANSWER_BYTES));
    assertThat(http.send(post("large")).body().asText()).hasSize(OutgoingHttp.MAX_ANSWER_BYTES);
  }

  @Test
  void the_time_bounds_the_whole_answer() {
    server.createContext(
        "/dripping",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    long before = System.nanoTime();
    OutgoingRequest request =
        new OutgoingRequest(
            "GET",
            base.resolve("dripping"),
            Map.of(),
            null,
            Duration.ofMillis(300),
            KEY.toString(),
            null);
    assertThat(failure(request).isRetryable()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void what_cannot_be_reached_may_pass() throws IOException {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0)) {
      nobody = closed.getLocalPort();
    }
    OutgoingRequest request =
        request("GET", URI.create("http://127.0.0.1:" + nobody + "/x"), Map.of(), null);
    assertThat(failure(request).isRetryable()).isTrue();
    assertThat(
            failure(request("GET", URI.create("http://nobody.invalid/"), Map.of(), null))
                .isRetryable())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://example.com/",
        "jar:http://x/!/",
        "/relative",
        "http:///x",
        "http://user:secret@127.0.0.1/"
      })
  void only_http_is_called(String url) {
    JobFailure failure = failure(request("GET", URI.create(url), Map.of(), null));
    assertThat(failure.isRetryable()).isFalse();
    assertThat(failure.detail()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "connection",
        "Content-Length",
        "Transfer-Encoding",
        "Proxy-Authorization",
        "TE",
        "Upgrade",
        "Idempotency-Key",
        "traceparent",
        "bad name",
        ""
      })
  void headers_that_are_not_theirs_cannot_be_set(String name) {
    JobFailure failure = failure(request("GET", base, Map.of(name, "x"), null));
    assertThat(failure.isRetryable()).isFalse();
  }

  @Test
  void a_value_cannot_smuggle_a_header() {
    JobFailure failure = failure(request("GET", base, Map.of("X", "a\r\nHost: b"), null));
    assertThat(failure.isRetryable()).isFalse();
    assertThat(received).isEmpty();
  }

  @Test
  void redirects_are_followed_three_times() throws Exception {
    answers("/end", 200, Map.of(), "there");
    answers("/1", 307, Map.of("Location", "/end"), "");
    answers("/2", 308, Map.of("Location", base.resolve("1").toString()), "");
    answers("/3", 302, Map.of("Location", "2"), "");
    answers("/4", 307, Map.of("Location", "/3"), "");
    assertThat(http.send(post("2")).body().asText()).isEqualTo("there");
    assertThat(received.stream().map(Received::method)).containsOnly("POST");
    received.clear();
    assertThat(http.send(post("3")).body().asText()).isEqualTo("there");
    assertThat(received.stream().map(Received::method))
        .containsExactly("POST", "GET", "GET", "GET");
    assertThat(failure(post("4")).isRetryable()).isFalse();
  }

  @Test
  void a_redirect_elsewhere_takes_no_secrets_along() throws Exception {
    answers("/end", 200, Map.of(), "there");
    String elsewhere = "http://localhost:" + base.getPort() + "/end";
    answers("/away", 307, Map.of("Location", elsewhere), "");
    http.send(request("GET", base.resolve("away"), Map.of("Authorization", "Bearer secret"), null));
    assertThat(received.remove().header("Authorization")).isEqualTo("Bearer secret");
    assertThat(received.remove().header("Authorization")).isEqualTo("-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "http://169.254.169.254/latest/meta-data/", "http://[bad"})
  void a_redirect_cannot_lead_where_a_call_could_not(String location) {
    answers("/away", 302, Map.of("Location", location), "");
    assertThat(failure(post("away")).isRetryable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254, false, false",
    "fe80::1, false, false",
    "fd00:ec2::254, false, false",
    "64:ff9b::a9fe:a9fe, false, false",
    "224.0.0.1, false, false",
    "127.0.0.1, true, false",
    "::1, true, false",
    "10.1.2.3, true, false",
    "172.16.0.1, true, false",
    "192.168.1.1, true, false",
    "100.64.0.1, true, false",
    "0.0.0.0, true, false",
    "fd12::1, true, false",
    "::ffff:10.0.0.1, true, false",
    "198.18.0.1, true, false",
    "93.184.216.34, true, true",
    "2606:4700::1111, true, true"
  })
  void addresses_are_allowed_by_their_kind(String address, boolean inPrivate, boolean inPublic)
      throws Exception {
    InetAddress a = InetAddress.getByName(address);
    assertThat(AddressGuard.PRIVATE.allows(a)).isEqualTo(inPrivate);
    assertThat(AddressGuard.PUBLIC.allows(a)).isEqualTo(inPublic);
    assertThat(AddressGuard.ALL.allows(a)).isTrue();
  }

  @Test
  void an_interrupted_call_ends() throws Exception {
    server.createContext(
        "/hanging",
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread.currentThread().interrupt();
    assertThat(catchThrowableOfType(InterruptedException.class, () -> http.send(post("hanging"))))
        .isNotNull();
  }
}
