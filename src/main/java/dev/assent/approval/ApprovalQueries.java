package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.sql.Query;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads requests outside a batch; one statement each. */
@ApplicationScoped
public class ApprovalQueries {
  /**
   * What a list is narrowed to; nulls do not narrow.
   *
   * @param stage one that is open
   * @param overdueAt when something of them was to be decided before that is not yet
   * @param conditionsOpen whether a condition of an approval has not been met
   */
  public record Filter(
      @Nullable ApprovalState status,
      @Nullable String approver,
      @Nullable String subjectType,
      @Nullable String subjectId,
      @Nullable String requestedBy,
      @Nullable UUID instanceId,
      @Nullable String workflow,
      @Nullable String category,
      @Nullable RiskLevel risk,
      @Nullable String stage,
      @Nullable Instant overdueAt,
      boolean conditionsOpen) {}

  private static final String ASSIGNED =
      "and exists (select 1 from workflow_approvals x where x.approval_id = r.id and x.tenant_id = r.tenant_id";

  private static final String CONDITIONS_OPEN =
      ASSIGNED
          + " and exists (select 1 from jsonb_array_elements(x.conditions) c where not jsonb_exists(c, 'metAt')))";

  private static final UUID BEFORE_ALL = new UUID(0, 0);
  private static final UUID AFTER_ALL = new UUID(-1, -1);

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /**
   * A request that the caller may look at, by its id.
   *
   * @throws ProblemException {@code NOT_FOUND}
   */
  Approval get(Caller caller, UUID id) {
    return Readership.require(caller, load(caller.tenant(), id));
  }

  /** Any of the tenant, to look at: nothing of what is done to it is written. */
  Approval load(String tenant, UUID id) {
    List<Approval> found = new ArrayList<>();
    ApprovalRow.Collector collector = new ApprovalRow.Collector(found::add);
    select("where r.tenant_id = ? and r.id = ?", tenant, id)
        .each(dataSource, row -> add(collector, row));
    collector.finish();
    if (found.isEmpty()) {
      throw ProblemException.notFound("approval", id);
    }
    return found.get(0);
  }

  /** A page of the requests that the caller may look at, newest first. */
  public Page<ApprovalView> list(Caller caller, Filter filter, @Nullable String cursor, int limit) {
    Query page =
        new Query(
                "with page as (select r.* from approval_requests r where r.tenant_id = ?",
                caller.tenant())
            .andIf(Readership.only(caller), "and r.requested_by = ?")
            .and("and r.id < ?", cursor == null ? AFTER_ALL : Cursor.uuid(cursor))
            .andIf(filter.status(), "and r.status = ?")
            .andIf(filter.subjectType(), "and r.subject_type = ?")
            .andIf(filter.subjectId(), "and r.subject_id = ?")
            .andIf(filter.requestedBy(), "and r.requested_by = ?")
            .andIf(filter.instanceId(), "and r.instance_id = ?")
            .andIf(filter.approver(), ASSIGNED + " and x.approver = ?)")
            .andIf(filter.workflow(), "and r.workflow_id = ?")
            .andIf(filter.category(), "and r.category = ?")
            .andIf(filter.risk(), "and r.risk = ?")
            .andIf(
                filter.stage(),
                ASSIGNED + " and x.status = 'PENDING' and coalesce(x.stage, 'approval') = ?)")
            .andIf(
                filter.overdueAt() == null ? null : filter.overdueAt().atOffset(ZoneOffset.UTC),
                "and r.status = 'PENDING' "
                    + ASSIGNED
                    + " and x.status = 'PENDING' and x.due_at < ?)")
            .and(filter.conditionsOpen() ? CONDITIONS_OPEN : "")
            .and("order by r.id desc limit ?)", limit + 1)
            .and(
                "select "
                    + ApprovalRow.COLUMNS
                    + " from page r left join workflow_approvals a on a.approval_id = r.id and a.tenant_id = r.tenant_id and"
                    + ApprovalRow.ASKED_LAST
                    + " order by r.id desc, a.id");
    List<ApprovalView> rows = new ArrayList<>();
    ApprovalRow.Collector collector = new ApprovalRow.Collector(a -> rows.add(ApprovalView.of(a)));
    page.each(dataSource, row -> add(collector, row));
    collector.finish();
    return Page.of(rows, limit, row -> row, row -> List.of(row.id().toString()));
  }

  /** A page of what was said about a request, oldest first. */
  public Page<CommentView> comments(
      Caller caller, UUID approval, @Nullable String cursor, int limit) {
    UUID known = get(caller, approval).id();
    List<CommentView> rows =
        new Query(
                "select id, author, text, attachments::text as attachments, created_at from approval_comments"
                    + " where tenant_id = ? and approval_id = ? and id > ? order by id limit ?",
                caller.tenant(),
                known,
                cursor == null ? BEFORE_ALL : Cursor.uuid(cursor),
                limit + 1)
            .list(dataSource, ApprovalQueries::commentView);
    return Page.of(rows, limit, row -> row, row -> List.of(row.id().toString()));
  }

  private static CommentView commentView(ResultSet row) throws SQLException {
    String attachments = row.getString("attachments");
    return new CommentView(
        row.getObject("id", UUID.class),
        row.getString("author"),
        row.getString("text"),
        attachments == null ? null : List.of(Json.read(attachments, Attachment[].class)),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  /** A page of what a request was before it was resubmitted, newest first. */
  public Page<SubmissionView> submissions(
      Caller caller, UUID approval, @Nullable String cursor, int limit) {
    UUID known = get(caller, approval).id();
    List<SubmissionView> rows =
        new Query(
                "select submission, content::text as content, replaced_by, replaced_at, comment, changes::text as changes"
                    + " from approval_submissions where tenant_id = ? and approval_id = ? and submission < ?"
                    + " order by submission desc limit ?",
                caller.tenant(),
                known,
                cursor == null ? Integer.MAX_VALUE : submission(cursor),
                limit + 1)
            .list(dataSource, ApprovalQueries::submissionView);
    return Page.of(rows, limit, row -> row, row -> List.of(String.valueOf(row.submission())));
  }

  private static int submission(String cursor) {
    try {
      return Integer.parseInt(Cursor.decode(cursor, 1).get(0));
    } catch (NumberFormatException e) {
      throw Cursor.invalid();
    }
  }

  private static SubmissionView submissionView(ResultSet row) throws SQLException {
    return new SubmissionView(
        row.getInt("submission"),
        Json.parse(row.getString("content")),
        List.of(Json.read(row.getString("changes"), Submission.Change[].class)),
        row.getString("replaced_by"),
        row.getObject("replaced_at", OffsetDateTime.class).toInstant(),
        row.getString("comment"));
  }

  private static Query select(String where, Object... values) {
    return new Query(
            "select "
                + ApprovalRow.COLUMNS
                + " from approval_requests r left join workflow_approvals a on a.approval_id = r.id and a.tenant_id = r.tenant_id and"
                + ApprovalRow.ASKED_LAST)
        .and(where, values)
        .and("order by r.id, a.id");
  }

  private static boolean add(ApprovalRow.Collector collector, ResultSet row) throws SQLException {
    collector.add(row);
    return true;
  }
}
