package dev.assent.journal;

import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tenant's journal for those who audit or follow it. */
@Path("/journal")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@RequiresPermission(Permissions.OPERATIONS_READ)
public class JournalResource {
  private static final int VERIFIED_AT_ONCE = 100_000;

  @Inject private CurrentCaller caller;
  @Inject private JournalFeed feed;

  /** Sealed entries behind a position; {@code next} is the position to go on from. */
  @GET
  public Page<JournalFeed.Entry> entries(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    List<JournalFeed.Entry> entries =
        feed.after(caller.get().tenant(), position(after), Paging.limit(limit));
    return new Page<>(
        entries,
        entries.isEmpty() ? null : Long.toString(entries.get(entries.size() - 1).position()));
  }

  @GET
  @Path("/verification")
  public JournalFeed.Verification verification(@QueryParam("after") @Nullable String after) {
    return feed.verify(caller.get().tenant(), position(after), VERIFIED_AT_ONCE);
  }

  private static long position(@Nullable String after) {
    if (after == null) {
      return 0;
    }
    try {
      long position = Long.parseLong(after);
      if (position >= 0) {
        return position;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw ProblemException.invalidParameter(
        "after", "'after' is the position of an entry of this journal, a whole number from 0.");
  }
}
