package dev.assent.approval;

import dev.assent.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests from rows of request and assignment, the rows of one request one after the other.
 */
final class ApprovalRow {
  static final String COLUMNS =
      """
      r.id, r.tenant_id, r.instance_id, r.workflow_id, r.step, r.title, r.description, r.subject_type, r.subject_id,
      r.subject::text as subject, r.policy, r.status, r.priority, r.requested_by, r.requested_at, r.excluded::text as excluded,
      r.closed_at, r.revision, a.id as assignment_id, a.approver_type, a.approver, a.status as assignment_status, a.decision,
      a.decided_by, a.rationale, a.conditions::text as conditions, a.decided_at""";

  private ApprovalRow() {}

  /** Puts the rows of each request together. */
  static final class Collector {
    private final Consumer<Approval> taker;
    private final List<Assignment> assignments = new ArrayList<>();
    private @Nullable Head head;

    Collector(Consumer<Approval> taker) {
      this.taker = taker;
    }

    void add(ResultSet row) throws SQLException {
      UUID id = row.getObject("id", UUID.class);
      if (head == null || !head.id().equals(id)) {
        finish();
        head = Head.of(row, id);
      }
      assignments.add(assignment(row));
    }

    void finish() {
      if (head != null) {
        taker.accept(head.with(assignments));
      }
      head = null;
      assignments.clear();
    }
  }

  /** The request's own columns. */
  private record Head(
      UUID id,
      String tenant,
      Approval.@Nullable Origin origin,
      ApprovalRequest request,
      String requestedBy,
      Instant requestedAt,
      ApprovalState state,
      @Nullable Instant closedAt,
      long revision) {

    @SuppressWarnings("unchecked")
    static Head of(ResultSet row, UUID id) throws SQLException {
      UUID instance = row.getObject("instance_id", UUID.class);
      Map<String, String> excluded = Json.read(row.getString("excluded"), Map.class);
      return new Head(
          id,
          row.getString("tenant_id"),
          instance == null
              ? null
              : new Approval.Origin(instance, row.getString("workflow_id"), row.getString("step")),
          new ApprovalRequest(
              row.getString("title"),
              row.getString("description"),
              subject(row),
              Policy.valueOf(row.getString("policy")),
              Priority.valueOf(row.getString("priority")),
              List.of(),
              excluded),
          row.getString("requested_by"),
          row.getObject("requested_at", OffsetDateTime.class).toInstant(),
          ApprovalState.valueOf(row.getString("status")),
          instant(row, "closed_at"),
          row.getLong("revision"));
    }

    Approval with(List<Assignment> assignments) {
      return new Approval(id, tenant, origin, request, requestedBy, requestedAt, assignments)
          .stored(state, closedAt, revision);
    }
  }

  static ApprovalSubject subject(ResultSet row) throws SQLException {
    String data = row.getString("subject");
    return new ApprovalSubject(
        row.getString("subject_type"),
        row.getString("subject_id"),
        data == null ? null : Json.parse(data));
  }

  private static Assignment assignment(ResultSet row) throws SQLException {
    String decision = row.getString("decision");
    String conditions = row.getString("conditions");
    return Assignment.stored(
        row.getObject("assignment_id", UUID.class),
        new Approver(
            Approver.Type.valueOf(row.getString("approver_type")), row.getString("approver")),
        AssignmentState.valueOf(row.getString("assignment_status")),
        decision == null ? null : Decision.valueOf(decision),
        row.getString("decided_by"),
        row.getString("rationale"),
        conditions == null ? List.of() : List.of(Json.read(conditions, Condition[].class)),
        instant(row, "decided_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
