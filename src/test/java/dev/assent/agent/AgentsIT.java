package dev.assent.agent;

import static dev.assent.testing.Answers.etag;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The registry over REST, and tasks for agents that this test is itself. */
class AgentsIT {
  private static final String TENANT = Scene.fresh("agents");
  private static final Queue<JsonNode> asked = new ConcurrentLinkedQueue<>();
  private static final CountDownLatch released = new CountDownLatch(1);
  private static final CountDownLatch held = new CountDownLatch(1);
  private static final ExecutorService threads = Executors.newCachedThreadPool();
  private static HttpServer server;
  private static Caller root;

  @BeforeAll
  static void begin() throws IOException {
    root = Scene.tenant(TENANT);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/echo",
        exchange -> {
          JsonNode task =
              Json.parse(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          asked.add(task);
          answer(exchange, 200, "application/json", "{\"did\":" + task.path("prompt") + "}");
        });
    server.createContext("/mcp", AgentsIT::speakMcp);
    server.createContext("/text", exchange -> answer(exchange, 200, "text/plain", "done"));
    server.createContext("/nothing", exchange -> answer(exchange, 204, "text/plain", ""));
    server.createContext("/broken", exchange -> answer(exchange, 200, "application/json", "{"));
    server.createContext(
        "/busy",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          answer(exchange, 503, "text/plain", "busy");
        });
    server.createContext(
        "/away",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/echo");
          answer(exchange, 307, "text/plain", "");
        });
    server.createContext(
        "/large", exchange -> answer(exchange, 200, "text/plain", "x".repeat(1_048_577)));
    server.createContext(
        "/held",
        exchange -> {
          held.countDown();
          await(released);
          answer(exchange, 200, "application/json", "{}");
        });
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          await(released);
        });
    server.start();
  }

  @AfterAll
  static void end() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void an_agent_is_registered_changed_and_retired() {
    String id = Scene.fresh("life");
    HttpResponse<String> made = register(id, "/echo", "write");
    assertThat(json(made, 201).at("/limits/timeout").asText()).isEqualTo("PT30S");
    problem(register(id, "/echo", "write"), 409, "already-exists");
    String path = "api/v1/agents/" + id;
    String changed =
        "{\"kind\":\"BEAN\",\"endpoint\":\"nobody\",\"capabilities\":[],\"limits\":{\"maxParallel\":9}}";
    problem(root.put(path, changed), 428, "precondition-required");
    problem(root.put(path, changed, "If-Match", "\"7\""), 412, "precondition-failed");
    HttpResponse<String> put = root.put(path, changed, "If-Match", etag(made));
    assertThat(json(put, 200).at("/limits/maxParallel").asInt()).isEqualTo(9);
    assertThat(etag(root.get(path))).isEqualTo(etag(put));

    assertThat(json(root.post(path + "/suspend", ""), 200).path("status").asText())
        .isEqualTo("SUSPENDED");
    problem(execute("{\"agent\":\"" + id + "\",\"prompt\":\"p\"}"), 409, "invalid-state");
    problem(root.post(path + "/suspend", ""), 409, "invalid-state");
    json(root.post(path + "/activate", ""), 200);
    JsonNode nobody =
        problem(execute("{\"agent\":\"" + id + "\",\"prompt\":\"p\"}"), 502, "agent-failed");
    assertThat(nobody.path("detail").asText()).contains("nobody");
    json(root.post(path + "/retire", ""), 200);
    problem(root.put(path, changed, "If-Match", "*"), 409, "invalid-state");
    assertThat(Lists.all(root, "api/v1/agents?status=RETIRED&kind=BEAN", 1))
        .anyMatch(agent -> agent.path("id").asText().equals(id));
    assertThat(root.delete(path).statusCode()).isEqualTo(204);
    problem(root.get(path), 404, "not-found");
    assertThat(events(id))
        .containsExactly(
            "AGENT_REGISTERED",
            "AGENT_CHANGED",
            "AGENT_SUSPENDED",
            "AGENT_ACTIVATED",
            "AGENT_EXECUTION_FAILED",
            "AGENT_RETIRED",
            "AGENT_DELETED");
  }

  @Test
  void what_is_wrong_with_a_registration_is_told() {
    for (String body :
        List.of(
            "{}",
            "{\"id\":\"AB\",\"kind\":\"HTTP\",\"endpoint\":\"https://a.example\"}",
            "{\"id\":\"execute\",\"kind\":\"HTTP\",\"endpoint\":\"https://a.example\"}",
            "{\"id\":\"abc\",\"endpoint\":\"https://a.example\"}",
            "{\"id\":\"abc\",\"kind\":\"HTTP\"}",
            "{\"id\":\"abc\",\"kind\":\"HTTP\",\"endpoint\":\"file:///etc/passwd\"}",
            "{\"id\":\"abc\",\"kind\":\"SOAP\",\"endpoint\":\"https://a.example\"}",
            "{\"id\":\"abc\",\"kind\":\"BEAN\",\"endpoint\":\"b\",\"capabilities\":[\"A B\"]}",
            "{\"id\":\"abc\",\"kind\":\"BEAN\",\"endpoint\":\"b\",\"capabilities\":[\"a\",\"a\"]}",
            "{\"id\":\"abc\",\"kind\":\"BEAN\",\"endpoint\":\"b\",\"capabilities\":[null]}",
            "{\"id\":\"abc\",\"kind\":\"BEAN\",\"endpoint\":\"b\",\"limits\":{\"maxParallel\":0}}",
            "{\"id\":\"abc\",\"kind\":\"BEAN\",\"endpoint\":\"b\",\"limits\":{\"timeout\":\"P1D\"}}")) {
      assertThat(refusal(root.post("api/v1/agents", body)).path("status").asInt())
          .as(body)
          .isEqualTo(400);
    }
    for (String body :
        List.of(
            "{}",
            "{\"agent\":\"abc\"}",
            "{\"prompt\":\"p\"}",
            "{\"agent\":\"abc\",\"capability\":\"x\",\"prompt\":\"p\"}",
            "{\"agent\":\"abc\",\"prompt\":\"p\",\"timeout\":\"PT0S\"}")) {
      problem(execute(body), 400, "invalid-body");
    }
    problem(execute("{\"agent\":\"nobody\",\"prompt\":\"p\"}"), 404, "not-found");
    problem(execute("{\"capability\":\"nothing\",\"prompt\":\"p\"}"), 404, "not-found");
  }

  @Test
  void a_task_is_carried_out_by_one_that_can() {
    String id = Scene.fresh("echo");
    json(register(id, "/echo", "repeat-" + id), 201);
    String body =
        "{\"capability\":\"repeat-" + id + "\",\"prompt\":\"Say\",\"input\":{\"n\":1.50}}";
    JsonNode done = json(execute(body, "Idempotency-Key", "key-" + id), 200);
    assertThat(done.path("agent").asText()).isEqualTo(id);
    assertThat(done.at("/output/did").asText()).isEqualTo("Say");
    JsonNode task = asked.stream().filter(t -> t.path("input").has("n")).findFirst().orElseThrow();
    assertThat(task.at("/input/n").decimalValue()).isEqualByComparingTo("1.5");
    assertThat(task.path("idempotencyKey").asText()).isNotBlank();
    int before = asked.size();
    assertThat(json(execute(body, "Idempotency-Key", "key-" + id), 200)).isEqualTo(done);
    assertThat(asked).as("and the agent was not asked again").hasSize(before);
    problem(
        execute(body.replace("Say", "Sing"), "Idempotency-Key", "key-" + id),
        422,
        "idempotency-key-reused");
    assertThat(events(id)).containsExactly("AGENT_REGISTERED", "AGENT_EXECUTED");
    assertThat(root.get("api/v1/journal?limit=200").body()).doesNotContain("Say");
  }

  @Test
  void text_and_nothing_are_answers_too() {
    assertThat(json(executed("/text"), 200).path("output").asText()).isEqualTo("done");
    assertThat(json(executed("/nothing"), 200).has("output")).isFalse();
  }

  @Test
  void a_tool_of_an_mcp_server_is_an_agent() {
    String id = Scene.fresh("tool");
    ObjectNode tool = agent(id, "/mcp#shout", "x").put("kind", "MCP");
    json(root.post("api/v1/agents", tool.toString()), 201);
    String body = "{\"agent\":\"" + id + "\",\"prompt\":\"hey\",\"input\":{\"times\":2}}";
    assertThat(json(execute(body), 200).path("output").asText())
        .isEqualTo("shout {\"times\":2,\"prompt\":\"hey\"}");
    String wrong = Scene.fresh("tool");
    tool.put("id", wrong).put("endpoint", tool.path("endpoint").asText().replace("shout", "fail"));
    json(root.post("api/v1/agents", tool.toString()), 201);
    problem(execute(body.replace(id, wrong)), 502, "agent-failed");
  }

  /** As little of an MCP server as there can be: a session, one answer as JSON, one as events. */
  private static void speakMcp(HttpExchange exchange) throws IOException {
    JsonNode call =
        Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String method = call.path("method").asText();
    boolean known = "s-1".equals(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
    ObjectNode reply = Json.mapper().createObjectNode().put("jsonrpc", "2.0");
    reply.set("id", call.path("id"));
    if (method.equals("initialize")) {
      exchange.getResponseHeaders().set("Mcp-Session-Id", "s-1");
      reply.putObject("result").put("protocolVersion", "2025-03-26").putObject("capabilities");
      answer(exchange, 200, "application/json", reply.toString());
    } else if (!known) {
      answer(exchange, 404, "text/plain", "no session");
    } else if (method.equals("notifications/initialized")) {
      answer(exchange, 202, "text/plain", "");
    } else {
      String name = call.at("/params/name").asText();
      ObjectNode result = reply.putObject("result").put("isError", name.equals("fail"));
      result
          .putArray("content")
          .addObject()
          .put("type", "text")
          .put("text", name + " " + call.at("/params/arguments"));
      answer(
          exchange,
          200,
          "text/event-stream",
          "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n"
              + "event: message\ndata: "
              + reply
              + "\n\n");
    }
  }

  @Test
  void what_goes_wrong_at_the_agent_is_told() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "/broken", "not the JSON",
                "/busy", "answered 503",
                "/large", "more than 1048576",
                "/nowhere", "answered 404")
            .entrySet()) {
      HttpResponse<String> answer = executed(wrong.getKey());
      assertThat(problem(answer, 502, "agent-failed").path("detail").asText())
          .contains(wrong.getValue());
      if (wrong.getKey().equals("/busy")) {
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
      }
    }
    String id = Scene.fresh("closed");
    ObjectNode closed = agent(id, "", "x").put("endpoint", "http://127.0.0.1:1/");
    json(root.post("api/v1/agents", closed.toString()), 201);
    problem(execute("{\"agent\":\"" + id + "\",\"prompt\":\"p\"}"), 502, "agent-failed");
    String metadata = Scene.fresh("metadata");
    json(
        root.post(
            "api/v1/agents",
            agent(metadata, "", "x").put("endpoint", "http://169.254.169.254/latest").toString()),
        201);
    assertThat(
            problem(
                    execute("{\"agent\":\"" + metadata + "\",\"prompt\":\"p\"}"),
                    502,
                    "agent-failed")
                .path("detail")
                .asText())
        .contains("none that may be called");
    // a redirection on the same host is followed, as for every other call
    json(executed("/away"), 200);
  }

  @Test
  void an_agent_that_never_ends_its_answer_is_given_up() {
    String id = Scene.fresh("slow");
    json(register(id, "/slow", "x"), 201);
    problem(
        execute("{\"agent\":\"" + id + "\",\"prompt\":\"p\",\"timeout\":\"PT1S\"}"),
        504,
        "agent-timeout");
    assertThat(events(id)).containsExactly("AGENT_REGISTERED", "AGENT_EXECUTION_FAILED");
  }

  @Test
  void no_more_tasks_at_once_than_an_agent_takes() throws Exception {
    String id = Scene.fresh("held");
    ObjectNode one = agent(id, "/held", "x");
    one.putObject("limits").put("maxParallel", 1).put("requestsPerMinute", 1);
    json(root.post("api/v1/agents", one.toString()), 201);
    String body = "{\"agent\":\"" + id + "\",\"prompt\":\"p\"}";
    Future<HttpResponse<String>> first = threads.submit(() -> execute(body));
    assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
    HttpResponse<String> second = execute(body);
    problem(second, 503, "unavailable");
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
    released.countDown();
    json(first.get(20, TimeUnit.SECONDS), 200);
    problem(execute(body), 429, "too-many-requests");
  }

  private static HttpResponse<String> executed(String path) {
    String id = Scene.fresh("agent");
    json(register(id, path, "x"), 201);
    return execute("{\"agent\":\"" + id + "\",\"prompt\":\"p\"}");
  }

  private static HttpResponse<String> execute(String body, String... headers) {
    return root.post("api/v1/agents/execute", body, headers);
  }

  private static HttpResponse<String> register(String id, String path, String capability) {
    return root.post("api/v1/agents", agent(id, path, capability).toString());
  }

  private static ObjectNode agent(String id, String path, String capability) {
    ObjectNode body = Json.mapper().createObjectNode().put("id", id).put("kind", "HTTP");
    body.put("endpoint", "http://127.0.0.1:" + server.getAddress().getPort() + path);
    body.putArray("capabilities").add(capability);
    return body;
  }

  /** What the journal has of an agent, looked at behind the product's back: sealing takes time. */
  private static List<String> events(String agent) {
    String sql =
        "select events->0->>'event' from journal where tenant_id = ? and subject_type = 'AGENT'"
            + " and subject_id = ? order by seq";
    try (var connection = TestDatabase.ofServer().getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, TENANT);
      select.setString(2, agent);
      List<String> events = new ArrayList<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          events.add(rows.getString(1));
        }
      }
      return events;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
