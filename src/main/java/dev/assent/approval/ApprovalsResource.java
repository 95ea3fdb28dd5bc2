package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.journal.History;
import dev.assent.journal.HistoryItem;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.Repetition;
import dev.assent.platform.time.Clock;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.HotPath;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.OptionalBody;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
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
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Approval requests over REST. */
@Path("/approvals")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ApprovalsResource {
  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;
  @Inject private ApprovalQueries queries;
  @Inject private Routing routing;
  @Inject private Repetition repetition;
  @Inject private EstimateQueries estimates;
  @Inject private History history;
  @Inject private Clock clock;

  /** The parameters that narrow a list of requests. */
  public static class Narrowing {
    @QueryParam("status")
    @Nullable String status;

    @QueryParam("approver")
    @Nullable String approver;

    @QueryParam("subjectType")
    @Nullable String subjectType;

    @QueryParam("subjectId")
    @Nullable String subjectId;

    @QueryParam("requestedBy")
    @Nullable String requestedBy;

    @QueryParam("instanceId")
    @Nullable String instanceId;

    @QueryParam("workflow")
    @Nullable String workflow;

    @QueryParam("category")
    @Nullable String category;

    @QueryParam("risk")
    @Nullable String risk;

    @QueryParam("stage")
    @Nullable String stage;

    @QueryParam("overdue")
    @Nullable String overdue;

    @QueryParam("conditionsOpen")
    @Nullable String conditionsOpen;

    ApprovalQueries.Filter filter(Instant now) {
      return new ApprovalQueries.Filter(
          Texts.filter("status", status, ApprovalState.class),
          Texts.filter("approver", approver),
          Texts.filter("subjectType", subjectType),
          Texts.filter("subjectId", subjectId),
          Texts.filter("requestedBy", requestedBy),
          Ids.fromQuery("instanceId", instanceId),
          Texts.filter("workflow", workflow),
          Texts.filter("category", category),
          Texts.filter("risk", risk, RiskLevel.class),
          Texts.filter("stage", stage),
          Texts.flag("overdue", overdue) ? now : null,
          Texts.flag("conditionsOpen", conditionsOpen));
    }
  }

  @GET
  @RequiresPermission({
    Permissions.WORKFLOW_READ,
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.WORKFLOW_RUN
  })
  public Response list(
      @BeanParam Narrowing narrowing,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    return Paging.answer(
        queries.list(current.get(), narrowing.filter(clock.now()), cursor, Paging.limit(limit)),
        uri);
  }

  @POST
  @RequiresPermission(Permissions.APPROVAL_REQUEST)
  public Response request(
      NewApproval body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context UriInfo uri) {
    Caller caller = current.get();
    IdempotencyKey once = current.key(key, "POST approvals", body);
    ApprovalView made =
        repetition.answer(
            once,
            ApprovalView.class,
            () -> commands.submit(new RequestApproval(caller, routing.route(caller, body), once)));
    URI location = uri.getAbsolutePathBuilder().path(made.id().toString()).build();
    return Response.created(location).tag(ETags.of(made.revision())).entity(made).build();
  }

  @GET
  @Path("/{id}")
  @RequiresPermission({
    Permissions.WORKFLOW_READ,
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.WORKFLOW_RUN
  })
  public Response get(@PathParam("id") String id) {
    Approval approval = queries.get(current.get(), Ids.fromPath("approval", id));
    ApprovalView view =
        approval.state() == ApprovalState.PENDING
            ? ApprovalView.of(approval, estimates.estimates(approval))
            : ApprovalView.of(approval);
    return Response.ok(view).tag(ETags.of(view.revision())).build();
  }

  /**
   * What happened to a request that stands alone; a step's is told in the history of its instance.
   */
  @GET
  @Path("/{id}/history")
  @RequiresPermission({
    Permissions.WORKFLOW_READ,
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.WORKFLOW_RUN
  })
  public Response history(
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    Approval known = queries.get(current.get(), Ids.fromPath("approval", id));
    Page<HistoryItem> page =
        history.page(
            known.tenant(),
            SubjectType.APPROVAL,
            known.id().toString(),
            cursor,
            Paging.limit(limit));
    return Paging.answer(page, uri);
  }

  @POST
  @HotPath
  @Path("/{id}/decisions")
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public Response decide(
      @PathParam("id") String id,
      NewDecision body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    UUID approval = Ids.fromPath("approval", id);
    Verdict verdict = body.verdict();
    DecisionView made =
        commands.submit(
            new Decide(
                caller,
                approval,
                body.assignmentId(),
                verdict,
                current.key(key, "POST approvals/" + approval + "/decisions", body)));
    return Response.status(Response.Status.CREATED).entity(made).build();
  }

  @POST
  @Path("/{id}/cancel")
  @RequiresPermission({Permissions.APPROVAL_REQUEST, Permissions.OPERATIONS_MANAGE})
  public ApprovalView cancel(
      @PathParam("id") String id,
      @OptionalBody @Nullable Cancellation body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    UUID approval = Ids.fromPath("approval", id);
    Cancellation asked = body == null ? new Cancellation(null) : body;
    new Texts().optional("/reason", asked.reason(), 4000).check();
    return commands.submit(
        new CancelApproval(
            caller,
            approval,
            asked.reason(),
            current.key(key, "POST approvals/" + approval + "/cancel", asked)));
  }

  /** Body of a cancellation. */
  public record Cancellation(@Nullable String reason) {}
}
