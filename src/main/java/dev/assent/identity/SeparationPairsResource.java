package dev.assent.identity;

import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The pairs of users of the caller's tenant who must not check each other. */
@Path("/separation-pairs")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresPermission(Permissions.OPERATIONS_MANAGE)
public class SeparationPairsResource {
  private static final int MAX_REASON = 500;
  private static final UUID AFTER_ALL = new UUID(-1, -1);

  @Inject CurrentCaller callers;
  @Inject SeparationPairRepository pairs;
  @Inject SeparationPairService service;
  @Inject IdempotentTransaction transaction;

  /** A new pair. */
  public record NewSeparationPair(@Nullable List<String> users, @Nullable String reason) {}

  @GET
  @RequiresPermission({Permissions.OPERATIONS_READ, Permissions.OPERATIONS_MANAGE})
  public Response list(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context UriInfo uri) {
    int rows = Paging.limit(limit);
    UUID before = cursor == null ? AFTER_ALL : Cursor.uuid(cursor);
    Page<SeparationPairView> page =
        Page.of(
            pairs.page(callers.get().tenant(), before, rows + 1),
            rows,
            SeparationPair::view,
            pair -> List.of(pair.id().toString()));
    return Paging.answer(page, uri);
  }

  @POST
  public Response add(
      NewSeparationPair body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context UriInfo uri) {
    TreeSet<String> users = new TreeSet<>(Fields.texts("/users", body.users(), 2));
    for (String user : users) {
      Names.requireUser("/users", user);
    }
    new Texts()
        .require(users.size() == 2, "/users", "does not name two users")
        .required("/reason", body.reason(), MAX_REASON)
        .check();
    String reason = Fields.required("/reason", body.reason());
    Caller caller = callers.get();
    IdempotencyKey idempotencyKey =
        callers.key(key, "POST separation-pairs", List.of(List.copyOf(users), reason));
    SeparationPairView view =
        transaction.run(
            idempotencyKey, SeparationPairView.class, () -> service.add(caller, users, reason));
    return Response.created(uri.getAbsolutePathBuilder().path("{id}").build(view.id()))
        .entity(view)
        .build();
  }

  @GET
  @Path("{id}")
  @RequiresPermission({Permissions.OPERATIONS_READ, Permissions.OPERATIONS_MANAGE})
  public SeparationPairView get(@PathParam("id") String id) {
    return pairs
        .find(callers.get().tenant(), Ids.fromPath("separation pair", id))
        .orElseThrow(() -> ProblemException.notFound("separation pair", id))
        .view();
  }

  @DELETE
  @Path("{id}")
  public void remove(@PathParam("id") String id) {
    service.remove(callers.get(), Ids.fromPath("separation pair", id));
  }
}
