package dev.assent.approval;

import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.HotPath;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits for the caller. */
@Path("/approvals")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON) // as its neighbours at this path, or RESTEasy prefers {id}
public class InboxResource {
  @Inject private CurrentCaller current;
  @Inject private InboxQueries inbox;
  @Inject private Explanations explanations;

  /** The parameters that narrow an inbox. */
  public static class Narrowing {
    @QueryParam("workflow")
    @Nullable String workflow;

    @QueryParam("step")
    @Nullable String step;

    @QueryParam("stage")
    @Nullable String stage;

    @QueryParam("subjectType")
    @Nullable String subjectType;

    @QueryParam("subjectId")
    @Nullable String subjectId;

    @QueryParam("requestedBy")
    @Nullable String requestedBy;

    @QueryParam("priority")
    @Nullable String priority;

    @QueryParam("category")
    @Nullable String category;

    @QueryParam("risk")
    @Nullable String risk;

    @QueryParam("overdue")
    @Nullable String overdue;

    @QueryParam("role")
    @Nullable String role;

    @QueryParam("scope")
    @Nullable String scope;

    @QueryParam("q")
    @Nullable String q;

    InboxFilter filter() {
      return new InboxFilter(
          new InboxFilter.Subject(
              Texts.filter("workflow", workflow),
              Texts.filter("step", step),
              Texts.filter("stage", stage),
              Texts.filter("subjectType", subjectType),
              Texts.filter("subjectId", subjectId)),
          Texts.filter("requestedBy", requestedBy),
          Texts.filter("priority", priority, Priority.class),
          Texts.filter("category", category),
          Texts.filter("risk", risk, RiskLevel.class),
          Texts.flag("overdue", overdue),
          Texts.filter("role", role),
          Texts.filter("scope", scope, InboxScope.class),
          Texts.filter("q", q));
    }
  }

  @GET
  @Path("/pending")
  @HotPath
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public Response pending(
      @BeanParam Narrowing narrowing,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context HttpServletRequest request) {
    return Paging.answer(
        inbox.pending(current.get(), narrowing.filter(), sort(sort), cursor, Paging.limit(limit)),
        request);
  }

  /** How much waits for the caller. */
  @GET
  @Path("/pending/counts")
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public InboxCountsView counts() {
    return inbox.counts(current.get());
  }

  /** Why the caller, or another user, can or cannot decide a request. */
  @GET
  @Path("/{id}/explanation")
  @RequiresPermission({
    Permissions.WORKFLOW_READ,
    Permissions.APPROVAL_DECIDE,
    Permissions.APPROVAL_REQUEST,
    Permissions.WORKFLOW_RUN,
    Permissions.OPERATIONS_READ,
    Permissions.OPERATIONS_MANAGE
  })
  public ExplanationView explain(
      @PathParam("id") String id, @QueryParam("user") @Nullable String user) {
    return explanations.explain(
        current.get(), Ids.fromPath("approval", id), Texts.filter("user", user));
  }

  private static InboxSort sort(@Nullable String sort) {
    if (sort == null || sort.isEmpty()) {
      return InboxSort.AGE;
    }
    List<String> known = new ArrayList<>();
    for (InboxSort one : InboxSort.values()) {
      if (one.word().equals(sort)) {
        return one;
      }
      known.add(one.word());
    }
    throw ProblemException.invalidParameter("sort", "'sort' is one of " + known + ".");
  }
}
