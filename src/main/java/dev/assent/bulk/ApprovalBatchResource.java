package dev.assent.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.ApprovalView;
import dev.assent.approval.Attachment;
import dev.assent.approval.Decide;
import dev.assent.approval.Decision;
import dev.assent.approval.DecisionView;
import dev.assent.approval.NewApproval;
import dev.assent.approval.NewDecision;
import dev.assent.approval.RequestApproval;
import dev.assent.approval.Routing;
import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.BatchKey;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.RequestFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asking for and deciding many approvals by one request each. */
@Path("/approvals")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ApprovalBatchResource {
  @Inject private CurrentCaller current;
  @Inject private Batches batches;
  @Inject private Routing routing;

  /**
   * What to ask for.
   *
   * @param items read one by one, so that what is wrong with one is told of that one
   */
  public record NewApprovals(@Nullable List<JsonNode> items) {}

  /**
   * What to decide.
   *
   * @param items read one by one, so that what is wrong with one is told of that one
   */
  public record NewDecisions(@Nullable List<JsonNode> items) {}

  /**
   * The body of a decision, and on what it is.
   *
   * @param approvalId of the request to be decided
   */
  public record DecisionOn(
      @Nullable UUID approvalId,
      @Nullable Decision decision,
      @Nullable String rationale,
      @Nullable List<NewDecision.NewCondition> conditions,
      @Nullable Map<String, BigDecimal> scores,
      @Nullable List<Attachment> attachments,
      @Nullable String shown,
      @Nullable JsonNode arguments,
      @Nullable UUID assignmentId) {
    private Decide command(Caller caller, @Nullable IdempotencyKey key) {
      if (approvalId == null) {
        throw ProblemException.invalidBody("/approvalId", "approvalId is required.");
      }
      NewDecision body =
          new NewDecision(
              decision, rationale, conditions, scores, attachments, shown, arguments, assignmentId);
      return new Decide(caller, approvalId, assignmentId, body.verdict(), key);
    }
  }

  @POST
  @Path("/batch")
  @RequiresPermission(Permissions.APPROVAL_REQUEST)
  public Response request(
      NewApprovals body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context HttpServletRequest request) {
    Caller caller = current.get();
    List<JsonNode> items = Batches.checked(body.items());
    BatchKey batchKey = batches.key(key, caller, "POST approvals/batch", body);
    Batches.Reader<ApprovalView> reader =
        (index, item) ->
            new RequestApproval(
                caller,
                routing.route(caller, JsonBodies.value(item, NewApproval.class)),
                Batches.item(batchKey, index));
    // routes are found before the commands that know their keys
    Batches.Kept<ApprovalView> kept = new Batches.Kept<>(batchKey, ApprovalView.class);
    String requestId = requestId(request);
    return answer(
        ApprovalBatchView.of(batches.run(items, reader, kept, requestId), view -> view, requestId));
  }

  @POST
  @Path("/decisions")
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public Response decide(
      NewDecisions body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context HttpServletRequest request) {
    Caller caller = current.get();
    List<JsonNode> items = Batches.checked(body.items());
    BatchKey batchKey = batches.key(key, caller, "POST approvals/decisions", body);
    Batches.Reader<DecisionView> reader =
        (index, item) ->
            JsonBodies.value(item, DecisionOn.class).command(caller, Batches.item(batchKey, index));
    String requestId = requestId(request);
    return answer(
        ApprovalBatchView.of(
            batches.run(items, reader, requestId), DecisionView::approval, requestId));
  }

  private static @Nullable String requestId(HttpServletRequest request) {
    return (String) request.getAttribute(RequestFilter.REQUEST_ID);
  }

  private static Response answer(ApprovalBatchView view) {
    return Response.status(Batches.status(view.failed(), Response.Status.CREATED.getStatusCode()))
        .entity(view)
        .build();
  }
}
