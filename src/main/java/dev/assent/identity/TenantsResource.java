package dev.assent.identity;

import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tenants of this server, for those who run it: managers of the operator's tenant. */
@Path("/tenants")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresPermission(Permissions.OPERATIONS_MANAGE)
public class TenantsResource {
  private static final int MAX_NAME_LENGTH = 200;

  @Inject CurrentCaller callers;
  @Inject TenantRepository tenants;
  @Inject TenantService service;
  @Inject Passwords passwords;
  @Inject Clock clock;
  @Inject IdempotentTransaction transaction;

  /** A new tenant with the account of its first administrator. */
  public record NewTenant(@Nullable String id, @Nullable String name, @Nullable Admin admin) {
    /** The administrator of a new tenant. */
    public record Admin(@Nullable String name, @Nullable String password) {}
  }

  /** A tenant as operators see it. */
  public record TenantView(String id, String name, Instant createdAt) {
    static TenantView of(Tenant tenant) {
      return new TenantView(tenant.id(), tenant.name(), tenant.createdAt());
    }
  }

  @GET
  public Response list(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context UriInfo uri) {
    operator();
    int rows = Paging.limit(limit);
    String after = cursor == null ? "" : Cursor.decode(cursor, 1).get(0);
    Page<TenantView> page =
        Page.of(
            tenants.page(after, rows + 1), rows, TenantView::of, tenant -> List.of(tenant.id()));
    return Paging.answer(page, uri);
  }

  @POST
  public Response open(
      NewTenant body, @HeaderParam(Idempotency.HEADER) @Nullable String key, @Context UriInfo uri) {
    Caller operator = operator();
    String id = Fields.required("/id", body.id());
    String name = Fields.required("/name", body.name());
    NewTenant.Admin admin = Fields.required("/admin", body.admin());
    String user = Fields.required("/admin/name", admin.name());
    String password = Fields.required("/admin/password", admin.password());
    Names.requireTenant("/id", id);
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
      throw ProblemException.invalidBody(
          "/name", "A tenant's name has 1 to " + MAX_NAME_LENGTH + " characters.");
    }
    Names.requireUser("/admin/name", user);
    Passwords.requireStrong("/admin/password", password);
    Instant now = clock.now();
    Tenant tenant = Tenant.named(id, name, now);
    Account account = Account.opened(id, user, passwords.hash(password), Set.of(Role.ADMIN), now);
    // without the password: even the hash of a request must not help to guess it
    IdempotencyKey idempotencyKey = callers.key(key, "POST tenants", List.of(id, name, user));
    TenantView view =
        transaction.run(
            idempotencyKey,
            TenantView.class,
            () -> {
              service.open(tenant, account, operator.tenant() + "/" + operator.user());
              return TenantView.of(tenant);
            });
    return Response.created(uri.getAbsolutePathBuilder().path(id).build()).entity(view).build();
  }

  private Caller operator() {
    Caller caller = callers.get();
    caller.require(Permissions.OPERATIONS_MANAGE);
    boolean operator =
        IdentityConfig.read().operatorTenant().filter(caller.tenant()::equals).isPresent();
    if (!operator) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "Tenants are opened and listed by managers of the operator's tenant only.");
    }
    return caller;
  }
}
