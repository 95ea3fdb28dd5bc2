package dev.assent.platform.problem;

import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever is thrown into a problem document; faults of our own are logged here, once, with
 * the request's id.
 */
public final class ProblemAnswers {
  private static final Logger LOG = Logger.getLogger(ProblemAnswers.class.getName());
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private ProblemAnswers() {}

  /**
   * The answer that {@code thrown} comes to.
   *
   * @param path that was called
   * @param id of the request
   */
  public static Response of(Throwable thrown, @Nullable String path, @Nullable String id) {
    ProblemException problem = problem(thrown, id);
    Response answer = Problem.answer(problem, path, id);
    if (problem.type() == ProblemType.UNAUTHENTICATED) {
      return Response.fromResponse(answer)
          .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"assent\", charset=\"UTF-8\"")
          .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"assent\"")
          .build();
    }
    if (thrown instanceof WebApplicationException web
        && web.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
      return Response.fromResponse(answer)
          .header(HttpHeaders.ALLOW, web.getResponse().getHeaderString(HttpHeaders.ALLOW))
          .build();
    }
    return answer;
  }

  private static ProblemException problem(Throwable thrown, @Nullable String id) {
    ProblemException known = Faults.known(thrown, "request " + id);
    if (known != null) {
      return known;
    }
    if (thrown instanceof WebApplicationException web) {
      return ofStatus(web);
    }
    if (thrown instanceof IOException || thrown instanceof jakarta.ws.rs.ProcessingException) {
      LOG.log(Level.FINE, "the body could not be read", thrown);
      return new ProblemException(ProblemType.BAD_REQUEST, "The body could not be read.");
    }
    return Faults.problem(thrown, "request " + id);
  }

  private static ProblemException ofStatus(WebApplicationException e) {
    int status = e.getResponse().getStatus();
    return switch (status) {
      case 404 -> new ProblemException(ProblemType.NOT_FOUND, "There is nothing at this path.");
      case 405 ->
          new ProblemException(
              ProblemType.METHOD_NOT_ALLOWED, "The path exists, but not for this method.");
      case 406 ->
          new ProblemException(
              ProblemType.NOT_ACCEPTABLE, "None of the media types in Accept can be produced.");
      case 413 -> new ProblemException(ProblemType.TOO_LARGE, "The request is too large.");
      case 415 ->
          new ProblemException(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              e instanceof NotSupportedException
                  ? "The body's media type is not one that this operation takes."
                  : "The media type is not supported.");
      case 503 ->
          new ProblemException(ProblemType.UNAVAILABLE, "Not available at the moment.")
              .withRetryAfter(RETRY_AFTER);
      default -> {
        if (status < 500) {
          yield new ProblemException(ProblemType.BAD_REQUEST, "The request is not well formed.");
        }
        LOG.log(Level.SEVERE, "a request failed", e);
        yield new ProblemException(ProblemType.INTERNAL, "The server could not do this.");
      }
    };
  }
}
