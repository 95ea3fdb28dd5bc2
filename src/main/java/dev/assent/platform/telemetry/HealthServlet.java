package dev.assent.platform.telemetry;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Health in MicroProfile's format: {@code /health/live}, {@code /health/ready}, {@code
 * /health/started} and all of them together at {@code /health}; 200 when up, 503 when down.
 *
 * <p>Live means that this JVM answers: nothing that a restart would not mend may be checked there.
 */
@WebServlet(urlPatterns = {"/health", "/health/*"})
public class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = Logger.getLogger(HealthServlet.class.getName());

  @Inject @Liveness private transient Instance<HealthCheck> liveness;
  @Inject @Readiness private transient Instance<HealthCheck> readiness;
  @Inject @Startup private transient Instance<HealthCheck> startup;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var path = request.getPathInfo();
    switch (path == null ? "/" : path) {
      case "/" -> answer(response, Stream.of(liveness, readiness, startup));
      case "/live" -> answer(response, Stream.of(liveness));
      case "/ready" -> answer(response, Stream.of(readiness));
      case "/started" -> answer(response, Stream.of(startup));
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private static void answer(HttpServletResponse response, Stream<Instance<HealthCheck>> kinds)
      throws IOException {
    var checks = outcomes(kinds.flatMap(Instance::stream).distinct().toList());
    var up = checks.values().stream().allMatch(check -> check.getStatus() == Status.UP);
    var body = Json.createObjectBuilder().add("status", status(up));
    var array = Json.createArrayBuilder();
    checks.values().forEach(check -> array.add(json(check)));

    response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(body.add("checks", array).build().toString());
  }

  /** By name: a check that is of two kinds is told once. */
  private static SortedMap<String, HealthCheckResponse> outcomes(List<HealthCheck> checks) {
    var outcomes = new TreeMap<String, HealthCheckResponse>();
    for (var check : checks) {
      var outcome = outcome(check);
      outcomes.put(outcome.getName(), outcome);
    }
    return outcomes;
  }

  private static HealthCheckResponse outcome(HealthCheck check) {
    try {
      return check.call();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a health check failed itself", e);
      return HealthCheckResponse.down(check.getClass().getSimpleName());
    }
  }

  private static JsonObject json(HealthCheckResponse check) {
    var json =
        Json.createObjectBuilder()
            .add("name", check.getName())
            .add("status", status(check.getStatus() == Status.UP));
    check
        .getData()
        .filter(data -> !data.isEmpty())
        .ifPresent(
            data -> {
              JsonObjectBuilder values = Json.createObjectBuilder();
              data.forEach((name, value) -> values.add(name, String.valueOf(value)));
              json.add("data", values);
            });
    return json.build();
  }

  private static String status(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
