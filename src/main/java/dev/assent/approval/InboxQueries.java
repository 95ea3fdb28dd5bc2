package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads inboxes: by one statement where no rule can keep a row from the caller, by a second one
 * that looks at all of them where one could.
 */
@ApplicationScoped
public class InboxQueries {
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  @Resource(lookup = "java:app/jdbc/assent")
  DataSource dataSource;

  @Inject Clock clock;

  /** A row, and where it stands in its list. */
  private record Row(PendingView view, int rank) {}

  /** What there was to see without the rules, and whether that is all there is to it. */
  private static final class Plain {
    final List<Row> rows = new ArrayList<>();
    boolean suffices = true;

    boolean add(ResultSet row) throws SQLException {
      boolean isThere = row.getObject("id") != null;
      suffices &= !row.getBoolean("standing") && (!isThere || row.getBoolean("plain"));
      if (suffices && isThere) {
        rows.add(row(row));
      }
      return suffices;
    }
  }

  /**
   * A page of what {@code caller} can decide now: as a user, in all roles, for those whose
   * substitute the caller is today, and what those have claimed. What others have claimed is not
   * among it, nor what the separation of duties keeps from the caller, nor stages in which the
   * caller has decided.
   *
   * @param cursor of a list in the same order
   */
  Page<PendingView> pending(
      Caller caller, InboxFilter filter, InboxSort sort, @Nullable String cursor, int limit) {
    InboxSql.After after = cursor == null ? null : after(sort, cursor);
    return Page.of(
        rows(caller, filter, sort, after, limit + 1), limit, Row::view, row -> position(sort, row));
  }

  private List<Row> rows(
      Caller caller, InboxFilter filter, InboxSort sort, InboxSql.@Nullable After after, int most) {
    Instant now = clock.now();
    if (InboxSql.canBePlain(filter)) {
      Plain plain = new Plain();
      new InboxSql(caller, filter, now, InboxSql.Depth.PLAIN)
          .page(sort, after, most)
          .each(dataSource, plain::add);
      if (plain.suffices) {
        return plain.rows;
      }
    }
    return new InboxSql(caller, filter, now, InboxSql.Depth.WHOLE)
        .page(sort, after, most)
        .list(dataSource, InboxQueries::row);
  }

  /** How much of it there is; one statement. */
  InboxCountsView counts(Caller caller) {
    Map<String, Integer> counted = new HashMap<>();
    new InboxCountSql(new InboxSql(caller, InboxFilter.NONE, clock.now(), InboxSql.Depth.WHOLE))
        .counts()
        .each(dataSource, row -> counted.put(row.getString("name"), row.getInt("count")));
    return InboxCountsView.of(counted);
  }

  private static List<String> position(InboxSort sort, Row row) {
    String id = row.view().assignment().id().toString();
    if (sort == InboxSort.AGE) {
      return List.of(id);
    }
    Instant dueAt = row.view().dueAt();
    return List.of(
        sort.word(),
        String.valueOf(row.rank()),
        sort == InboxSort.DUE && dueAt != null ? dueAt.toString() : "",
        id);
  }

  /**
   * @throws ProblemException {@code INVALID_PARAMETER} for a cursor of another order
   */
  static InboxSql.After after(InboxSort sort, String cursor) {
    if (sort == InboxSort.AGE) {
      return new InboxSql.After(0, null, Cursor.uuid(cursor));
    }
    List<String> position = Cursor.decode(cursor, 4);
    try {
      int rank = Integer.parseInt(position.get(1));
      String due = position.get(2);
      boolean dated = sort == InboxSort.DUE && rank == 0;
      if (position.get(0).equals(sort.word())
          && rank >= 0
          && rank <= (sort == InboxSort.DUE ? 1 : 3)
          && dated != due.isEmpty()) {
        return new InboxSql.After(
            rank, dated ? dueAt(due) : null, UUID.fromString(position.get(3)));
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      // refused below
    }
    throw Cursor.invalid();
  }

  /** A time that PostgreSQL can take. */
  private static Instant dueAt(String text) {
    Instant dueAt = Instant.parse(text);
    if (dueAt.isBefore(Instant.EPOCH) || dueAt.isAfter(LATEST)) {
      throw Cursor.invalid();
    }
    return dueAt;
  }

  private static Row row(ResultSet row) throws SQLException {
    String risk = row.getString("risk");
    return new Row(
        new PendingView(
            row.getObject("id", UUID.class),
            row.getObject("instance_id", UUID.class),
            row.getString("workflow_id"),
            row.getString("step"),
            row.getString("stage"),
            row.getInt("submission"),
            row.getString("title"),
            row.getString("description"),
            row.getString("requested_by"),
            row.getObject("requested_at", OffsetDateTime.class).toInstant(),
            instant(row, "due_at"),
            instant(row, "expires_at"),
            Priority.valueOf(row.getString("priority")),
            row.getString("category"),
            risk == null ? null : RiskLevel.valueOf(risk),
            new PendingView.Assigned(
                row.getObject("assignment_id", UUID.class),
                Approver.Type.valueOf(row.getString("approver_type")),
                row.getString("approver")),
            row.getString("claimed_by"),
            row.getString("on_behalf_of"),
            row.getString("action"),
            ApprovalRow.subject(row)),
        row.getInt("rank"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
