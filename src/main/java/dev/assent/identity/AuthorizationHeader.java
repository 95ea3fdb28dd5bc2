package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The one {@code Authorization} header of a request: a scheme and what follows it (RFC 9110,
 * 11.6.2).
 */
record AuthorizationHeader(Scheme scheme, String credentials) {
  enum Scheme {
    BASIC,
    BEARER
  }

  /**
   * Empty without the header.
   *
   * @throws ProblemException UNAUTHENTICATED when it is not one that can be read
   */
  static Optional<AuthorizationHeader> of(HttpServletRequest request) {
    List<String> headers = Collections.list(request.getHeaders("Authorization"));
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    if (headers.size() > 1) {
      throw refused("There is more than one Authorization header.");
    }
    return Optional.of(parse(headers.get(0)));
  }

  static AuthorizationHeader parse(String header) {
    String text = header.strip();
    int space = text.indexOf(' ');
    String scheme = (space < 0 ? text : text.substring(0, space)).toLowerCase(Locale.ROOT);
    String rest = space < 0 ? "" : text.substring(space + 1).strip();
    if (rest.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
      throw refused("The Authorization header holds characters that no credentials have.");
    }
    return switch (scheme) {
      case "basic" -> new AuthorizationHeader(Scheme.BASIC, rest);
      case "bearer" -> new AuthorizationHeader(Scheme.BEARER, rest);
      default -> throw refused("The Authorization header's scheme is neither Basic nor Bearer.");
    };
  }

  private static ProblemException refused(String why) {
    return new ProblemException(ProblemType.UNAUTHENTICATED, why);
  }

  /** Without the credentials: it ends up in logs. */
  @Override
  public String toString() {
    return scheme.name();
  }
}
