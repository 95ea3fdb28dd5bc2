package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who the server takes the caller for. */
@Path("/me")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {
  @Inject CurrentCaller callers;

  /** The caller, with what follows from the roles. */
  public record CallerView(
      String tenant, String user, SortedSet<String> roles, SortedSet<String> permissions) {
    static CallerView of(Caller caller) {
      return new CallerView(
          caller.tenant(),
          caller.user(),
          new TreeSet<>(caller.roles()),
          new TreeSet<>(caller.permissions()));
    }
  }

  @GET
  @RequiresPermission({})
  public CallerView me() {
    return CallerView.of(callers.get());
  }
}
