package dev.assent.platform.web;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP itself: sizes, media types, methods and paths that are not served. */
class ProtocolIT {
  private static final String APPROVAL =
      "{\"title\":\"T\",\"approvers\":{\"users\":[\"x\"]},\"description\":\"%s\"}";

  private final Caller admin = Caller.named("admin");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/v1/approvals",
        "api/v1/workflows",
        "api/v1/workflows/run",
        "api/v1/workflows/validate",
        "api/v1/users"
      })
  void a_body_beyond_the_bound_is_too_large_with_and_without_its_length(String path) {
    byte[] body = APPROVAL.formatted("x".repeat(RequestFilter.MAX_BODY_BYTES)).getBytes(UTF_8);

    problem(post(path, "application/json", BodyPublishers.ofByteArray(body)), 413, "too-large");
    problem(
        post(
            path,
            "application/json",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))),
        413,
        "too-large");
  }

  @Test
  void a_body_without_its_length_is_read() {
    byte[] body = APPROVAL.formatted("chunked").getBytes(UTF_8);
    JsonNode made =
        json(
            post(
                "api/v1/approvals",
                "application/json",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))),
            201);
    assertThat(made.path("description").asText()).isEqualTo("chunked");
  }

  @ParameterizedTest
  @CsvSource({
    "api/v1/approvals, text/plain",
    "api/v1/approvals, application/xml",
    "api/v1/approvals, application/yaml",
    "api/v1/approvals, application/x-www-form-urlencoded",
    "api/v1/approvals, multipart/form-data; boundary=x",
    "api/v1/workflows, text/plain",
    "api/v1/workflows/run, text/html",
    "api/v1/users, application/octet-stream"
  })
  void another_media_type_is_not_supported(String path, String type) {
    problem(
        post(path, type, BodyPublishers.ofString(APPROVAL.formatted("x"))),
        415,
        "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "application/", "/", "application/json; charset=\"", ";"})
  void a_media_type_that_is_none_is_refused(String type) {
    HttpResponse<String> answer =
        post("api/v1/approvals", type, BodyPublishers.ofString(APPROVAL.formatted("x")));
    assertThat(answer.statusCode()).as(told(answer)).isIn(201, 400, 415);
    if (answer.statusCode() != 201) {
      dev.assent.testing.Answers.refusal(answer);
    }
  }

  @Test
  void a_body_without_a_media_type_is_not_guessed_at_with_a_fault() {
    HttpResponse<String> answer =
        Caller.send(
            admin
                .request("api/v1/approvals")
                .POST(BodyPublishers.ofString(APPROVAL.formatted("x")))
                .build());
    assertThat(answer.statusCode()).as(told(answer)).isIn(201, 400, 415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/v1/approvals",
        "api/v1/instances",
        "api/v1/workflows",
        "api/v1/workflows/travel-declaration",
        "api/v1/me"
      })
  void what_cannot_be_produced_is_not_acceptable(String path) {
    problem(admin.get(path, "Accept", "text/html"), 406, "not-acceptable");
    problem(admin.get(path, "Accept", "application/xml, image/*"), 406, "not-acceptable");
    json(admin.get(path, "Accept", "text/html, application/json;q=0.1"), 200);
    json(admin.get(path, "Accept", "*/*"), 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/v1",
        "api/v1/",
        "api/v1/nothing",
        "api/v1/approvals/x/y/z",
        "api/v1/instances/x/y",
        "api/v2/approvals",
        "api",
        "nothing",
        "nothing.jsp",
        "WEB-INF/web.xml",
        "META-INF/MANIFEST.MF",
        "api/v1/%2e%2e/nothing",
        "api/v1//"
      })
  void nothing_is_a_problem_too(String path) {
    // WildFly itself refuses these before any application
    assumeFalse(TestServer.onWildFly() && path.contains("-INF/"));
    problem(admin.get(path), 404, "not-found");
    problem(admin.get(path, "Accept", "text/html"), 404, "not-found");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, api/v1/approvals",
    "DELETE, api/v1/approvals",
    "PATCH, api/v1/approvals",
    "GET, api/v1/workflows/run",
    "POST, api/v1/me",
    "POST, api/v1/approvals/pending",
    "DELETE, api/v1/instances",
    "PUT, api/v1/journal",
    "FOO, api/v1/approvals",
    "PROPFIND, api/v1/approvals"
  })
  void a_method_that_is_not_there_is_not_allowed(String method, String path) {
    HttpResponse<String> answer =
        Caller.send(
            admin
                .request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.noBody())
                .build());
    problem(answer, 405, "method-not-allowed");
    assertThat(answer.headers().firstValue("Allow")).as(told(answer)).isPresent();
  }

  @Test
  void an_empty_body_is_refused_where_one_is_needed_and_taken_where_none_is() {
    for (String path : List.of("api/v1/approvals", "api/v1/workflows/run", "api/v1/users")) {
      HttpResponse<String> empty = post(path, "application/json", BodyPublishers.ofString(""));
      assertThat(dev.assent.testing.Answers.refusal(empty).path("status").asInt()).isEqualTo(400);
      HttpResponse<String> none =
          Caller.send(admin.request(path).POST(BodyPublishers.noBody()).build());
      assertThat(dev.assent.testing.Answers.refusal(none).path("status").asInt()).isIn(400, 415);
    }
    String workflow = Scene.published(admin, Scene.TASK_AND_APPROVAL);
    String id = Scene.started(admin, Scene.run(workflow)).path("id").asText();
    HttpResponse<String> completed =
        Caller.send(
            admin
                .request("api/v1/instances/" + id + "/steps/prepare/complete")
                .POST(BodyPublishers.noBody())
                .build());
    json(completed, 200);
    HttpResponse<String> cancelled =
        post("api/v1/instances/" + id + "/cancel", "application/json", BodyPublishers.ofString(""));
    json(cancelled, 200);
  }

  @Test
  void head_is_get_without_its_body() {
    HttpResponse<String> got = admin.get("api/v1/workflows/travel-declaration");
    HttpResponse<String> head = method("HEAD", "api/v1/workflows/travel-declaration");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("ETag")).isEqualTo(got.headers().firstValue("ETag"));
    assertThat(method("HEAD", "api/v1/workflows/no-such-workflow").statusCode()).isEqualTo(404);
  }

  @Test
  void options_tell_the_methods() {
    HttpResponse<String> answer = method("OPTIONS", "api/v1/workflows");
    assertThat(answer.statusCode()).isIn(200, 204);
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET").contains("POST");
  }

  @Test
  void every_answer_has_a_request_id_and_takes_a_harmless_one() {
    String own = "trace-1.A_b";
    assertThat(admin.get("api/v1/me", "X-Request-Id", own).headers().firstValue("X-Request-Id"))
        .contains(own);
    assertThat(
            admin
                .get("api/v1/nothing", "X-Request-Id", "<script>")
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow())
        .doesNotContain("<");
    assertThat(admin.get("api/v1/me").headers().firstValue("X-Content-Type-Options"))
        .contains("nosniff");
  }

  /** What no HTTP client would send. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/instances/%zz HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/instances/%c3 HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/instances/%00 HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/instances/a%2fb HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/instances/a%5cb HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/instances/<script>alert(1)</script> HTTP/1.1\r\nHost: x\r\n",
        "GET /<script>alert(1)</script> HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/workflows?q=%zz HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/workflows?q=%c3%28 HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/workflows?limit=1&limit=2 HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\n",
        "POST /api/v1/approvals HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n"
            + "Content-Type: application/json\r\n",
        "POST /api/v1/approvals HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n"
            + "Content-Type: application/json\r\n",
        "GET /api/v1/me HTTP/1.1\r\nHost: x\r\nIf-Match: \u0001\r\n",
        "TRACE /api/v1/me HTTP/1.1\r\nHost: x\r\n",
        "GET /api/v1/me HTTP/9.9\r\nHost: x\r\n",
        "GET /api/v1/me HTTP/1.1\r\n"
      })
  void what_is_no_http_is_refused_without_showing_anything(String head) throws IOException {
    String answer = raw(head + "Connection: close\r\n" + "\r\n");

    assertThat(answer).as(head).startsWith("HTTP/1.").doesNotContainPattern("^HTTP/1.. 50[0-4]");
    assertThat(answer).as(head).doesNotContainPattern(INSIDES);
  }

  @Test
  void too_large_a_header_is_refused_without_showing_anything() throws IOException {
    String answer =
        raw("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");

    assertThat(answer).doesNotContainPattern("^HTTP/1.. [25]").doesNotContainPattern(INSIDES);
  }

  @Test
  void what_should_have_been_encoded_in_a_query_is_encoded_in_a_link() throws IOException {
    for (int i = 0; i < 2; i++) {
      Scene.requested(admin, Scene.request("{x}", List.of("admin"), List.of()));
    }
    String authorization =
        admin.request("api/v1/me").build().headers().firstValue("Authorization").orElseThrow();
    String answer =
        raw(
            "GET /api/v1/approvals/pending?limit=1&q={x} HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                + authorization
                + "\r\nConnection: close\r\n\r\n");

    // a server may refuse it before we see it
    assertThat(answer).containsPattern("^HTTP/1.1 400|(?i)\r\nLink: <[^{}]*%7Bx%7D");
  }

  private static final String INSIDES =
      "(?i)<h1|<html|<body|exception|stack ?trace|\\.java|payara|glassfish|grizzly|undertow|wildfly";

  private static String raw(String request) throws IOException {
    URI url = TestServer.url();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return answer(socket.getInputStream());
    } catch (SocketException closed) {
      return "";
    }
  }

  /** Until the connection is closed, or nothing comes any more: a body may still be awaited. */
  private static String answer(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        answer.write(b);
      }
    } catch (SocketTimeoutException nothingMore) {
      // what has come is what is looked at
    }
    return answer.toString(ISO_8859_1);
  }

  private HttpResponse<String> post(String path, String type, BodyPublisher body) {
    return Caller.send(admin.request(path).header("Content-Type", type).POST(body).build());
  }

  private HttpResponse<String> method(String method, String path) {
    return Caller.send(admin.request(path).method(method, BodyPublishers.noBody()).build());
  }
}
