package dev.assent.platform.problem;

import dev.assent.platform.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refusal: RFC 9457 problem details with the fields that are wrong and the request's
 * id.
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    @Nullable String requestId,
    @Nullable List<FieldError> errors) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(
      ProblemException e, @Nullable String instance, @Nullable String requestId) {
    ProblemType type = e.type();
    return new Problem(
        type.uri(),
        type.title(),
        type.status(),
        e.detail(),
        instance,
        requestId,
        e.errors().isEmpty() ? null : e.errors());
  }

  /**
   * The answer to {@code e}; written as bytes so that it does not depend on the media types a
   * caller accepts.
   */
  static Response answer(
      ProblemException e, @Nullable String instance, @Nullable String requestId) {
    Problem problem = of(e, instance, requestId);
    Response.ResponseBuilder answer =
        Response.status(problem.status())
            .type(MediaType.valueOf(MEDIA_TYPE))
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(Json.writeBytes(problem));
    if (e.retryAfter() != null) {
      answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()));
    }
    return answer.build();
  }
}
