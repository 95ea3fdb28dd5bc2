package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.workflow.StepType;
import java.net.URI;
import java.util.Locale;

/** The kinds of jobs of an instance besides those named like its steps, and their lanes. */
final class WorkKind {
  static final String TIMER = "TIMER";
  static final String ROUTE = "ROUTE";
  static final String CHILD_ENDED = "CHILD_ENDED";
  static final String CANCEL_CHILD = "CANCEL_CHILD";
  static final String BALLOT_ENDED = "BALLOT_ENDED";
  static final String CANCEL_BALLOT = "CANCEL_BALLOT";

  private static final int MAX_LANE = 200;

  private WorkKind() {}

  /** What shares slots: calls of the same host, bean or agent. */
  static String lane(StepType type, JsonNode request) {
    String destination =
        switch (type) {
          case CALL ->
              request.has("bean")
                  ? "bean:" + request.path("bean").asText()
                  : host(request.path("http").path("url").asText());
          case AGENT ->
              request.has("agent")
                  ? request.path("agent").asText()
                  : "can:" + request.path("capability").asText();
          case NOTIFY -> request.has("url") ? host(request.path("url").asText()) : "";
          default -> "";
        };
    String lane = type.name() + " " + destination;
    return lane.length() > MAX_LANE ? lane.substring(0, MAX_LANE) : lane;
  }

  private static String host(String url) {
    try {
      String authority = URI.create(url).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
