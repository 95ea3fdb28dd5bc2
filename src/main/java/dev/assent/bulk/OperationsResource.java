package dev.assent.bulk;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.instance.ControlResource;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Ids;
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
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes for many instances that a filter names, done behind the request. */
@Path("/operations")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class OperationsResource {
  @Inject private CurrentCaller current;
  @Inject private IdempotentTransaction transaction;
  @Inject private OperationService service;
  @Inject private OperationRepository repository;

  /**
   * What to do, and to which.
   *
   * @param dryRun only choose, to see what would be done; with {@code migrate}, try it out
   */
  public record NewOperation(
      @Nullable String action,
      @Nullable OperationFilter filter,
      @Nullable OperationParameters parameters,
      @Nullable Boolean dryRun) {

    private OperationFilter checkedFilter() {
      if (filter == null || filter.isEmpty()) {
        throw ProblemException.invalidBody(
            "/filter",
            "The filter names nothing; what is meant for every instance says so, for instance by startedBefore.");
      }
      return filter;
    }

    private OperationParameters checkedParameters(OperationAction asked) {
      OperationParameters given = parameters == null ? OperationParameters.NONE : parameters;
      boolean stepped = asked == OperationAction.RETRY || asked == OperationAction.RESTART;
      boolean migrates = asked == OperationAction.MIGRATE;
      String of = "is not a parameter of " + asked.wireName();
      Texts texts =
          new Texts()
              .optional("/parameters/reason", given.reason(), 4000)
              .require(given.reason() == null || !asked.isOnIncidents(), "/parameters/reason", of)
              .require(given.step() == null || stepped, "/parameters/step", of)
              .optional("/parameters/step", given.step(), 64)
              .require(given.version() == null || migrates, "/parameters/version", of)
              .require(given.steps() == null || migrates, "/parameters/steps", of)
              .require(given.reason() == null || !migrates, "/parameters/reason", of);
      if (migrates) {
        new ControlResource.Migrate(given.version(), given.steps(), null).check("/parameters");
        texts.require(
            filter != null && filter.workflowId() != null,
            "/filter/workflowId",
            "is required to migrate: versions are those of one workflow");
      }
      if (asked == OperationAction.RESTART) {
        texts.required("/parameters/step", given.step(), 64);
      }
      if (filter != null) {
        filter.check(texts);
      }
      texts.check();
      return given;
    }
  }

  @POST
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public Response create(
      NewOperation body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context UriInfo uri) {
    Caller caller = current.get();
    OperationAction action = OperationAction.of(body.action());
    OperationFilter filter = body.checkedFilter();
    OperationParameters parameters = body.checkedParameters(action);
    OperationView view =
        transaction.run(
            current.key(key, "POST operations", body),
            OperationView.class,
            () ->
                service.create(
                    caller, action, filter, parameters, Boolean.TRUE.equals(body.dryRun())));
    return Response.accepted(view)
        .location(uri.getAbsolutePathBuilder().path(view.id().toString()).build())
        .build();
  }

  @GET
  @RequiresPermission(Permissions.OPERATIONS_READ)
  public Response list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    return Paging.answer(
        repository.list(
            current.get().tenant(),
            Texts.filter("status", status, OperationState.class),
            cursor,
            Paging.limit(limit)),
        uri);
  }

  @GET
  @Path("/{id}")
  @RequiresPermission(Permissions.OPERATIONS_READ)
  public OperationView get(@PathParam("id") String id) {
    return OperationView.of(repository.get(current.get().tenant(), Ids.fromPath("operation", id)));
  }

  @GET
  @Path("/{id}/items")
  @RequiresPermission(Permissions.OPERATIONS_READ)
  public Response items(
      @PathParam("id") String id,
      @QueryParam("status") @Nullable String status,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    String tenant = current.get().tenant();
    UUID operation = repository.get(tenant, Ids.fromPath("operation", id)).order().id();
    return Paging.answer(
        repository.items(
            tenant,
            operation,
            Texts.filter("status", status, OperationItemView.ItemStatus.class),
            cursor,
            Paging.limit(limit)),
        uri);
  }

  @POST
  @Path("/{id}/pause")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public OperationView pause(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return control(id, OperationService.Verb.PAUSE, key);
  }

  @POST
  @Path("/{id}/resume")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public OperationView resume(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return control(id, OperationService.Verb.RESUME, key);
  }

  @POST
  @Path("/{id}/cancel")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public OperationView cancel(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return control(id, OperationService.Verb.CANCEL, key);
  }

  private OperationView control(String id, OperationService.Verb verb, @Nullable String key) {
    Caller caller = current.get();
    UUID operation = Ids.fromPath("operation", id);
    String path = "POST operations/" + operation + "/" + verb.name().toLowerCase(Locale.ROOT);
    return transaction.run(
        current.key(key, path, List.of()),
        OperationView.class,
        () -> service.control(caller, operation, verb));
  }
}
