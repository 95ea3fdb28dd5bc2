package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The policies that choose the routes of requests. */
@Path("/routing-policies")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RoutingPoliciesResource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  @Inject private CurrentCaller callers;
  @Inject private RoutingPolicyRepository repository;
  @Inject private RoutingPolicyService service;
  @Inject private Routing routing;

  @GET
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response list(
      @QueryParam("archived") @Nullable String archived,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context UriInfo uri) {
    int rows = Paging.limit(limit);
    String after = cursor == null ? "" : Cursor.decode(cursor, 1).get(0);
    List<RoutingPolicy> found =
        repository.list(callers.get().tenant(), isTrue(archived), after, rows + 1);
    return Paging.answer(
        Page.of(found, rows, p -> RoutingPolicyView.of(p, null), p -> List.of(p.name())), uri);
  }

  private static boolean isTrue(@Nullable String archived) {
    if (archived == null || archived.isEmpty() || archived.equals("false")) {
      return false;
    }
    if (archived.equals("true")) {
      return true;
    }
    throw ProblemException.invalidParameter("archived", "'archived' is true or false.");
  }

  @GET
  @Path("/{name}")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response get(@PathParam("name") String name) {
    String tenant = callers.get().tenant();
    RoutingPolicy policy = repository.get(tenant, existing(name));
    RoutingPolicyVersion newest = repository.version(tenant, name, policy.version());
    return ETags.answer(RoutingPolicyView.of(policy, newest.document()), policy.revision());
  }

  @PUT
  @Path("/{name}")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response put(
      @PathParam("name") String name,
      RoutingDocument body,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @Context UriInfo uri) {
    if (!NAME.matcher(name).matches()) {
      throw ProblemException.invalidParameter(
          "name", "A routing policy's name has 1 to 64 small letters, digits and hyphens.");
    }
    body.check();
    RoutingPolicyView view = service.put(callers.get(), name, ifMatch, body);
    Response.ResponseBuilder answer =
        ifMatch == null || ifMatch.isBlank()
            ? Response.created(uri.getAbsolutePath())
            : Response.ok();
    return answer.tag(ETags.of(view.revision())).entity(view).build();
  }

  /** Archives it. */
  @DELETE
  @Path("/{name}")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public void archive(@PathParam("name") String name) {
    service.archive(callers.get(), existing(name));
  }

  @GET
  @Path("/{name}/versions")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response versions(
      @PathParam("name") String name,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context UriInfo uri) {
    int rows = Paging.limit(limit);
    RoutingPolicy policy = repository.get(callers.get().tenant(), existing(name));
    List<RoutingPolicyVersion> found =
        repository.versions(policy.tenant(), policy.name(), before(cursor), rows + 1);
    return Paging.answer(
        Page.of(
            found,
            rows,
            v -> RoutingPolicyVersionView.of(v, null),
            v -> List.of(String.valueOf(v.number()))),
        uri);
  }

  private static int before(@Nullable String cursor) {
    try {
      return cursor == null ? Integer.MAX_VALUE : Integer.parseInt(Cursor.decode(cursor, 1).get(0));
    } catch (NumberFormatException e) {
      throw Cursor.invalid();
    }
  }

  @GET
  @Path("/{name}/versions/{number}")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response version(@PathParam("name") String name, @PathParam("number") String number) {
    String tenant = callers.get().tenant();
    RoutingPolicyVersion version =
        repository.version(tenant, repository.get(tenant, existing(name)).name(), number(number));
    return Response.ok(RoutingPolicyVersionView.of(version, version.document()))
        .tag(version.contentHash())
        .build();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ProblemException.notFound("version", "of this number");
    }
  }

  /** What it would choose; makes nothing. */
  @POST
  @Path("/{name}/try")
  @RequiresPermission({Permissions.WORKFLOW_READ, Permissions.APPROVAL_REQUEST})
  public RoutingTrialView attempt(@PathParam("name") String name, NewApproval body) {
    Caller caller = callers.get();
    RoutingPolicy policy = repository.get(caller.tenant(), existing(name));
    return routing.attempt(caller, policy.name(), body);
  }

  /** Text that cannot be a name names nothing, and never reaches the database. */
  private static String existing(String name) {
    if (!NAME.matcher(name).matches()) {
      throw ProblemException.notFound("routing policy", "of this name");
    }
    return name;
  }
}
