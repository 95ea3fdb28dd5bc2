package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Directory;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Texts;
import dev.assent.workflow.WorkflowRepository.Filter;
import dev.assent.workflow.WorkflowRepository.Filter.Direction;
import dev.assent.workflow.WorkflowRepository.Sort;
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
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows over REST. Running one makes an instance and is found there. */
@Path("/workflows")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class WorkflowsResource {
  static final String YAML = "application/yaml";
  static final String TEXT_YAML = "text/yaml";
  static final String X_YAML = "application/x-yaml";

  @Inject private CurrentCaller current;
  @Inject private WorkflowRepository repository;
  @Inject private WorkflowService service;
  @Inject private IdempotentTransaction transaction;
  @Inject private Directory directory;
  @Inject private AgentGuides guides;

  /** Whether a document could be published, and everything that is to be said of it. */
  public record Validation(boolean valid, @Nullable String contentHash, List<Finding> findings) {}

  /** Where an agent stands in a document. */
  public record Progress(
      @Nullable Integer version,
      @Nullable List<String> completedSteps,
      @Nullable JsonNode context) {

    private List<String> completed() {
      List<String> completed = completedSteps == null ? List.of() : completedSteps;
      Texts texts =
          new Texts()
              .require(
                  completed.size() <= AgentGuide.MAX_COMPLETED,
                  "/completedSteps",
                  "has more than " + AgentGuide.MAX_COMPLETED + " items")
              .require(context == null || context.isObject(), "/context", "is not an object");
      for (int i = 0; i < Math.min(completed.size(), AgentGuide.MAX_COMPLETED); i++) {
        texts.required("/completedSteps/" + i, completed.get(i), 64);
      }
      texts.check();
      return completed;
    }
  }

  /** What an agent has made of a step. */
  public record StepOutput(
      @Nullable Integer version, @Nullable String output, @Nullable JsonNode context) {

    private String checked() {
      new Texts()
          .require(output != null, "/output", "is missing")
          .optional("/output", output, OutputCriteria.MAX_OUTPUT)
          .require(context == null || context.isObject(), "/context", "is not an object")
          .check();
      return output == null ? "" : output;
    }
  }

  /** Whether an output is as the step wants it; the author's words and ours. */
  public record OutputCheck(boolean valid, List<String> issues, List<String> suggestions) {}

  @GET
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response list(
      @QueryParam("category") @Nullable String category,
      @QueryParam("status") @Nullable String status,
      @QueryParam("q") @Nullable String q,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    Filter filter =
        new Filter(
            Texts.filter("category", category),
            Texts.filter("status", status, WorkflowState.class),
            Texts.filter("q", q),
            sort(sort),
            sort != null && sort.startsWith("-") ? Direction.DESCENDING : Direction.ASCENDING);
    return Paging.answer(
        repository.list(current.get().tenant(), filter, cursor, Paging.limit(limit)), uri);
  }

  @POST
  @Consumes({MediaType.APPLICATION_JSON, YAML, TEXT_YAML, X_YAML})
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response create(
      byte[] body,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context UriInfo uri) {
    Caller caller = current.get();
    SentDocument document = SentDocument.of(body, type);
    CompiledWorkflow compiled = document.compiled(directory.roles(caller.tenant()));
    WorkflowView view =
        transaction.run(
            current.key(key, "POST workflows", document.text()),
            WorkflowView.class,
            () -> service.create(caller, compiled, document.text(), document.format()));
    return Response.created(uri.getAbsolutePathBuilder().path(view.id()).build())
        .tag(ETags.of(view.revision()))
        .entity(view)
        .build();
  }

  /** Looks at a document without keeping it. */
  @POST
  @Path("/validate")
  @Consumes({MediaType.APPLICATION_JSON, YAML, TEXT_YAML, X_YAML})
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Validation validate(byte[] body, @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type) {
    WorkflowCompiler.Check check =
        SentDocument.of(body, type).check(directory.roles(current.get().tenant()));
    CompiledWorkflow workflow = check.workflow();
    return new Validation(
        check.valid(), workflow == null ? null : workflow.contentHash(), check.findings());
  }

  @GET
  @Path("/{id}")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response get(@PathParam("id") String id) {
    Workflow workflow = repository.get(current.get().tenant(), existing(id));
    JsonNode document = SentDocument.json(workflow.draft(), workflow.draftFormat());
    return Response.ok(WorkflowView.of(workflow, document, null))
        .tag(ETags.of(workflow.revision()))
        .build();
  }

  @PUT
  @Path("/{id}")
  @Consumes({MediaType.APPLICATION_JSON, YAML, TEXT_YAML, X_YAML})
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response update(
      @PathParam("id") String id,
      byte[] body,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    Caller caller = current.get();
    ETags.require(ifMatch, repository.get(caller.tenant(), existing(id)).revision());
    SentDocument document = SentDocument.of(body, type);
    WorkflowView view =
        service.update(
            caller,
            id,
            ifMatch,
            document.compiled(directory.roles(caller.tenant())),
            document.text(),
            document.format());
    return ETags.answer(view, view.revision());
  }

  @DELETE
  @Path("/{id}")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public void delete(@PathParam("id") String id) {
    service.delete(current.get(), existing(id));
  }

  @POST
  @Path("/{id}/publish")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public WorkflowVersionView publish(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    return transaction.run(
        current.key(key, "POST workflows/" + id + "/publish", ""),
        WorkflowVersionView.class,
        () -> service.publish(caller, existing(id)));
  }

  @POST
  @Path("/{id}/suspend")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public WorkflowView suspend(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    return transaction.run(
        current.key(key, "POST workflows/" + id + "/suspend", ""),
        WorkflowView.class,
        () -> service.suspend(caller, existing(id)));
  }

  @POST
  @Path("/{id}/activate")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public WorkflowView activate(
      @PathParam("id") String id, @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    return transaction.run(
        current.key(key, "POST workflows/" + id + "/activate", ""),
        WorkflowView.class,
        () -> service.activate(caller, existing(id)));
  }

  @GET
  @Path("/{id}/versions")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response versions(
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    String tenant = current.get().tenant();
    repository.get(tenant, existing(id));
    return Paging.answer(repository.versions(tenant, id, cursor, Paging.limit(limit)), uri);
  }

  /** A version with its document, or as YAML the document alone when it was written so. */
  @GET
  @Path("/{id}/versions/{number}")
  @Produces({MediaType.APPLICATION_JSON, YAML})
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response version(
      @PathParam("id") String id, @PathParam("number") String number, @Context Request request) {
    WorkflowVersion version =
        repository.version(current.get().tenant(), existing(id), number(id, number));
    List<Variant> variants =
        Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, MediaType.valueOf(YAML)).build();
    Variant wanted = request.selectVariant(variants);
    boolean yaml =
        wanted != null
            && wanted.getMediaType().getSubtype().equals("yaml")
            && version.format() == DocumentFormat.YAML;
    Response.ResponseBuilder answer =
        yaml
            ? Response.ok(version.document(), YAML + ";charset=UTF-8")
            : Response.ok(
                WorkflowVersionView.of(
                    version, SentDocument.json(version.document(), version.format())),
                MediaType.APPLICATION_JSON_TYPE);
    return answer.tag(version.contentHash()).build();
  }

  /** The next step of a document for agents. */
  @POST
  @Path("/{id}/next")
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public NextStepView next(@PathParam("id") String id, Progress body) {
    String tenant = current.get().tenant();
    List<String> completed = body.completed();
    return guides.next(tenant, existing(id), body.version(), completed, body.context());
  }

  /** Whether a step's output is as its author wants it. */
  @POST
  @Path("/{id}/steps/{stepId}/validate")
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public OutputCheck validateOutput(
      @PathParam("id") String id, @PathParam("stepId") String stepId, StepOutput body) {
    String tenant = current.get().tenant();
    String output = body.checked();
    OutputCriteria.Result result =
        guides.validate(tenant, existing(id), body.version(), stepId, output, body.context());
    return new OutputCheck(result.valid(), result.issues(), result.suggestions());
  }

  /** Text that cannot be an id names nothing, and never reaches the database. */
  static String existing(String id) {
    if (id.length() > 64 || !AgentDocumentReader.WORKFLOW_ID.matcher(id).matches()) {
      throw ProblemException.notFound("workflow", "with this id");
    }
    return id;
  }

  static int number(String id, String number) {
    if (!number.matches("[1-9][0-9]{0,8}")) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "Versions of workflow " + id + " are numbered 1, 2, 3…");
    }
    return Integer.parseInt(number);
  }

  private static Sort sort(@Nullable String sort) {
    if (sort == null) {
      return Sort.NAME;
    }
    return switch (sort.startsWith("-") ? sort.substring(1) : sort) {
      case "name" -> Sort.NAME;
      case "createdAt" -> Sort.CREATED_AT;
      case "updatedAt" -> Sort.UPDATED_AT;
      default ->
          throw ProblemException.invalidParameter(
              "sort",
              "'sort' is one of name, createdAt, updatedAt, with a '-' in front for descending.");
    };
  }
}
