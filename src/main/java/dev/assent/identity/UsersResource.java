package dev.assent.identity;

import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Idempotency;
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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The accounts of the caller's own tenant. */
@Path("/users")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresPermission(Permissions.OPERATIONS_MANAGE)
public class UsersResource {
  @Inject CurrentCaller callers;
  @Inject AccountRepository accounts;
  @Inject AccountService service;
  @Inject Passwords passwords;
  @Inject IdempotentTransaction transaction;

  /** A new account. */
  public record NewUser(
      @Nullable String name, @Nullable String password, @Nullable List<String> roles) {}

  /** The whole of what can be changed of an account, but for its password. */
  public record ChangedUser(@Nullable List<String> roles, @Nullable Boolean active) {}

  /** A new password. */
  public record NewPassword(@Nullable String password) {}

  @GET
  @RequiresPermission({Permissions.OPERATIONS_READ, Permissions.OPERATIONS_MANAGE})
  public Response list(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context UriInfo uri) {
    int rows = Paging.limit(limit);
    String after = cursor == null ? "" : Cursor.decode(cursor, 1).get(0);
    Page<AccountView> page =
        Page.of(
            accounts.page(callers.get().tenant(), after, rows + 1),
            rows,
            Account::view,
            account -> List.of(account.name()));
    return Paging.answer(page, uri);
  }

  @POST
  public Response open(
      NewUser body, @HeaderParam(Idempotency.HEADER) @Nullable String key, @Context UriInfo uri) {
    String name = Fields.required("/name", body.name());
    String password = Fields.required("/password", body.password());
    Set<String> roles = Fields.texts("/roles", body.roles(), Account.MAX_ROLES);
    Names.requireUser("/name", name);
    Passwords.requireStrong("/password", password);
    Caller caller = callers.get();
    String hash = passwords.hash(password);
    // without the password: even the hash of a request must not help to guess it
    IdempotencyKey idempotencyKey =
        callers.key(key, "POST users", List.of(name, List.copyOf(new TreeSet<>(roles))));
    AccountView account =
        transaction.run(
            idempotencyKey, AccountView.class, () -> service.open(caller, name, hash, roles));
    return answer(
        Response.created(uri.getAbsolutePathBuilder().path("{name}").build(name)), account);
  }

  @GET
  @Path("{name}")
  @RequiresPermission({Permissions.OPERATIONS_READ, Permissions.OPERATIONS_MANAGE})
  public Response get(@PathParam("name") String name) {
    Account account =
        accounts
            .find(callers.get().tenant(), existing(name))
            .orElseThrow(() -> ProblemException.notFound("user", name));
    return answer(Response.ok(), account.view());
  }

  @PUT
  @Path("{name}")
  public Response change(
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      ChangedUser body) {
    Set<String> roles = Fields.texts("/roles", body.roles(), Account.MAX_ROLES);
    boolean active = Fields.required("/active", body.active());
    AccountView account =
        active
            ? service.activate(callers.get(), existing(name), ifMatch, roles)
            : service.deactivate(callers.get(), existing(name), ifMatch, roles);
    return answer(Response.ok(), account);
  }

  @PUT
  @Path("{name}/password")
  public Response changePassword(@PathParam("name") String name, NewPassword body) {
    String password = Fields.required("/password", body.password());
    Passwords.requireStrong("/password", password);
    existing(name);
    AccountView account = service.changePassword(callers.get(), name, passwords.hash(password));
    return Response.noContent().tag(ETags.of(account.revision())).build();
  }

  @DELETE
  @Path("{name}")
  public void close(@PathParam("name") String name) {
    service.close(callers.get(), existing(name));
  }

  /** Text that cannot be a name names nobody; it never reaches the database. */
  private static String existing(String name) {
    if (!Names.isUser(name)) {
      throw ProblemException.notFound("user", "of this name");
    }
    return name;
  }

  private static Response answer(Response.ResponseBuilder answer, AccountView account) {
    return answer.tag(ETags.of(account.revision())).entity(account).build();
  }
}
