package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assent.platform.json.Json;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import dev.assent.platform.traffic.OutgoingAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls a tool of a server that speaks the Model Context Protocol over streamable HTTP: begins a
 * session, calls the one tool, and leaves the session to end by itself. Nothing that the server
 * asks in turn is answered.
 */
@ApplicationScoped
public class AgentMcp {
  private static final String PROTOCOL = "2025-03-26";
  private static final String SESSION = "Mcp-Session-Id";

  @Inject private AgentHttp http;
  @Inject private Clock clock;

  /** One call, with what is left of its time. */
  private final class Session {
    private final String agent;
    private final String idempotencyKey;
    private final URI server;
    private final long endNanos;
    private final Map<String, String> headers = new HashMap<>();

    Session(String agent, URI server, String idempotencyKey, Duration patience) {
      this.agent = agent;
      this.idempotencyKey = idempotencyKey;
      this.server = server;
      this.endNanos = clock.nanoTime() + patience.toNanos();
      headers.put("Accept", "application/json, text/event-stream");
    }

    OutgoingAnswer send(ObjectNode message) {
      Duration left = Duration.ofNanos(endNanos - clock.nanoTime());
      if (left.toMillis() < 1) {
        throw AgentHttp.late(agent, Duration.ZERO);
      }
      return http.post(agent, server, headers, message, idempotencyKey, left);
    }

    JsonNode result(ObjectNode request) {
      OutgoingAnswer answer = send(request);
      String session = answer.headers().get(SESSION.toLowerCase(Locale.ROOT));
      if (session != null) {
        headers.put(SESSION, session);
      }
      for (JsonNode message : messages(agent, answer)) {
        if (message.path("id").equals(request.path("id"))) {
          if (!message.path("result").isObject()) {
            throw AgentHttp.failed(agent, "answered with an error of MCP");
          }
          return message.path("result");
        }
      }
      throw AgentHttp.failed(agent, "has not answered as a server of MCP does");
    }
  }

  /**
   * The output of the tool that the endpoint names behind its {@code #}.
   *
   * @throws ProblemException {@code AGENT_FAILED}, {@code AGENT_TIMEOUT}
   */
  @Nullable JsonNode call(String agent, URI endpoint, AgentTask task, Duration patience) {
    String text = endpoint.toString();
    URI server = URI.create(text.substring(0, text.indexOf('#')));
    Session session = new Session(agent, server, task.idempotencyKey(), patience);
    ObjectNode hello = message("initialize", 1);
    ObjectNode parameters = hello.putObject("params").put("protocolVersion", PROTOCOL);
    parameters.putObject("capabilities");
    parameters.putObject("clientInfo").put("name", "assent").put("version", "1");
    String spoken = session.result(hello).path("protocolVersion").asText(PROTOCOL);
    if (!spoken.matches("[0-9-]{1,20}")) {
      throw AgentHttp.failed(agent, "speaks an unknown version of MCP");
    }
    session.headers.put("MCP-Protocol-Version", spoken);
    session.send(message("notifications/initialized", 0));
    ObjectNode call = message("tools/call", 2);
    call.putObject("params").put("name", endpoint.getFragment()).set("arguments", arguments(task));
    return output(agent, session.result(call));
  }

  private static ObjectNode message(String method, int id) {
    ObjectNode message = Json.mapper().createObjectNode().put("jsonrpc", "2.0");
    if (id > 0) {
      message.put("id", id);
    }
    return message.put("method", method);
  }

  private static ObjectNode arguments(AgentTask task) {
    ObjectNode arguments = Json.mapper().createObjectNode();
    JsonNode input = task.input();
    if (input instanceof ObjectNode object) {
      arguments.setAll(object);
    } else if (input != null) {
      arguments.set("input", input);
    }
    if (task.prompt() != null && !arguments.has("prompt")) {
      arguments.put("prompt", task.prompt());
    }
    return arguments;
  }

  private static @Nullable JsonNode output(String agent, JsonNode result) {
    if (result.path("isError").asBoolean()) {
      throw AgentHttp.failed(agent, "says that its tool failed");
    }
    if (result.has("structuredContent")) {
      return result.get("structuredContent");
    }
    JsonNode content = result.path("content");
    boolean oneText = content.size() == 1 && content.at("/0/type").asText().equals("text");
    return oneText
        ? TextNode.valueOf(content.at("/0/text").asText())
        : content.isArray() ? content : null;
  }

  /** The messages of an answer: one as JSON, or any number as events. */
  private static List<JsonNode> messages(String agent, OutgoingAnswer answer) {
    String type = answer.headers().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    List<JsonNode> messages = new ArrayList<>();
    try {
      if (!type.startsWith("text/event-stream")) {
        messages.add(answer.body());
        return messages;
      }
      StringBuilder data = new StringBuilder();
      String events = answer.body().asText() + "\n\n";
      for (String line : events.split("\r\n|\r|\n", -1)) {
        if (line.startsWith("data:")) {
          data.append(line.substring(line.startsWith("data: ") ? 6 : 5)).append('\n');
        } else if (line.isEmpty() && !data.isEmpty()) {
          messages.add(JsonBodies.tree(data.toString().getBytes(StandardCharsets.UTF_8)));
          data.setLength(0);
        }
      }
      return messages;
    } catch (ProblemException e) {
      throw AgentHttp.failed(agent, "has not answered as a server of MCP does");
    }
  }
}
