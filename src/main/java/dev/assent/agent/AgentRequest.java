package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.platform.web.Texts;
import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A task for an agent.
 *
 * @param agent its id; either this or a capability
 * @param capability any ACTIVE agent that has it, the one with the fewest running tasks first
 * @param timeout ISO 8601; the agent's own when absent, and never more than that
 */
public record AgentRequest(
    @Nullable String agent,
    @Nullable String capability,
    @Nullable String prompt,
    @Nullable JsonNode input,
    @Nullable String timeout) {
  static final int MAX_PROMPT = 100_000;
  static final int MAX_INPUT_BYTES = 262_144;

  void check() {
    new Texts()
        .require(
            (agent == null) != (capability == null),
            "/agent",
            "and /capability: exactly one of them says who carries out the task")
        .optional("/agent", agent, 64)
        .optional("/capability", capability, 64)
        .optional("/prompt", prompt, MAX_PROMPT)
        .require(prompt != null || input != null, "/prompt", "is required where there is no input")
        .require(
            input == null || Json.writeBytes(input).length <= MAX_INPUT_BYTES,
            "/input",
            "is larger than " + MAX_INPUT_BYTES + " bytes")
        .require(
            timeout == null || duration(timeout) != null,
            "/timeout",
            "is an ISO 8601 duration from PT1S to PT5M")
        .check();
  }

  /** What the caller is ready to wait. */
  @Nullable Duration patience() {
    return timeout == null ? null : duration(timeout);
  }

  /** Null when it is none, or not between one second and five minutes. */
  static @Nullable Duration duration(String text) {
    try {
      Duration duration = text.length() > 30 ? Duration.ZERO : Duration.parse(text);
      return duration.compareTo(Duration.ofSeconds(1)) < 0
              || duration.compareTo(Duration.ofMinutes(5)) > 0
          ? null
          : duration;
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
