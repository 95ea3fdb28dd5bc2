package dev.assent.approval;

import dev.assent.platform.json.Json;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
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
      r.subject::text as subject, r.status, r.priority, r.requested_by, r.requested_at, r.closed_at, r.revision,
      r.stages::text as stages, r.submission, r.routing::text as routing, r.category, r.risk, r.action::text as action,
      r.attachments::text as attachments, r.wake_at, now() as read_at,
      a.id as assignment_id, a.approver_type, a.approver, a.status as assignment_status, a.decision, a.decided_by, a.on_behalf_of,
      a.rationale, a.conditions::text as conditions, a.decided_at, a.stage, a.submission as asked_in, a.seat, a.came, a.came_from,
      a.claimed_by, a.barred::text as barred, a.scores::text as scores, a.attachments::text as decision_attachments""";

  /** Those that a request's stages were asked by last; what was asked before is history. */
  static final String ASKED_LAST =
      """
        (r.submission = 1 or exists (
             select from jsonb_array_elements(r.stages) s
              where coalesce(s ->> 'name', 'approval') = coalesce(a.stage, 'approval')
                and coalesce((s ->> 'submission')::int, 1) = a.submission))""";

  private ApprovalRow() {}

  /** What is stored of a route beside its stages. */
  record Routing(
      Route.@Nullable OnResubmit onResubmit,
      @Nullable Duration expires,
      Route.@Nullable Chosen chosen) {
    static @Nullable Routing of(Route route) {
      boolean usual =
          route.onResubmit() == Route.OnResubmit.KEEP_DECIDED
              && route.expires() == null
              && route.chosen() == null;
      return usual ? null : new Routing(route.onResubmit(), route.expires(), route.chosen());
    }

    Route route(List<StagePlan> stages) {
      return new Route(
          stages, onResubmit == null ? Route.OnResubmit.KEEP_DECIDED : onResubmit, expires, chosen);
    }
  }

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
      if (head == null || !head.identity().id().equals(id)) {
        finish();
        head = Head.of(row, id);
      }
      if (row.getObject("assignment_id") != null) {
        assignments.add(assignment(row));
      }
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
      Approval.Identity identity,
      Approval.@Nullable Origin origin,
      ApprovalRequest request,
      List<StoredStage> stages,
      Routing routing,
      ApprovalState state,
      int submission,
      @Nullable Instant closedAt,
      @Nullable Instant wakeAt,
      Instant readAt,
      long revision) {

    static Head of(ResultSet row, UUID id) throws SQLException {
      UUID instance = row.getObject("instance_id", UUID.class);
      String routing = row.getString("routing");
      return new Head(
          new Approval.Identity(
              id,
              row.getString("tenant_id"),
              row.getString("requested_by"),
              row.getObject("requested_at", OffsetDateTime.class).toInstant()),
          instance == null
              ? null
              : new Approval.Origin(instance, row.getString("workflow_id"), row.getString("step")),
          request(row),
          List.of(Json.read(row.getString("stages"), StoredStage[].class)),
          routing == null ? new Routing(null, null, null) : Json.read(routing, Routing.class),
          ApprovalState.valueOf(row.getString("status")),
          row.getInt("submission"),
          instant(row, "closed_at"),
          instant(row, "wake_at"),
          row.getObject("read_at", OffsetDateTime.class).toInstant(),
          row.getLong("revision"));
    }

    private static ApprovalRequest request(ResultSet row) throws SQLException {
      String risk = row.getString("risk");
      String action = row.getString("action");
      return new ApprovalRequest(
          row.getString("title"),
          row.getString("description"),
          subject(row),
          Priority.valueOf(row.getString("priority")),
          row.getString("category"),
          risk == null ? null : RiskLevel.valueOf(risk),
          new Route(List.of(), Route.OnResubmit.KEEP_DECIDED, null, null),
          action == null ? null : Json.read(action, Action.class),
          list(row.getString("attachments"), Attachment[].class));
    }

    Approval with(List<Assignment> assignments) {
      List<StagePlan> plans = new ArrayList<>();
      List<Stage> held = new ArrayList<>();
      for (StoredStage stored : stages) {
        List<Assignment> placed =
            assignments.stream()
                .filter(a -> a.place().stage().equals(stored.nameOrOnly()))
                .filter(a -> a.place().submission() == stored.submissionOr1())
                .sorted(Comparator.comparing(Assignment::id))
                .toList();
        List<Approver> asked =
            placed.stream()
                .filter(a -> a.place().came() == Assignment.Came.ROUTE)
                .map(Assignment::approver)
                .toList();
        StagePlan plan = stored.plan(asked);
        plans.add(plan);
        held.add(new Stage(plan).stored(stored, identity.requestedAt(), placed));
      }
      return new Approval(identity, origin, request.withRoute(routing.route(plans)))
          .stored(state, submission, held, closedAt, revision)
          .awake(wakeAt)
          .readAt(readAt);
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
    UUID id = row.getObject("assignment_id", UUID.class);
    UUID seat = row.getObject("seat", UUID.class);
    String stage = row.getString("stage");
    return new Assignment(
            new Assignment.Place(
                id,
                stage == null ? StagePlan.ONLY : stage,
                row.getInt("asked_in"),
                seat == null ? id : seat,
                new Approver(
                    Approver.Type.valueOf(row.getString("approver_type")),
                    row.getString("approver")),
                Assignment.Came.valueOf(row.getString("came")),
                row.getObject("came_from", UUID.class),
                barred(row.getString("barred"))),
            row.getString("on_behalf_of"))
        .stored(
            AssignmentState.valueOf(row.getString("assignment_status")),
            row.getString("claimed_by"),
            ruling(row));
  }

  private static Assignment.@Nullable Ruling ruling(ResultSet row) throws SQLException {
    String decision = row.getString("decision");
    if (decision == null) {
      return null;
    }
    return new Assignment.Ruling(
        Decision.valueOf(decision),
        row.getString("decided_by"),
        row.getString("rationale"),
        list(row.getString("conditions"), Condition[].class),
        scores(row.getString("scores")),
        list(row.getString("decision_attachments"), Attachment[].class),
        row.getObject("decided_at", OffsetDateTime.class).toInstant());
  }

  /** Names as keys, or as items, as rows from before stages and since have them. */
  private static List<String> barred(@Nullable String json) {
    if (json == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    com.fasterxml.jackson.databind.JsonNode node = Json.parse(json);
    if (node.isArray()) {
      node.forEach(n -> names.add(n.asText()));
    } else {
      node.fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  private static Map<String, BigDecimal> scores(@Nullable String json) {
    if (json == null) {
      return Map.of();
    }
    Map<String, BigDecimal> scores = new java.util.LinkedHashMap<>();
    Json.parse(json).properties().forEach(e -> scores.put(e.getKey(), e.getValue().decimalValue()));
    return scores;
  }

  private static <T> List<T> list(@Nullable String json, Class<T[]> type) {
    return json == null ? List.of() : List.of(Json.read(json, type));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
