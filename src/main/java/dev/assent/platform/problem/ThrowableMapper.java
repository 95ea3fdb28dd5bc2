package dev.assent.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/** Has whatever a request throws answered by {@link ProblemAnswers}. */
@Provider
public class ThrowableMapper implements ExceptionMapper<Throwable> {
  @Context private @Nullable HttpServletRequest request;

  @Override
  public Response toResponse(Throwable thrown) {
    String id = request == null ? null : (String) request.getAttribute("dev.assent.requestId");
    // not UriInfo's, which a filter may have changed: the caller is told the path that was called
    return ProblemAnswers.of(thrown, request == null ? null : request.getRequestURI(), id);
  }
}
