package dev.assent.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;

/** Where something is found. */
public final class Locations {
  private Locations() {}

  /** The URL of {@code path} below the interface's root, as whoever sent the request reaches it. */
  public static URI of(HttpServletRequest request, String path) {
    String url = request.getRequestURL().toString();
    int host = url.length() - request.getRequestURI().length();
    return URI.create(
        url.substring(0, host) + request.getContextPath() + AssentApplication.PATH + "/" + path);
  }

  /** The URL that was asked for, as whoever sent the request reaches it, to be changed. */
  static UriBuilder asked(HttpServletRequest request) {
    String query = request.getQueryString();
    return UriBuilder.fromUri(request.getRequestURL().toString())
        // what may be sent as it is would be a template here
        .replaceQuery(query == null ? null : query.replace("{", "%7B").replace("}", "%7D"));
  }
}
