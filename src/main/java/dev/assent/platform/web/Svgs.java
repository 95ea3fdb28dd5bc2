package dev.assent.platform.web;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/**
 * Answers with pictures. Looked at by itself, an SVG is a page of this origin: so it has a policy.
 */
public final class Svgs {
  public static final String MEDIA_TYPE = "image/svg+xml";

  /** Another one when the same thing is drawn otherwise than before. */
  private static final String EDITION = "1";

  /** Nothing runs, nothing is loaded; the style is the picture's own. */
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

  private Svgs() {}

  /**
   * The picture, or 304 without drawing it when the caller has it already. Kept by nobody but the
   * caller, who asks again each time: the same address is another picture in another tenant.
   *
   * @param state what the picture shows, and so its entity tag
   */
  public static Response answer(Request request, String state, Supplier<String> picture) {
    EntityTag tag = new EntityTag(state + "-" + EDITION);
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer =
        unchanged != null
            ? unchanged
            : Response.ok(picture.get(), MEDIA_TYPE + ";charset=UTF-8")
                .header("Content-Security-Policy", POLICY);
    return answer
        .tag(tag)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION)
        .build();
  }
}
