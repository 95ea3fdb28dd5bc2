package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The manager and the capabilities of a user of the caller's tenant. */
@Path("/users/{name}/profile")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresPermission(Permissions.OPERATIONS_MANAGE)
public class ProfileResource {
  @Inject CurrentCaller callers;
  @Inject ProfileRepository profiles;
  @Inject ProfileService service;

  /** The whole of a profile. */
  public record ProfileBody(@Nullable String manager, @Nullable List<String> capabilities) {}

  @GET
  @RequiresPermission({
    Permissions.WORKFLOW_READ,
    Permissions.WORKFLOW_MANAGE,
    Permissions.WORKFLOW_RUN,
    Permissions.APPROVAL_REQUEST,
    Permissions.APPROVAL_DECIDE,
    Permissions.CONTEXT_READ,
    Permissions.CONTEXT_WRITE,
    Permissions.AGENT_EXECUTE,
    Permissions.OPERATIONS_READ,
    Permissions.OPERATIONS_MANAGE
  })
  public Response get(@PathParam("name") String name) {
    Caller caller = callers.get();
    People.requireReader(caller, name);
    ProfileView view =
        profiles
            .find(caller.tenant(), Names.existingUser(name))
            .orElseThrow(() -> ProblemException.notFound("profile of", name))
            .view();
    return Response.ok(view).tag(ETags.of(view.revision())).build();
  }

  @PUT
  public Response put(
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      ProfileBody body,
      @Context UriInfo uri) {
    Names.requireUserInPath(name);
    String manager = body.manager();
    if (manager != null) {
      Names.requireUser("/manager", manager);
    }
    Set<String> capabilities =
        Fields.texts("/capabilities", body.capabilities(), Profile.MAX_CAPABILITIES);
    Texts texts = new Texts().require(!name.equals(manager), "/manager", "is the user himself");
    int i = 0;
    for (String capability : capabilities) {
      texts.require(
          Names.isCapability(capability),
          "/capabilities/" + i++,
          "is not 1 to 64 small letters, digits, dots, underscores and hyphens");
    }
    texts.check();
    ProfileView view = service.put(callers.get(), name, ifMatch, manager, capabilities);
    Response.ResponseBuilder answer =
        view.revision() == 1 ? Response.created(uri.getAbsolutePath()) : Response.ok();
    return answer.tag(ETags.of(view.revision())).entity(view).build();
  }

  @DELETE
  public void remove(@PathParam("name") String name) {
    service.remove(callers.get(), Names.existingUser(name));
  }
}
