package dev.assent.instance;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Incidents over REST: what people have to look at, and what they do about it. */
@Path("/incidents")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class IncidentsResource {
  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;
  @Inject private IncidentQueries queries;

  @GET
  @RequiresPermission(Permissions.OPERATIONS_READ)
  public Response list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("workflowId") @Nullable String workflowId,
      @QueryParam("instanceId") @Nullable String instanceId,
      @QueryParam("step") @Nullable String step,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    IncidentQueries.Filter filter =
        new IncidentQueries.Filter(
            Texts.filter("status", status, IncidentView.IncidentState.class),
            Texts.filter("workflowId", workflowId),
            Ids.fromQuery("instanceId", instanceId),
            Texts.filter("step", step));
    return Paging.answer(
        queries.list(current.get().tenant(), filter, cursor, Paging.limit(limit)), uri);
  }

  @GET
  @Path("/{id}")
  @RequiresPermission(Permissions.OPERATIONS_READ)
  public IncidentView get(@PathParam("id") String id) {
    return queries.get(current.get().tenant(), Ids.fromPath("incident", id));
  }

  @POST
  @Path("/{id}/retry")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public Response retry(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return resolve(id, ResolveIncident.Way.RETRY, key);
  }

  @POST
  @Path("/{id}/skip")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public Response skip(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return resolve(id, ResolveIncident.Way.SKIP, key);
  }

  @POST
  @Path("/{id}/fail")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public Response fail(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return resolve(id, ResolveIncident.Way.FAIL, key);
  }

  private Response resolve(String id, ResolveIncident.Way way, @Nullable String key) {
    Caller caller = current.get();
    IncidentView incident = queries.get(caller.tenant(), Ids.fromPath("incident", id));
    UUID instance = incident.instanceId();
    InstanceView view =
        commands.submit(
            new ResolveIncident(
                caller,
                instance,
                incident.id(),
                way,
                current.key(
                    key,
                    "POST incidents/" + id + "/" + way.name().toLowerCase(Locale.ROOT),
                    Map.of())));
    return ETags.answer(view, view.revision());
  }
}
