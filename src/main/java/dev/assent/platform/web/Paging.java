package dev.assent.platform.web;

import dev.assent.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parameters and headers that all lists share. */
public final class Paging {
  public static final int DEFAULT_LIMIT = 20;
  public static final int MAX_LIMIT = 200;

  private Paging() {}

  /**
   * The number of items asked for; text, so that what is no number is a problem and not "not
   * found".
   */
  public static int limit(@Nullable String limit) {
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int wanted = Integer.parseInt(limit);
      if (wanted >= 1 && wanted <= MAX_LIMIT) {
        return wanted;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw ProblemException.invalidParameter(
        "limit", "The limit is a whole number from 1 to " + MAX_LIMIT + ".");
  }

  /** The answer to a list: the page, and where the next one is (RFC 8288). */
  public static Response answer(Page<?> page, UriInfo uri) {
    return answer(page, uri::getRequestUriBuilder);
  }

  /** The same, for what is called without JAX-RS. */
  public static Response answer(Page<?> page, HttpServletRequest request) {
    return answer(page, () -> Locations.asked(request));
  }

  private static Response answer(Page<?> page, Supplier<UriBuilder> asked) {
    Response.ResponseBuilder answer = Response.ok(page);
    if (page.next() != null) {
      answer.link(asked.get().replaceQueryParam("cursor", page.next()).build(), "next");
    }
    return answer.build();
  }
}
