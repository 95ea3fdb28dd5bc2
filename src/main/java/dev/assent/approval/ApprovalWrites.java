package dev.assent.approval;

import dev.assent.platform.commands.RowType;
import dev.assent.platform.commands.WritePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How what a batch has made of requests becomes rows: each table is written by one statement. */
final class ApprovalWrites {
  /** An assignment with the request and the stage that it belongs to. */
  private record Place(Approval approval, Assignment assignment, @Nullable Stage stage) {
    @Nullable Instant dueAt() {
      return stage == null ? null : stage.dueAt();
    }

    @Nullable Instant expiresAt() {
      return stage == null ? null : stage.expiresAt();
    }
  }

  private static final RowType<Approval> NEW_REQUESTS =
      RowType.<Approval>of()
          .with("id", "uuid", Approval::id)
          .with("tenant_id", "text", Approval::tenant)
          .with("instance_id", "uuid", origin(Approval.Origin::instanceId))
          .with("workflow_id", "text", origin(Approval.Origin::workflow))
          .with("step", "text", origin(Approval.Origin::step))
          .with("title", "text", a -> a.request().title())
          .with("description", "text", a -> a.request().description())
          .with("subject_type", "text", a -> a.request().subject().type())
          .with("subject_id", "text", a -> a.request().subject().id())
          .with("subject", "jsonb", a -> a.request().subject().data())
          .with("status", "text", Approval::state)
          .with("priority", "text", a -> a.request().priority())
          .with("requested_by", "text", a -> a.identity().requestedBy())
          .with("requested_at", "timestamptz", a -> a.identity().requestedAt())
          .with("closed_at", "timestamptz", Approval::closedAt)
          .with("revision", "bigint", Approval::revision)
          .with("stages", "jsonb", ApprovalWrites::stages)
          .with("submission", "int4", Approval::submission)
          .with("routing", "jsonb", a -> ApprovalRow.Routing.of(a.request().route()))
          .with("category", "text", a -> a.request().category())
          .with("risk", "text", a -> a.request().risk())
          .with("action", "jsonb", Approval::action)
          .with("attachments", "jsonb", a -> unlessEmpty(a.request().attachments()))
          .with("wake_at", "timestamptz", Approval::wakeAt);

  private static final RowType<Approval> CHANGED_REQUESTS =
      RowType.<Approval>of()
          .with("id", "uuid", Approval::id)
          .with("tenant_id", "text", Approval::tenant)
          .with("status", "text", Approval::state)
          .with("closed_at", "timestamptz", Approval::closedAt)
          .with("revision", "bigint", Approval::revision)
          .with("step", "text", origin(Approval.Origin::step))
          .with("stages", "jsonb", ApprovalWrites::stages)
          .with("submission", "int4", Approval::submission)
          .with("action", "jsonb", Approval::changedAction)
          .with("wake_at", "timestamptz", Approval::wakeAt);

  /** What else a resubmission changes. */
  private static final RowType<Approval> RESUBMITTED_REQUESTS =
      CHANGED_REQUESTS
          .with("title", "text", a -> a.request().title())
          .with("description", "text", a -> a.request().description())
          .with("subject", "jsonb", a -> a.request().subject().data())
          .with("routing", "jsonb", a -> ApprovalRow.Routing.of(a.request().route()))
          .with("category", "text", a -> a.request().category())
          .with("risk", "text", a -> a.request().risk())
          .with("attachments", "jsonb", a -> unlessEmpty(a.request().attachments()));

  private static final RowType<Place> CHANGED_ASSIGNMENTS =
      RowType.<Place>of()
          .with("id", "uuid", p -> p.assignment().id())
          .with("tenant_id", "text", p -> p.approval().tenant())
          .with("approval_id", "uuid", p -> p.approval().id())
          .with("status", "text", p -> p.assignment().state())
          .with("decision", "text", ruling(Assignment.Ruling::decision))
          .with("decided_by", "text", ruling(Assignment.Ruling::by))
          .with("on_behalf_of", "text", p -> p.assignment().onBehalfOf())
          .with("rationale", "text", ruling(Assignment.Ruling::rationale))
          .with("conditions", "jsonb", ruling(r -> unlessEmpty(r.conditions())))
          .with("decided_at", "timestamptz", ruling(Assignment.Ruling::at))
          .with("claimed_by", "text", p -> p.assignment().claimedBy())
          .with("scores", "jsonb", ruling(r -> r.scores().isEmpty() ? null : r.scores()))
          .with("attachments", "jsonb", ruling(r -> unlessEmpty(r.attachments())))
          .with("expires_at", "timestamptz", Place::expiresAt);

  private static final RowType<Place> NEW_ASSIGNMENTS =
      CHANGED_ASSIGNMENTS
          .with("approver_type", "text", p -> p.assignment().approver().type())
          .with("approver", "text", p -> p.assignment().approver().name())
          .with("stage", "text", p -> unless(StagePlan.ONLY, p.assignment().place().stage()))
          .with("submission", "int4", p -> p.assignment().place().submission())
          .with("seat", "uuid", p -> unless(p.assignment().id(), p.assignment().seat()))
          .with("came", "text", p -> p.assignment().place().came())
          .with("came_from", "uuid", p -> p.assignment().place().from())
          .with("barred", "jsonb", p -> unlessEmpty(p.assignment().place().barred()))
          .with("priority", "text", p -> p.approval().request().priority())
          .with("due_at", "timestamptz", Place::dueAt);

  private static final RowType<Submission> SUBMISSIONS =
      RowType.<Submission>of()
          .with("tenant_id", "text", Submission::tenant)
          .with("approval_id", "uuid", Submission::approvalId)
          .with("submission", "int4", Submission::number)
          .with("content", "jsonb", Submission::content)
          .with("replaced_by", "text", Submission::replacedBy)
          .with("replaced_at", "timestamptz", Submission::replacedAt)
          .with("comment", "text", Submission::comment)
          .with("changes", "jsonb", Submission::changes);

  private static final RowType<Comment> COMMENTS =
      RowType.<Comment>of()
          .with("id", "uuid", Comment::id)
          .with("tenant_id", "text", Comment::tenant)
          .with("approval_id", "uuid", Comment::approvalId)
          .with("author", "text", Comment::author)
          .with("text", "text", Comment::text)
          .with("attachments", "jsonb", c -> unlessEmpty(c.attachments()))
          .with("created_at", "timestamptz", Comment::createdAt);

  private static final String INSERT_REQUESTS = NEW_REQUESTS.insertInto("approval_requests");
  private static final String INSERT_ASSIGNMENTS = NEW_ASSIGNMENTS.insertInto("workflow_approvals");
  private static final String INSERT_SUBMISSIONS = SUBMISSIONS.insertInto("approval_submissions");
  private static final String INSERT_COMMENTS = COMMENTS.insertInto("approval_comments");

  private static final String UPDATE_REQUESTS =
      """
      update approval_requests r set status = n.status, closed_at = n.closed_at, revision = n.revision, step = n.step,
             stages = n.stages, submission = n.submission, action = coalesce(n.action, r.action), wake_at = n.wake_at%s
        from %s
       where r.id = n.id and r.tenant_id = n.tenant_id""";

  // what did not change is not passed, so that a large value is not written again
  private static final String UPDATE_CHANGED =
      UPDATE_REQUESTS.formatted("", CHANGED_REQUESTS.as("n"));

  private static final String UPDATE_RESUBMITTED =
      UPDATE_REQUESTS.formatted(
          """
          , title = n.title, description = n.description, subject = n.subject, routing = n.routing, category = n.category,
                 risk = n.risk, attachments = n.attachments""",
          RESUBMITTED_REQUESTS.as("n"));

  private static final String UPDATE_ASSIGNMENTS =
      """
      update workflow_approvals a set status = n.status, decision = n.decision, decided_by = n.decided_by,
             on_behalf_of = n.on_behalf_of, rationale = n.rationale, conditions = n.conditions, decided_at = n.decided_at,
             claimed_by = n.claimed_by, scores = n.scores, attachments = n.attachments, expires_at = n.expires_at
        from %s
       where a.tenant_id = n.tenant_id and a.approval_id = n.approval_id and a.id = n.id"""
          .formatted(CHANGED_ASSIGNMENTS.as("n"));

  private final WritePlan plan;

  ApprovalWrites(WritePlan plan) {
    this.plan = plan;
  }

  /**
   * @param resubmitted those of the changed whose content is another one
   */
  void requests(List<Approval> created, List<Approval> changed, Set<Approval> resubmitted) {
    add("requests", INSERT_REQUESTS, NEW_REQUESTS, created);
    add(
        "changed_requests",
        UPDATE_CHANGED,
        CHANGED_REQUESTS,
        changed.stream().filter(a -> !resubmitted.contains(a)).toList());
    add(
        "resubmitted_requests",
        UPDATE_RESUBMITTED,
        RESUBMITTED_REQUESTS,
        changed.stream().filter(resubmitted::contains).toList());
  }

  void assignments(List<Approval> created, List<Approval> changed) {
    List<Place> places = new ArrayList<>();
    created.forEach(a -> places(a, places));
    changed.forEach(a -> places(a, places));
    add(
        "assignments",
        INSERT_ASSIGNMENTS,
        NEW_ASSIGNMENTS,
        places.stream().filter(p -> p.assignment().isNew()).toList());
    add(
        "changed_assignments",
        UPDATE_ASSIGNMENTS,
        CHANGED_ASSIGNMENTS,
        places.stream().filter(p -> p.assignment().isChanged()).toList());
  }

  private static void places(Approval approval, List<Place> places) {
    for (Stage stage : approval.stages()) {
      stage.assignments().forEach(x -> places.add(new Place(approval, x, stage)));
    }
    approval.replaced().forEach(x -> places.add(new Place(approval, x, null)));
  }

  void submissions(List<Submission> submissions) {
    add("submissions", INSERT_SUBMISSIONS, SUBMISSIONS, submissions);
  }

  void comments(List<Comment> comments) {
    add("comments", INSERT_COMMENTS, COMMENTS, comments);
  }

  private <T> void add(String name, String sql, RowType<T> type, List<T> rows) {
    if (!rows.isEmpty()) {
      plan.change(name, sql, type.rows(rows));
    }
  }

  private static Function<Approval, @Nullable Object> origin(
      Function<Approval.Origin, ? extends @Nullable Object> of) {
    return a -> a.origin() == null ? null : of.apply(a.origin());
  }

  private static Function<Place, @Nullable Object> ruling(
      Function<Assignment.Ruling, ? extends @Nullable Object> of) {
    return p -> p.assignment().ruling() == null ? null : of.apply(p.assignment().ruling());
  }

  private static List<StoredStage> stages(Approval approval) {
    return approval.stages().stream()
        .map(s -> StoredStage.of(s, approval.identity().requestedAt()))
        .toList();
  }

  private static <T> @Nullable List<T> unlessEmpty(List<T> values) {
    return values.isEmpty() ? null : values;
  }

  private static <T> @Nullable T unless(T usual, T value) {
    return usual.equals(value) ? null : value;
  }
}
