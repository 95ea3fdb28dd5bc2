package dev.assent.platform.web;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every REST request: it has an id, which its answer and its problems carry; its
 * body is bounded; what the requirements have under {@code /confirm} is served there too; its
 * answer is not cached by accident.
 */
@Provider
@PreMatching
@Priority(100)
public class RequestFilter implements ContainerRequestFilter, ContainerResponseFilter {
  /** Largest body that is read, in bytes. */
  public static final int MAX_BODY_BYTES = 1_048_576;

  /** The same where a body holds up to a thousand items: 4 kB for each. */
  public static final int MAX_BATCH_BYTES = 4 * MAX_BODY_BYTES;

  public static final String REQUEST_ID_HEADER = "X-Request-Id";
  public static final String REQUEST_ID = "dev.assent.requestId";

  private static final Pattern FOREIGN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern CONFIRM =
      Pattern.compile("/confirm/(approvals|consensus|workflows)(?=/|$)");

  @Override
  public void filter(ContainerRequestContext request) {
    request.setProperty(REQUEST_ID, requestId(request.getHeaderString(REQUEST_ID_HEADER)));
    URI uri = request.getUriInfo().getRequestUri();
    String path = uri.getRawPath();
    var confirm = CONFIRM.matcher(path);
    if (confirm.find() && path.startsWith(AssentApplication.PATH + "/confirm/")) {
      request.setRequestUri(
          request
              .getUriInfo()
              .getRequestUriBuilder()
              .replacePath(confirm.replaceFirst("/$1"))
              .build());
    }
    int most = isOfMany(path) ? MAX_BATCH_BYTES : MAX_BODY_BYTES;
    if (isTooLong(request.getHeaderString(HttpHeaders.CONTENT_LENGTH), most)) {
      throw tooLarge(most);
    }
    if (request.getMethod().equals("POST")
        && request.getMediaType() == null
        && !request.hasEntity()) {
      // WildFly would otherwise look for an operation that takes no body at all
      request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
    }
    if (request.hasEntity()) {
      request.setEntityStream(new BoundedStream(request.getEntityStream(), most));
    }
  }

  private static boolean isOfMany(String path) {
    return path.endsWith("/batch") || path.endsWith("/approvals/decisions");
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Object id = request.getProperty(REQUEST_ID);
    if (id != null) {
      response.getHeaders().putSingle(REQUEST_ID_HEADER, id);
    }
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
    if (!response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
      response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
  }

  /** What every answer has, for one that does not come from JAX-RS. */
  static void complete(String id, HttpServletResponse response) {
    response.setHeader(REQUEST_ID_HEADER, id);
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!response.containsHeader(HttpHeaders.CACHE_CONTROL)) {
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
  }

  /** A caller's own id is kept when it is harmless in a log. */
  public static String requestId(@Nullable String foreign) {
    return foreign != null && FOREIGN_ID.matcher(foreign).matches()
        ? foreign
        : Ids.next().toString();
  }

  /** By the header itself: as an int, what is beyond 2 GB counts as unknown. */
  private static boolean isTooLong(@Nullable String contentLength, int most) {
    try {
      return contentLength != null && Long.parseLong(contentLength) > most;
    } catch (NumberFormatException e) {
      return contentLength.matches("[0-9]{10,}");
    }
  }

  private static ProblemException tooLarge(int most) {
    return new ProblemException(
        ProblemType.TOO_LARGE, "The body is larger than " + most + " bytes.");
  }

  /**
   * Refuses a body that grows past the bound while it is read, for those that do not say their
   * length.
   */
  private static final class BoundedStream extends FilterInputStream {
    private final int most;
    private int left;

    BoundedStream(InputStream in, int most) {
      super(in);
      this.most = most;
      left = most;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        count(1);
      }
      return b;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int read = super.read(buffer, from, length);
      count(read);
      return read;
    }

    private void count(int read) {
      if (read > 0) {
        left -= read;
        if (left < 0) {
          throw tooLarge(most);
        }
      }
    }
  }
}
