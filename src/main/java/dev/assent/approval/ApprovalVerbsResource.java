package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.Repetition;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.OptionalBody;
import dev.assent.platform.web.Page;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do with requests beside deciding them. */
@Path("/approvals")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ApprovalVerbsResource {
  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;
  @Inject private ApprovalQueries queries;
  @Inject private Routing routing;
  @Inject private Repetition repetition;
  @Inject private Newcomers newcomers;

  /** Body of claiming and releasing. */
  public record WhichPlace(@Nullable UUID assignmentId) {}

  /** Body of delegating and forwarding. */
  public record NewHolder(
      @Nullable UUID assignmentId, @Nullable String to, @Nullable String reason) {
    void check() {
      new Texts().required("/to", to, NewStage.MAX_NAME).optional("/reason", reason, 4_000).check();
    }
  }

  /** Body of an escalation. */
  public record NewTargets(
      @Nullable String stage, NewStage.@Nullable Targets to, @Nullable String reason) {}

  /** Body of meeting a condition. */
  public record Met(@Nullable String note) {}

  /** Body of using an action. */
  public record Use(@Nullable JsonNode arguments) {}

  /** Body of a comment. */
  public record NewComment(@Nullable String text, @Nullable List<Attachment> attachments) {}

  @POST
  @Path("/{id}/claim")
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public ApprovalView claim(
      @PathParam("id") String id,
      @OptionalBody @Nullable WhichPlace body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    return commands.submit(
        new ClaimPlace(
            current.get(),
            approval,
            body == null ? null : body.assignmentId(),
            key(key, approval, "claim", body)));
  }

  @POST
  @Path("/{id}/release")
  @RequiresPermission({Permissions.APPROVAL_DECIDE, Permissions.OPERATIONS_MANAGE})
  public ApprovalView release(
      @PathParam("id") String id,
      @OptionalBody @Nullable WhichPlace body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    return commands.submit(
        new ReleasePlace(
            current.get(),
            approval,
            body == null ? null : body.assignmentId(),
            key(key, approval, "release", body)));
  }

  @POST
  @Path("/{id}/delegate")
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public ApprovalView delegate(
      @PathParam("id") String id,
      NewHolder body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return handOver(id, body, Assignment.Came.DELEGATED, key);
  }

  @POST
  @Path("/{id}/forward")
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public ApprovalView forward(
      @PathParam("id") String id,
      NewHolder body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return handOver(id, body, Assignment.Came.FORWARDED, key);
  }

  private ApprovalView handOver(
      String id, NewHolder body, Assignment.Came how, @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    body.check();
    String verb = how == Assignment.Came.DELEGATED ? "delegate" : "forward";
    Caller caller = current.get();
    return commands.submit(
        new HandOver(
            caller,
            approval,
            body.assignmentId(),
            newcomers.user(caller.tenant(), String.valueOf(body.to())),
            how,
            body.reason(),
            key(key, approval, verb, body)));
  }

  @POST
  @Path("/{id}/escalate")
  @RequiresPermission({
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.OPERATIONS_MANAGE
  })
  public ApprovalView escalate(
      @PathParam("id") String id,
      @OptionalBody @Nullable NewTargets body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    NewTargets asked = body == null ? new NewTargets(null, null, null) : body;
    List<Approver> to =
        asked.to() == null ? List.of() : NewStage.named(asked.to().users(), asked.to().roles());
    Texts texts =
        new Texts()
            .optional("/stage", asked.stage(), 64)
            .optional("/reason", asked.reason(), 4_000)
            .require(to.size() <= NewStage.MAX_APPROVERS, "/to", "are too many");
    to.stream()
        .limit(NewStage.MAX_APPROVERS)
        .forEach(a -> texts.required("/to", a.name(), NewStage.MAX_NAME));
    texts.check();
    Caller caller = current.get();
    return commands.submit(
        new Escalate(
            caller,
            approval,
            asked.stage(),
            asked.to() == null ? List.of() : newcomers.of(caller.tenant(), asked.to()),
            asked.reason(),
            key(key, approval, "escalate", asked)));
  }

  @POST
  @Path("/{id}/recall")
  @RequiresPermission({Permissions.APPROVAL_REQUEST, Permissions.WORKFLOW_RUN})
  public ApprovalView recall(
      @PathParam("id") String id,
      @OptionalBody ApprovalsResource.@Nullable Cancellation body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    String reason = body == null ? null : body.reason();
    new Texts().optional("/reason", reason, 4_000).check();
    return commands.submit(
        new Recall(current.get(), approval, reason, key(key, approval, "recall", body)));
  }

  @POST
  @Path("/{id}/resubmit")
  @RequiresPermission({Permissions.APPROVAL_REQUEST, Permissions.WORKFLOW_RUN})
  public ApprovalView resubmit(
      @PathParam("id") String id,
      @OptionalBody @Nullable ChangedApproval body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    UUID approval = Ids.fromPath("approval", id);
    ChangedApproval changed = body == null ? ChangedApproval.NOTHING : body;
    IdempotencyKey once = key(key, approval, "resubmit", changed);
    return repetition.answer(
        once,
        ApprovalView.class,
        () ->
            commands.submit(
                new Resubmit(caller, approval, routing.reroute(caller, approval, changed), once)));
  }

  @POST
  @Path("/{id}/conditions/{conditionId}/meet")
  @RequiresPermission({Permissions.APPROVAL_DECIDE, Permissions.OPERATIONS_MANAGE})
  public ApprovalView meet(
      @PathParam("id") String id,
      @PathParam("conditionId") String conditionId,
      @OptionalBody @Nullable Met body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    UUID condition = Ids.fromPath("condition", conditionId);
    String note = body == null ? null : body.note();
    new Texts().optional("/note", note, 4_000).check();
    return commands.submit(
        new MeetCondition(
            current.get(),
            approval,
            condition,
            note,
            key(key, approval, "conditions/" + condition + "/meet", body)));
  }

  @POST
  @Path("/{id}/redeem")
  @RequiresPermission({Permissions.APPROVAL_REQUEST, Permissions.WORKFLOW_RUN})
  public RedemptionView redeem(
      @PathParam("id") String id,
      @OptionalBody @Nullable Use body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    return commands.submit(
        new Redeem(
            current.get(),
            approval,
            body == null ? null : body.arguments(),
            key(key, approval, "redeem", body)));
  }

  @POST
  @Path("/{id}/comments")
  @RequiresPermission({
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.WORKFLOW_READ,
    Permissions.WORKFLOW_RUN
  })
  public Response comment(
      @PathParam("id") String id,
      NewComment body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    UUID approval = Ids.fromPath("approval", id);
    Texts texts = new Texts().required("/text", body.text(), 10_000);
    NewApproval.checkAttachments(texts, body.attachments());
    texts.check();
    CommentView made =
        commands.submit(
            new AddComment(
                current.get(),
                approval,
                String.valueOf(body.text()),
                body.attachments() == null ? List.of() : body.attachments(),
                key(key, approval, "comments", body)));
    return Response.status(Response.Status.CREATED).entity(made).build();
  }

  /** Oldest first. */
  @GET
  @Path("/{id}/comments")
  @RequiresPermission({
    Permissions.WORKFLOW_READ,
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.WORKFLOW_RUN
  })
  public Response comments(
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    Page<CommentView> page =
        queries.comments(current.get(), Ids.fromPath("approval", id), cursor, Paging.limit(limit));
    return Paging.answer(page, uri);
  }

  /** What the request was before it was resubmitted, newest first. */
  @GET
  @Path("/{id}/submissions")
  @RequiresPermission({
    Permissions.WORKFLOW_READ,
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.WORKFLOW_RUN
  })
  public Response submissions(
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    Page<SubmissionView> page =
        queries.submissions(
            current.get(), Ids.fromPath("approval", id), cursor, Paging.limit(limit));
    return Paging.answer(page, uri);
  }

  private @Nullable IdempotencyKey key(
      @Nullable String key, UUID approval, String verb, @Nullable Object body) {
    return current.key(key, "POST approvals/" + approval + "/" + verb, body == null ? "" : body);
  }
}
