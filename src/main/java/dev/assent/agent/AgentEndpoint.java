package dev.assent.agent;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where an agent is called; which addresses may be, {@code platform.traffic} says. */
final class AgentEndpoint {
  private static final Pattern BEAN = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");
  private static final int MAX_LENGTH = 1_000;

  private AgentEndpoint() {}

  /** What is wrong with an endpoint of this kind, or null. */
  static @Nullable String wrong(AgentKind kind, String endpoint) {
    if (kind == AgentKind.BEAN) {
      return BEAN.matcher(endpoint).matches()
          ? null
          : "is the name of a bean: letters, digits, dots, underscores and hyphens";
    }
    try {
      URI uri = new URI(endpoint);
      boolean fine =
          endpoint.length() <= MAX_LENGTH
              && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && (kind == AgentKind.MCP)
                  == (uri.getFragment() != null && !uri.getFragment().isEmpty());
      return fine
          ? null
          : "is an http or https URL of at most "
              + MAX_LENGTH
              + " characters, without user information"
              + (kind == AgentKind.MCP ? ", with the name of a tool behind a #" : " and fragment");
    } catch (URISyntaxException e) {
      return "is no URL: " + e.getReason();
    }
  }
}
