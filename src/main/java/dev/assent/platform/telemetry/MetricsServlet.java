package dev.assent.platform.telemetry;

import io.smallrye.metrics.MetricsRequestHandler;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/** The metrics of the MicroProfile registries in Prometheus' text format. */
@WebServlet(urlPatterns = {"/metrics", "/metrics/*"})
public class MetricsServlet extends HttpServlet {

  private static final long serialVersionUID = 1;
  private static final String ROOT = "/metrics";

  @Inject private transient MetricsRequestHandler handler;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var accept = Collections.list(request.getHeaders("Accept"));
    var below = request.getPathInfo();
    handler.handleRequest(
        below == null ? ROOT : ROOT + below,
        ROOT,
        request.getMethod(),
        accept.isEmpty() ? null : accept.stream(),
        request.getParameterMap(),
        (status, body, headers) -> {
          response.setStatus(status);
          // Of the handler's headers only this one: the others open it to scripts of every origin.
          response.setContentType(headers.get("Content-Type"));
          response.setCharacterEncoding("UTF-8");
          if (body != null) {
            response.getWriter().write(body);
          }
        });
  }
}
