package dev.assent.platform.problem;

import dev.assent.platform.json.Json;
import dev.assent.platform.time.Ids;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The answer to what fails outside JAX-RS, in place of the container's page. */
@WebServlet("/error")
public class ErrorPage extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(ErrorPage.class.getName());

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    ProblemException problem = problem(status instanceof Integer code ? code : 404);
    String id = Ids.next().toString();
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable fault) {
      LOG.log(Level.SEVERE, "request " + id + " failed outside of JAX-RS", fault);
    }
    byte[] body =
        Json.writeBytes(
            Problem.of(problem, path == null ? request.getRequestURI() : path.toString(), id));
    response.setHeader("X-Request-Id", id);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    response.setStatus(problem.type().status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static ProblemException problem(int status) {
    return switch (status) {
      case 401 -> new ProblemException(ProblemType.UNAUTHENTICATED, "This needs credentials.");
      case 403 -> new ProblemException(ProblemType.FORBIDDEN, "This is not permitted.");
      case 404 -> new ProblemException(ProblemType.NOT_FOUND, "There is nothing at this path.");
      case 405 ->
          new ProblemException(
              ProblemType.METHOD_NOT_ALLOWED, "The path exists, but not for this method.");
      case 413 -> new ProblemException(ProblemType.TOO_LARGE, "The request is too large.");
      default ->
          status < 500
              ? new ProblemException(ProblemType.BAD_REQUEST, "The request is not well formed.")
              : new ProblemException(ProblemType.INTERNAL, "The server could not do this.");
    };
  }
}
