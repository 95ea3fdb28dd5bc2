package dev.assent.identity;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.Problem;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.RequestFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The answer to wrong credentials, written before the request reaches JAX-RS and its mappers. */
final class Refusal {
  static final String BASIC_CHALLENGE = "Basic realm=\"assent\", charset=\"UTF-8\"";
  static final String BEARER_CHALLENGE = "Bearer realm=\"assent\"";

  private Refusal() {}

  /**
   * @param token whether a bearer token was sent; then the challenge says what is wrong with it
   *     (RFC 6750, 3.1)
   */
  static void write(
      ProblemException problem,
      boolean token,
      HttpServletRequest request,
      HttpServletResponse response) {
    String requestId = RequestFilter.requestId(request.getHeader(RequestFilter.REQUEST_ID_HEADER));
    response.setStatus(problem.type().status());
    if (problem.type() == ProblemType.UNAUTHENTICATED) {
      response.addHeader("WWW-Authenticate", BASIC_CHALLENGE);
      response.addHeader(
          "WWW-Authenticate",
          token
              ? BEARER_CHALLENGE
                  + ", error=\"invalid_token\", error_description=\""
                  + quotable(problem.detail())
                  + "\""
              : BEARER_CHALLENGE);
    }
    if (problem.retryAfter() != null) {
      response.setHeader(
          "Retry-After", Long.toString(Math.max(1, problem.retryAfter().toSeconds())));
    }
    response.setHeader(RequestFilter.REQUEST_ID_HEADER, requestId);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentType(Problem.MEDIA_TYPE);
    byte[] body = Json.writeBytes(Problem.of(problem, request.getRequestURI(), requestId));
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
      response.flushBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** RFC 6750: no quotes, backslashes or characters outside of ASCII. */
  private static String quotable(String detail) {
    return detail.replaceAll("[^\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]", "'");
  }
}
