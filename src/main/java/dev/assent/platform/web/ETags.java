package dev.assent.platform.web;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** A row's revision as an entity tag, and the precondition of a write (RFC 9110, If-Match). */
public final class ETags {
  private ETags() {}

  public static EntityTag of(long revision) {
    return new EntityTag(Long.toString(revision));
  }

  /** 200 with a body and the revision that it shows. */
  public static Response answer(Object view, long revision) {
    return Response.ok(view).tag(of(revision)).build();
  }

  /**
   * Refuses a write to anything but the revision that its author has seen.
   *
   * @throws ProblemException 428 without the header, 412 when it names another revision
   */
  public static void require(@Nullable String ifMatch, long revision) {
    if (ifMatch == null || ifMatch.isBlank()) {
      throw new ProblemException(
          ProblemType.PRECONDITION_REQUIRED,
          "This write needs an If-Match header with the ETag that the last GET answered.");
    }
    String current = "\"" + revision + "\"";
    for (String tag : ifMatch.split(",", -1)) {
      if (tag.strip().equals(current) || tag.strip().equals("*")) {
        return;
      }
    }
    throw new ProblemException(
        ProblemType.PRECONDITION_FAILED,
        "It has changed since: its ETag is now " + current + ", not " + ifMatch.strip() + ".");
  }
}
