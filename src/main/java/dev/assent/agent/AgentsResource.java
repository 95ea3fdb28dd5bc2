package dev.assent.agent;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Texts;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The agents of the caller's tenant, and tasks for them. */
@Path("/agents")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AgentsResource {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{3,64}");
  private static final Pattern CAPABILITY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int MAX_CAPABILITIES = 50;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @Inject private CurrentCaller callers;
  @Inject private AgentRepository repository;
  @Inject private AgentService service;
  @Inject private AgentExecution execution;
  @Inject private IdempotentTransaction transaction;
  @Inject private Clock clock;

  /** A new agent. */
  public record NewAgent(
      @Nullable String id,
      @Nullable String description,
      @Nullable AgentKind kind,
      @Nullable String endpoint,
      @Nullable List<String> capabilities,
      @Nullable NewLimits limits) {}

  /** The whole of what can be changed of an agent. */
  public record ChangedAgent(
      @Nullable String description,
      @Nullable AgentKind kind,
      @Nullable String endpoint,
      @Nullable List<String> capabilities,
      @Nullable NewLimits limits) {

    private Agent.Profile profile() {
      Texts texts =
          new Texts()
              .optional("/description", description, 1_000)
              .require(kind != null, "/kind", "is required: HTTP, MCP or BEAN")
              .required("/endpoint", endpoint, 1_000);
      if (kind != null && endpoint != null && !endpoint.isBlank()) {
        String wrong = AgentEndpoint.wrong(kind, endpoint);
        texts.require(wrong == null, "/endpoint", String.valueOf(wrong));
      }
      List<String> wanted = capabilities == null ? List.of() : capabilities;
      texts.require(wanted.size() <= MAX_CAPABILITIES, "/capabilities", "has more than 50 items");
      texts.require(
          new HashSet<>(wanted).size() == wanted.size(), "/capabilities", "has an item twice");
      for (int i = 0; i < Math.min(wanted.size(), MAX_CAPABILITIES); i++) {
        String one = wanted.get(i);
        texts.require(
            one != null && CAPABILITY.matcher(one).matches(),
            "/capabilities/" + i,
            "matches " + CAPABILITY);
      }
      Agent.Limits checked = NewLimits.checked(limits, texts);
      texts.check();
      return new Agent.Profile(
          description,
          kind == null ? AgentKind.HTTP : kind,
          endpoint == null ? "" : endpoint,
          wanted,
          checked);
    }
  }

  /**
   * How much of an agent at once, on each node.
   *
   * @param timeout ISO 8601, PT1S to PT5M
   */
  public record NewLimits(
      @Nullable Integer maxParallel,
      @Nullable String timeout,
      @Nullable Integer requestsPerMinute) {

    private static Agent.Limits checked(@Nullable NewLimits limits, Texts texts) {
      NewLimits given = limits == null ? new NewLimits(null, null, null) : limits;
      int parallel = given.maxParallel() == null ? 4 : given.maxParallel();
      Duration patience =
          AgentRequest.duration(given.timeout() == null ? "PT30S" : given.timeout());
      Integer perMinute = given.requestsPerMinute();
      texts
          .require(parallel >= 1 && parallel <= 100, "/limits/maxParallel", "is from 1 to 100")
          .require(patience != null, "/limits/timeout", "is an ISO 8601 duration, PT1S to PT5M")
          .require(
              perMinute == null || (perMinute >= 1 && perMinute <= 6_000),
              "/limits/requestsPerMinute",
              "is from 1 to 6000");
      return new Agent.Limits(parallel, patience == null ? LONGEST : patience, perMinute);
    }
  }

  @GET
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response list(
      @QueryParam("kind") @Nullable String kind,
      @QueryParam("status") @Nullable String status,
      @QueryParam("capability") @Nullable String capability,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context UriInfo uri) {
    int rows = Paging.limit(limit);
    AgentRepository.Filter filter =
        new AgentRepository.Filter(
            Texts.filter("kind", kind, AgentKind.class),
            Texts.filter("status", status, AgentState.class),
            Texts.filter("capability", capability));
    String after = cursor == null ? "" : Cursor.decode(cursor, 1).get(0);
    List<Agent> found = repository.list(callers.get().tenant(), filter, after, rows + 1);
    return Paging.answer(Page.of(found, rows, AgentView::of, agent -> List.of(agent.id())), uri);
  }

  @POST
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response register(
      NewAgent body, @HeaderParam(Idempotency.HEADER) @Nullable String key, @Context UriInfo uri) {
    Caller caller = callers.get();
    String id = body.id() == null ? "" : body.id();
    new Texts()
        .require(ID.matcher(id).matches(), "/id", "matches " + ID)
        .require(!id.equals("execute"), "/id", "is not execute, which is a path of its own")
        .check();
    Agent.Profile profile =
        new ChangedAgent(
                body.description(),
                body.kind(),
                body.endpoint(),
                body.capabilities(),
                body.limits())
            .profile();
    AgentView view =
        transaction.run(
            callers.key(key, "POST agents", body),
            AgentView.class,
            () -> service.register(caller, id, profile));
    return Response.created(uri.getAbsolutePathBuilder().path(view.id()).build())
        .tag(ETags.of(view.revision()))
        .entity(view)
        .build();
  }

  @GET
  @Path("/{id}")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response get(@PathParam("id") String id) {
    return answer(AgentView.of(repository.get(callers.get().tenant(), existing(id))));
  }

  @PUT
  @Path("/{id}")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response change(
      @PathParam("id") String id,
      ChangedAgent body,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    return answer(service.change(callers.get(), existing(id), ifMatch, body.profile()));
  }

  @DELETE
  @Path("/{id}")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public void delete(@PathParam("id") String id) {
    service.delete(callers.get(), existing(id));
  }

  @POST
  @Path("/{id}/suspend")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response suspend(@PathParam("id") String id) {
    return answer(service.suspend(callers.get(), existing(id)));
  }

  @POST
  @Path("/{id}/activate")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response activate(@PathParam("id") String id) {
    return answer(service.activate(callers.get(), existing(id)));
  }

  @POST
  @Path("/{id}/retire")
  @RequiresPermission(Permissions.WORKFLOW_MANAGE)
  public Response retire(@PathParam("id") String id) {
    return answer(service.retire(callers.get(), existing(id)));
  }

  /** Has a task carried out, and waits for it. */
  @POST
  @Path("/execute")
  @RequiresPermission(Permissions.AGENT_EXECUTE)
  public ExecutionView execute(
      AgentRequest body, @HeaderParam(Idempotency.HEADER) @Nullable String header) {
    Caller caller = callers.get();
    body.check();
    IdempotencyKey key = callers.key(header, "POST agents/execute", body);
    ExecutionView before =
        key == null ? null : transaction.answered(key, ExecutionView.class).orElse(null);
    if (before != null) {
      return before;
    }
    ExecutionView view =
        execution.execute(
            caller.tenant(), caller.user(), body, told(key), clock.now().plus(LONGEST));
    return transaction.run(key, ExecutionView.class, () -> view);
  }

  /** What the agent knows a repetition by; of two tenants never the same. */
  private static String told(@Nullable IdempotencyKey key) {
    return key == null
        ? Ids.next().toString()
        : UUID.nameUUIDFromBytes(
                (key.tenant() + "\n" + key.actor() + "\n" + key.key() + "\n" + key.requestHash())
                    .getBytes(StandardCharsets.UTF_8))
            .toString();
  }

  private static Response answer(AgentView view) {
    return ETags.answer(view, view.revision());
  }

  /** Text that cannot be an id names nothing, and never reaches the database. */
  private static String existing(String id) {
    if (!ID.matcher(id).matches()) {
      throw ProblemException.notFound("agent", "with this id");
    }
    return id;
  }
}
