package dev.assent.approval;

import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import dev.assent.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How what a batch has made of requests becomes rows: each table is written by one statement. */
final class ApprovalWrites {
  private static final String INSERT_REQUESTS =
      """
      insert into approval_requests (id, tenant_id, instance_id, workflow_id, step, title, description, subject_type, subject_id,
        subject, status, priority, requested_by, requested_at, closed_at, revision, stages, submission, routing, category, risk,
        action, attachments, wake_at)
      select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private static final String INSERT_ASSIGNMENTS =
      """
      insert into workflow_approvals (id, tenant_id, approval_id, approver_type, approver, status, decision, decided_by, on_behalf_of,
        rationale, conditions, decided_at, stage, submission, seat, came, came_from, claimed_by, barred, scores, attachments,
        priority, due_at, expires_at)
      select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  // what did not change is passed as null, so that a large value is not written again
  private static final String UPDATE_REQUESTS =
      """
      update approval_requests r set status = n.status, closed_at = n.closed_at, revision = n.revision, step = n.step,
             stages = n.stages, submission = n.submission, action = coalesce(n.action, r.action), wake_at = n.wake_at,
             title = coalesce(n.title, r.title),
             description = case when n.title is null then r.description else n.description end,
             subject = case when n.title is null then r.subject else n.subject end,
             routing = case when n.title is null then r.routing else n.routing end,
             category = case when n.title is null then r.category else n.category end,
             risk = case when n.title is null then r.risk else n.risk end,
             attachments = case when n.title is null then r.attachments else n.attachments end
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as n(id, tenant_id, status, closed_at, revision, step,
             stages, submission, action, wake_at, title, description, subject, routing, category, risk, attachments)
       where r.id = n.id and r.tenant_id = n.tenant_id""";

  private static final String UPDATE_ASSIGNMENTS =
      """
      update workflow_approvals a set status = n.status, decision = n.decision, decided_by = n.decided_by,
             on_behalf_of = n.on_behalf_of, rationale = n.rationale, conditions = n.conditions, decided_at = n.decided_at,
             claimed_by = n.claimed_by, scores = n.scores, attachments = n.attachments, expires_at = n.expires_at
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as n(id, tenant_id, status, decision, decided_by, on_behalf_of,
             rationale, conditions, decided_at, claimed_by, scores, attachments, expires_at)
       where a.id = n.id and a.tenant_id = n.tenant_id""";

  private static final String INSERT_SUBMISSIONS =
      """
      insert into approval_submissions (tenant_id, approval_id, submission, content, replaced_by, replaced_at, comment, changes)
      select * from unnest(?, ?, ?, ?, ?, ?, ?, ?)""";

  private static final String INSERT_COMMENTS =
      """
      insert into approval_comments (id, tenant_id, approval_id, author, text, attachments, created_at)
      select * from unnest(?, ?, ?, ?, ?, ?, ?)""";

  /** An assignment with the request and the stage that it belongs to. */
  private record Place(Approval approval, Assignment assignment, @Nullable Stage stage) {
    @Nullable Instant dueAt() {
      return stage == null ? null : stage.dueAt();
    }

    @Nullable Instant expiresAt() {
      return stage == null ? null : stage.expiresAt();
    }
  }

  private final WritePlan plan;

  ApprovalWrites(WritePlan plan) {
    this.plan = plan;
  }

  /**
   * @param resubmitted those of the changed whose content is another one
   */
  void requests(List<Approval> created, List<Approval> changed, Set<Approval> resubmitted) {
    if (!created.isEmpty()) {
      insert(created);
    }
    if (!changed.isEmpty()) {
      update(changed, resubmitted);
    }
  }

  void assignments(List<Approval> created, List<Approval> changed) {
    List<Place> places = new ArrayList<>();
    created.forEach(a -> places(a, places));
    changed.forEach(a -> places(a, places));
    insertPlaces(places.stream().filter(p -> p.assignment().isNew()).toList());
    updatePlaces(places.stream().filter(p -> p.assignment().isChanged()).toList());
  }

  private static void places(Approval approval, List<Place> places) {
    for (Stage stage : approval.stages()) {
      stage.assignments().forEach(x -> places.add(new Place(approval, x, stage)));
    }
    approval.replaced().forEach(x -> places.add(new Place(approval, x, null)));
  }

  private void insert(List<Approval> created) {
    plan.change(
        "requests",
        INSERT_REQUESTS,
        SqlArray.column("uuid", created, Approval::id),
        SqlArray.column("text", created, Approval::tenant),
        SqlArray.column("uuid", created, a -> a.origin() == null ? null : a.origin().instanceId()),
        SqlArray.column("text", created, a -> a.origin() == null ? null : a.origin().workflow()),
        SqlArray.column("text", created, a -> a.origin() == null ? null : a.origin().step()),
        SqlArray.column("text", created, a -> a.request().title()),
        SqlArray.column("text", created, a -> a.request().description()),
        SqlArray.column("text", created, a -> a.request().subject().type()),
        SqlArray.column("text", created, a -> a.request().subject().id()),
        SqlArray.column("jsonb", created, a -> json(a.request().subject().data())),
        SqlArray.column("text", created, Approval::state),
        SqlArray.column("text", created, a -> a.request().priority()),
        SqlArray.column("text", created, a -> a.identity().requestedBy()),
        SqlArray.column("timestamptz", created, a -> a.identity().requestedAt()),
        SqlArray.column("timestamptz", created, Approval::closedAt),
        SqlArray.column("bigint", created, Approval::revision),
        SqlArray.column("jsonb", created, ApprovalWrites::stages),
        SqlArray.column("int4", created, Approval::submission),
        SqlArray.column("jsonb", created, a -> json(ApprovalRow.Routing.of(a.request().route()))),
        SqlArray.column("text", created, a -> a.request().category()),
        SqlArray.column("text", created, a -> a.request().risk()),
        SqlArray.column("jsonb", created, a -> json(a.action())),
        SqlArray.column("jsonb", created, a -> list(a.request().attachments())),
        SqlArray.column("timestamptz", created, Approval::wakeAt));
  }

  private void update(List<Approval> changed, Set<Approval> anew) {
    plan.change(
        "updated_requests",
        UPDATE_REQUESTS,
        SqlArray.column("uuid", changed, Approval::id),
        SqlArray.column("text", changed, Approval::tenant),
        SqlArray.column("text", changed, Approval::state),
        SqlArray.column("timestamptz", changed, Approval::closedAt),
        SqlArray.column("bigint", changed, Approval::revision),
        SqlArray.column("text", changed, a -> a.origin() == null ? null : a.origin().step()),
        SqlArray.column("jsonb", changed, ApprovalWrites::stages),
        SqlArray.column("int4", changed, Approval::submission),
        SqlArray.column("jsonb", changed, a -> json(a.changedAction())),
        SqlArray.column("timestamptz", changed, Approval::wakeAt),
        column("text", changed, anew, a -> a.request().title()),
        column("text", changed, anew, a -> a.request().description()),
        column("jsonb", changed, anew, a -> json(a.request().subject().data())),
        column("jsonb", changed, anew, a -> json(ApprovalRow.Routing.of(a.request().route()))),
        column("text", changed, anew, a -> a.request().category()),
        column("text", changed, anew, a -> a.request().risk()),
        column("jsonb", changed, anew, a -> list(a.request().attachments())));
  }

  /** What only a resubmission changes: null for all others. */
  private static SqlArray column(
      String type,
      List<Approval> rows,
      Set<Approval> anew,
      Function<Approval, @Nullable Object> of) {
    return SqlArray.column(type, rows, a -> anew.contains(a) ? of.apply(a) : null);
  }

  private void insertPlaces(List<Place> places) {
    if (places.isEmpty()) {
      return;
    }
    plan.change(
        "assignments",
        INSERT_ASSIGNMENTS,
        SqlArray.column("uuid", places, p -> p.assignment().id()),
        SqlArray.column("text", places, p -> p.approval().tenant()),
        SqlArray.column("uuid", places, p -> p.approval().id()),
        SqlArray.column("text", places, p -> p.assignment().approver().type()),
        SqlArray.column("text", places, p -> p.assignment().approver().name()),
        SqlArray.column("text", places, p -> p.assignment().state()),
        ruling("text", places, Assignment.Ruling::decision),
        ruling("text", places, Assignment.Ruling::by),
        SqlArray.column("text", places, p -> p.assignment().onBehalfOf()),
        ruling("text", places, Assignment.Ruling::rationale),
        ruling("jsonb", places, r -> list(r.conditions())),
        ruling("timestamptz", places, Assignment.Ruling::at),
        SqlArray.column(
            "text", places, p -> unless(StagePlan.ONLY, p.assignment().place().stage())),
        SqlArray.column("int4", places, p -> p.assignment().place().submission()),
        SqlArray.column("uuid", places, p -> unless(p.assignment().id(), p.assignment().seat())),
        SqlArray.column("text", places, p -> p.assignment().place().came()),
        SqlArray.column("uuid", places, p -> p.assignment().place().from()),
        SqlArray.column("text", places, p -> p.assignment().claimedBy()),
        SqlArray.column("jsonb", places, p -> list(p.assignment().place().barred())),
        ruling("jsonb", places, r -> r.scores().isEmpty() ? null : Json.write(r.scores())),
        ruling("jsonb", places, r -> list(r.attachments())),
        SqlArray.column("text", places, p -> p.approval().request().priority()),
        SqlArray.column("timestamptz", places, Place::dueAt),
        SqlArray.column("timestamptz", places, Place::expiresAt));
  }

  private void updatePlaces(List<Place> places) {
    if (places.isEmpty()) {
      return;
    }
    plan.change(
        "updated_assignments",
        UPDATE_ASSIGNMENTS,
        SqlArray.column("uuid", places, p -> p.assignment().id()),
        SqlArray.column("text", places, p -> p.approval().tenant()),
        SqlArray.column("text", places, p -> p.assignment().state()),
        ruling("text", places, Assignment.Ruling::decision),
        ruling("text", places, Assignment.Ruling::by),
        SqlArray.column("text", places, p -> p.assignment().onBehalfOf()),
        ruling("text", places, Assignment.Ruling::rationale),
        ruling("jsonb", places, r -> list(r.conditions())),
        ruling("timestamptz", places, Assignment.Ruling::at),
        SqlArray.column("text", places, p -> p.assignment().claimedBy()),
        ruling("jsonb", places, r -> r.scores().isEmpty() ? null : Json.write(r.scores())),
        ruling("jsonb", places, r -> list(r.attachments())),
        SqlArray.column("timestamptz", places, Place::expiresAt));
  }

  private static SqlArray ruling(
      String type, List<Place> places, Function<Assignment.Ruling, @Nullable Object> of) {
    return SqlArray.column(
        type,
        places,
        p -> p.assignment().ruling() == null ? null : of.apply(p.assignment().ruling()));
  }

  void submissions(List<Submission> submissions) {
    if (submissions.isEmpty()) {
      return;
    }
    plan.change(
        "submissions",
        INSERT_SUBMISSIONS,
        SqlArray.column("text", submissions, Submission::tenant),
        SqlArray.column("uuid", submissions, Submission::approvalId),
        SqlArray.column("int4", submissions, Submission::number),
        SqlArray.column("jsonb", submissions, s -> json(s.content())),
        SqlArray.column("text", submissions, Submission::replacedBy),
        SqlArray.column("timestamptz", submissions, Submission::replacedAt),
        SqlArray.column("text", submissions, Submission::comment),
        SqlArray.column("jsonb", submissions, s -> Json.write(s.changes())));
  }

  void comments(List<Comment> comments) {
    if (comments.isEmpty()) {
      return;
    }
    plan.change(
        "comments",
        INSERT_COMMENTS,
        SqlArray.column("uuid", comments, Comment::id),
        SqlArray.column("text", comments, Comment::tenant),
        SqlArray.column("uuid", comments, Comment::approvalId),
        SqlArray.column("text", comments, Comment::author),
        SqlArray.column("text", comments, Comment::text),
        SqlArray.column("jsonb", comments, c -> list(c.attachments())),
        SqlArray.column("timestamptz", comments, Comment::createdAt));
  }

  private static String stages(Approval approval) {
    return Json.write(
        approval.stages().stream()
            .map(s -> StoredStage.of(s, approval.identity().requestedAt()))
            .toList());
  }

  private static @Nullable String json(@Nullable Object value) {
    return value == null ? null : Json.write(value);
  }

  private static @Nullable String list(List<?> values) {
    return values.isEmpty() ? null : Json.write(values);
  }

  private static <T> @Nullable T unless(T usual, T value) {
    return usual.equals(value) ? null : value;
  }
}
