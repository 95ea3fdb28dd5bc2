package dev.assent.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** Where something new is found. */
public final class Locations {
  private Locations() {}

  /** The URL of {@code path} below the interface's root, as whoever sent the request reaches it. */
  public static URI of(HttpServletRequest request, String path) {
    String url = request.getRequestURL().toString();
    int host = url.length() - request.getRequestURI().length();
    return URI.create(
        url.substring(0, host) + request.getContextPath() + AssentApplication.PATH + "/" + path);
  }
}
