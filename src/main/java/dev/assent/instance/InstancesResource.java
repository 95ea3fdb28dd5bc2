package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.journal.History;
import dev.assent.journal.HistoryItem;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.HotPath;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.OptionalBody;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Svgs;
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
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Instances over REST. */
@Path("/instances")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class InstancesResource {
  static final int MAX_OUTPUT_BYTES = 65_536;

  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;
  @Inject private InstanceQueries queries;
  @Inject private History history;

  @GET
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response list(
      @QueryParam("workflowId") @Nullable String workflowId,
      @QueryParam("status") @Nullable String status,
      @QueryParam("entityType") @Nullable String entityType,
      @QueryParam("entityId") @Nullable String entityId,
      @QueryParam("projectId") @Nullable String projectId,
      @QueryParam("startedBy") @Nullable String startedBy,
      @QueryParam("businessKey") @Nullable String businessKey,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    InstanceQueries.Filter filter =
        new InstanceQueries.Filter(
            Texts.filter("workflowId", workflowId),
            Texts.filter("status", status, InstanceState.class),
            Texts.filter("entityType", entityType),
            Texts.filter("entityId", entityId),
            Texts.filter("projectId", projectId),
            Texts.filter("startedBy", startedBy),
            Texts.filter("businessKey", businessKey));
    return Paging.answer(
        queries.list(current.get().tenant(), filter, cursor, Paging.limit(limit)), uri);
  }

  @GET
  @Path("/{id}")
  @HotPath
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response get(@PathParam("id") String id) {
    InstanceView view = queries.get(current.get().tenant(), Ids.fromPath("instance", id));
    return ETags.answer(view, view.revision());
  }

  @GET
  @Path("/{id}/next")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public NextView next(@PathParam("id") String id) {
    return queries.next(current.get().tenant(), Ids.fromPath("instance", id));
  }

  /** The picture of its workflow, with how far it has come. */
  @GET
  @Path("/{id}/diagram")
  @Produces(Svgs.MEDIA_TYPE)
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response diagram(@PathParam("id") String id, @Context Request request) {
    InstanceQueries.Drawable drawable =
        queries.drawable(current.get().tenant(), Ids.fromPath("instance", id));
    return Svgs.answer(request, Long.toString(drawable.revision()), drawable::svg);
  }

  @GET
  @Path("/{id}/history")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response history(
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    String tenant = current.get().tenant();
    UUID known = queries.get(tenant, Ids.fromPath("instance", id)).id();
    Page<HistoryItem> page =
        history.page(tenant, SubjectType.INSTANCE, known.toString(), cursor, Paging.limit(limit));
    return Paging.answer(page, uri);
  }

  @POST
  @HotPath
  @Path("/{id}/steps/{stepId}/complete")
  @RequiresPermission(Permissions.WORKFLOW_RUN)
  public Response complete(
      @PathParam("id") String id,
      @PathParam("stepId") String step,
      @OptionalBody @Nullable Completion body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    UUID instance = Ids.fromPath("instance", id);
    Completion asked = body == null ? new Completion(null, null, null) : body;
    asked.check();
    InstanceView view =
        commands.submit(
            new CompleteStep(
                caller,
                instance,
                step,
                asked.activationId(),
                asked.output(),
                asked.variables(),
                current.key(
                    key, "POST instances/" + instance + "/steps/" + step + "/complete", asked)));
    return ETags.answer(view, view.revision());
  }

  @POST
  @Path("/{id}/signals/{name}")
  @RequiresPermission(Permissions.WORKFLOW_RUN)
  public Response signal(
      @PathParam("id") String id,
      @PathParam("name") String name,
      @OptionalBody @Nullable Signal body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    UUID instance = Ids.fromPath("instance", id);
    Signal signal = body == null ? new Signal(null, null) : body;
    signal.check(name);
    InstanceView view =
        commands.submit(
            new SendSignal(
                caller,
                instance,
                name,
                signal.correlation(),
                signal.payload(),
                current.key(key, "POST instances/" + instance + "/signals/" + name, signal)));
    return ETags.answer(view, view.revision());
  }

  /** Body of a completion. */
  public record Completion(
      @Nullable UUID activationId, @Nullable JsonNode output, @Nullable JsonNode variables) {

    /**
     * @throws ProblemException {@code INVALID_BODY}
     */
    public void check() {
      new Texts()
          .require(output == null || output.isObject(), "/output", "is not an object")
          .require(
              output == null || Json.writeBytes(output).length <= MAX_OUTPUT_BYTES,
              "/output",
              "is larger than " + MAX_OUTPUT_BYTES + " bytes")
          .require(variables == null || variables.isObject(), "/variables", "is not an object")
          .require(
              variables == null || Json.writeBytes(variables).length <= MAX_OUTPUT_BYTES,
              "/variables",
              "is larger than " + MAX_OUTPUT_BYTES + " bytes")
          .check();
    }
  }

  /** Body of a signal. */
  public record Signal(@Nullable String correlation, @Nullable JsonNode payload) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * @throws ProblemException {@code INVALID_BODY}; {@code NOT_FOUND} for what is no name
     */
    public void check(String name) {
      if (!NAME.matcher(name).matches()) {
        throw ProblemException.notFound("signal", name);
      }
      new Texts()
          .optional("/correlation", correlation, 200)
          .require(
              payload == null || Json.writeBytes(payload).length <= MAX_OUTPUT_BYTES,
              "/payload",
              "is larger than " + MAX_OUTPUT_BYTES + " bytes")
          .check();
    }
  }
}
