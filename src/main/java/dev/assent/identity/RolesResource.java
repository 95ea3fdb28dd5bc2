package dev.assent.identity;

import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The roles of the caller's own tenant. */
@Path("/roles")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresPermission(Permissions.OPERATIONS_MANAGE)
public class RolesResource {
  @Inject CurrentCaller callers;
  @Inject RoleRepository roles;
  @Inject RoleService service;

  /** The whole of a role but for its name. */
  public record RoleBody(@Nullable List<String> permissions, @Nullable List<String> members) {}

  @GET
  @RequiresPermission({Permissions.OPERATIONS_READ, Permissions.OPERATIONS_MANAGE})
  public Response list(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context UriInfo uri) {
    int rows = Paging.limit(limit);
    String after = cursor == null ? "" : Cursor.decode(cursor, 1).get(0);
    Page<RoleView> page =
        Page.of(
            roles.page(callers.get().tenant(), after, rows + 1),
            rows,
            Role::view,
            role -> List.of(role.name()));
    return Paging.answer(page, uri);
  }

  @GET
  @Path("{name}")
  @RequiresPermission({Permissions.OPERATIONS_READ, Permissions.OPERATIONS_MANAGE})
  public RoleView get(@PathParam("name") String name) {
    return roles
        .find(callers.get().tenant(), existing(name))
        .orElseThrow(() -> ProblemException.notFound("role", name))
        .view();
  }

  @PUT
  @Path("{name}")
  public Response put(@PathParam("name") String name, RoleBody body, @Context UriInfo uri) {
    if (!Names.isRole(name)) {
      throw ProblemException.invalidParameter(
          "name", "A role's name has 1 to 64 letters, digits, dots, underscores and hyphens.");
    }
    Set<String> permissions =
        Fields.texts("/permissions", body.permissions(), Permissions.ALL.size());
    requireKnown(permissions);
    Set<String> members =
        body.members() == null
            ? Set.of()
            : Fields.texts("/members", body.members(), Role.MAX_MEMBERS);
    boolean created = service.put(callers.get(), name, permissions, members);
    RoleView view = new Role(callers.get().tenant(), name, permissions, members).view();
    return created
        ? Response.created(uri.getAbsolutePath()).entity(view).build()
        : Response.ok(view).build();
  }

  @DELETE
  @Path("{name}")
  public void remove(@PathParam("name") String name) {
    service.remove(callers.get(), existing(name));
  }

  private static void requireKnown(Set<String> permissions) {
    List<FieldError> errors = new ArrayList<>();
    for (String permission : permissions) {
      if (!Permissions.ALL.contains(permission)) {
        errors.add(
            FieldError.at(
                "/permissions", "there is no permission '" + Names.forLog(permission) + "'"));
      }
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_BODY, "The permissions are " + Permissions.ALL + ".")
          .withErrors(errors);
    }
  }

  private static String existing(String name) {
    if (!Names.isRole(name)) {
      throw ProblemException.notFound("role", "of this name");
    }
    return name;
  }
}
