package dev.assent.agent;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent is called. A manager of one tenant says so, and the server is the one who calls:
 * so that nobody reaches through it what is meant for its own host or network, such addresses are
 * called only where the operator allows it, and those of a cloud's metadata never. A name that
 * changes its address between this look and the call gets by; only a proxy can keep that out.
 */
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

  /**
   * The URL of an agent, if it may be called.
   *
   * @param privateToo whether addresses of private networks may be
   * @throws ProblemException {@code AGENT_FAILED}
   */
  static URI callable(Agent agent, boolean privateToo) {
    URI uri = URI.create(agent.profile().endpoint());
    try {
      String host = uri.getHost();
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (isForbidden(address, privateToo)) {
          throw new ProblemException(
              ProblemType.AGENT_FAILED,
              "Agent "
                  + agent.id()
                  + " is at an address of a private network, which this server does not call"
                  + " unless assent.agent.private-networks allows it.");
        }
      }
      return uri;
    } catch (UnknownHostException e) {
      throw new ProblemException(
          ProblemType.AGENT_FAILED, "The host of agent " + agent.id() + " has no address.");
    }
  }

  static boolean isForbidden(InetAddress address, boolean privateToo) {
    byte[] bytes = address.getAddress();
    boolean metadata =
        address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    boolean inner =
        address.isLoopbackAddress() || address.isSiteLocalAddress() || uniqueLocal || shared;
    return metadata || (inner && !privateToo);
  }
}
