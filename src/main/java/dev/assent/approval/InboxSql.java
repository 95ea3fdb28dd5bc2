package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.Standings;
import dev.assent.platform.sql.Query;
import dev.assent.platform.web.Cursor;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts the statements of the inbox together.
 *
 * <p>A caller has sources: himself, each role, and each one he stands in for. Of each the index
 * gives the assignments in order, but a page has the first of all of them together, and somebody
 * may be in 1,000 roles. So each source is asked for its first row; only the sources with the
 * smallest of these can have more of the page, the one at place k at most as many as places are
 * left from k on. That reads some rows more than there are sources and than the page has, and not
 * their product.
 *
 * <p>What is sorted by due time or priority is read in parts, each from the partial index that has
 * it in order; the second part has what is usual, and is not read when the first fills the page.
 */
final class InboxSql {
  /** Sorts before every id. */
  static final UUID BEFORE_ALL = new UUID(0, 0);

  /** How far a statement looks. */
  enum Depth {
    /**
     * At what asks the caller and is not barred to the caller, without the other rules that may
     * keep it from the caller: each row says whether one of them could. Most inboxes have no row of
     * which it does, and this statement costs a fraction of the other.
     */
    PLAIN,
    /** At everything. */
    WHOLE
  }

  /** Where a page goes on. {@code dueAt} is what its list sorts by, when it has one. */
  record After(int rank, @Nullable Instant dueAt, UUID id) {}

  /**
   * A part of an order.
   *
   * @param ranks those that it has: for each its number and the priority, or null
   * @param condition of its rows
   * @param order of rows of one rank
   */
  private record Part(List<Rank> ranks, String condition, String order) {
    boolean byDue() {
      return order.contains("due_at");
    }
  }

  private record Rank(int number, @Nullable Priority priority) {}

  private final Caller caller;
  private final InboxFilter filter;
  private final Instant now;
  private final Depth depth;

  InboxSql(Caller caller, InboxFilter filter, Instant now, Depth depth) {
    this.caller = caller;
    this.filter = filter;
    this.now = now;
    this.depth = depth;
  }

  /** Whether what {@code filter} asks for can be looked for at this depth. */
  static boolean canBePlain(InboxFilter filter) {
    return filter.scope() == null
        || filter.scope() == InboxScope.MINE
        || filter.scope() == InboxScope.ROLES;
  }

  /** The first {@code rows} after a position. */
  Query page(InboxSort sort, @Nullable After after, int rows) {
    Query query = people(after, rows);
    List<Part> parts = parts(sort, after);
    if (parts.isEmpty()) {
      throw Cursor.invalid(); // of a list that was narrowed otherwise
    }
    for (int i = 0; i < parts.size(); i++) {
      part(query, parts.get(i), i, after);
    }
    StringBuilder all = new StringBuilder("select * from part0");
    for (int i = 1; i < parts.size(); i++) {
      all.append(" union all select * from part").append(i);
    }
    String page = "(" + all + " order by rank, due_key, id limit (select rows from who))";
    return depth == Depth.WHOLE
        ? query.and(
            SHOWN.formatted(page, InboxRules.principal("a").replace("n.me", "a.me"), "true"))
        : query
            .and("select f.standing, x.* from (select " + InboxRules.STANDING + " as standing")
            .and("from who) f left join (")
            .and(SHOWN.formatted(page, "null", InboxRules.isPlain("a", "a.me")))
            .and(") x on true order by x.rank, x.due_key, x.assignment_id");
  }

  private static final String SHOWN =
      """
      select a.rank, a.due_key, a.id as assignment_id, a.approver_type, a.approver, a.stage, a.submission, a.due_at, a.expires_at, a.claimed_by,
             coalesce(%2$s, a.on_behalf_of) as on_behalf_of, %3$s as plain,
             r.id, r.instance_id, r.workflow_id, r.step, r.title, r.description, r.subject_type, r.subject_id,
             r.subject::text as subject, r.priority, r.category, r.risk, r.action ->> 'name' as action, r.requested_by, r.requested_at
        from %1$s a
        join approval_requests r on r.tenant_id = a.tenant_id and r.id = a.approval_id
       order by a.rank, a.due_key, a.id""";

  /** What is shown of an assignment: read where it is found, so that it is not looked up again. */
  private static final String FOUND =
      "o.id, o.approval_id, o.approver_type, o.approver, o.stage, o.submission, o.due_at, o.expires_at, o.claimed_by,"
          + " o.on_behalf_of";

  /** Who calls, and by which names requests reach the caller. */
  Query people(@Nullable After after, int rows) {
    Query query =
        new Query(
                "with who as materialized (select ?::text as tenant, ?::text as me, ?::int as rows, ?::uuid as after,"
                    + " ?::timestamptz as after_due, ?::timestamptz as now),",
                caller.tenant(),
                caller.user(),
                rows,
                after == null ? BEFORE_ALL : after.id(),
                (after == null || after.dueAt() == null ? now : after.dueAt())
                    .atOffset(ZoneOffset.UTC),
                now.atOffset(ZoneOffset.UTC))
            .and(ROLES, caller.roles());
    if (depth == Depth.WHOLE) {
      query
          .and(
              "principals as materialized (" + Standings.PRINCIPALS_SQL + "),",
              caller.tenant(),
              caller.user())
          .and(PAIRS);
    }
    List<String> names = new ArrayList<>();
    if (filter.role() == null && wants(InboxScope.MINE)) {
      names.add("select 'USER' as type, me as name from who");
    }
    if (wants(InboxScope.ROLES)) {
      names.add("select 'ROLE' as type, name from held");
    }
    if (filter.role() == null && depth == Depth.WHOLE && wants(InboxScope.SUBSTITUTED)) {
      names.add("select 'USER' as type, principal as name from principals");
    }
    if (names.isEmpty()) {
      names.add("select 'NONE' as type, me as name from who where false");
    }
    query.and(
        "names as materialized (select w.*, s.type, s.name from who w cross join ("
            + String.join(" union all ", names)
            + ") s");
    return query.andIf(filter.role(), "where s.name = ?").and(")");
  }

  private boolean wants(InboxScope scope) {
    return filter.scope() == null || filter.scope() == scope;
  }

  // Not the array itself, lest a plan is made anew for each number of roles.
  private static final String ROLES =
      "given as materialized (select ?::text[] as names),"
          + " held as materialized (select unnest(names) as name from given),";

  private static final String PAIRS =
      """
      pairs as materialized (
        select p.name as who, s.other
          from who w cross join (select me as name from who union all select principal from principals) p
         cross join lateral (
               select other_user as other from separation_pairs where tenant_id = w.tenant and one_user = p.name
               union all
               select one_user from separation_pairs where tenant_id = w.tenant and other_user = p.name) s),""";

  private List<Part> parts(InboxSort sort, @Nullable After after) {
    String age = "o.id";
    List<Part> parts =
        switch (sort) {
          case AGE -> List.of(new Part(List.of(new Rank(0, null)), "true", age));
          case DUE ->
              filter.overdue()
                  ? List.of(due())
                  : List.of(due(), new Part(List.of(new Rank(1, null)), "o.due_at is null", age));
          case PRIORITY ->
              List.of(
                  new Part(
                      List.of(
                          new Rank(0, Priority.URGENT),
                          new Rank(1, Priority.HIGH),
                          new Rank(3, Priority.LOW)),
                      "o.priority = n.priority and o.priority <> 'NORMAL'",
                      age),
                  new Part(List.of(new Rank(2, null)), "o.priority = 'NORMAL'", age));
        };
    int from = after == null ? 0 : after.rank();
    return parts.stream()
        .filter(p -> p.ranks().get(p.ranks().size() - 1).number() >= from)
        .toList();
  }

  private static Part due() {
    return new Part(List.of(new Rank(0, null)), "o.due_at is not null", "o.due_at, o.id");
  }

  private void part(Query query, Part part, int number, @Nullable After after) {
    List<String> ranks = new ArrayList<>();
    for (Rank rank : part.ranks()) {
      if (after == null || rank.number() >= after.rank()) {
        boolean here = after != null && rank.number() == after.rank();
        ranks.add(
            "(%d, %s, %s)"
                .formatted(
                    rank.number(),
                    rank.priority() == null ? "null::text" : "'" + rank.priority() + "'",
                    here));
      }
    }
    boolean goesOn = part.byDue() && after != null && part.ranks().get(0).number() == after.rank();
    String begin =
        !part.byDue()
            ? "o.id > case when n.here then n.after else '00000000-0000-0000-0000-000000000000' end"
            : goesOn ? "(o.due_at, o.id) > (n.after_due, n.after)" : "true";
    String again = part.byDue() ? "(o.due_at, o.id) >= (n.due_at, n.id)" : "o.id >= n.id";
    String unlessFull =
        number == 0
            ? ""
            : " where (select count(*) from part%d where rank < %d) < (select rows from who)"
                .formatted(number - 1, part.ranks().get(0).number());
    String order = part.byDue() ? "h.due_at, h.id" : "n.rank, h.id";
    String found =
        "n.rank, n.tenant as tenant_id, n.me, %s as due_key, h.*"
            .formatted(part.byDue() ? "h.due_at" : "null::timestamptz");
    query
        .and(", rank%d as materialized (select * from (values".formatted(number))
        .and(String.join(", ", ranks) + ") as k(rank, priority, here)" + unlessFull + "),")
        .and("head%d as materialized (select n.*, h.id, h.due_at,".formatted(number))
        .and("row_number() over (order by %s) as place".formatted(order))
        .and("from (select n.*, k.* from names n cross join rank%d k) n".formatted(number))
        .and("cross join lateral (");
    rows(query, "o.id, o.due_at", part, ASKED, begin, "1");
    query
        .and(") h order by " + order + " limit (select rows from who)),")
        .and("part%d as materialized (".formatted(number))
        .and("select %s from head%d n cross join lateral (".formatted(found, number));
    rows(query, FOUND, part, ASKED, again, "n.rows - n.place + 1");
    query.and(") h");
    String claimants = claimants();
    if (claimants != null) {
      query
          .and("union all select %s".formatted(found))
          .and("from (select w.*, k.*, c.name from who w cross join rank%d k".formatted(number))
          .and("cross join (" + claimants + ") c) n cross join lateral (");
      rows(query, FOUND, part, CLAIMED, begin, "n.rows");
      query.and(") h");
    }
    query.and("order by rank, due_key, id limit (select rows from who))");
  }

  /** Those whose claims count, beside what reaches the caller anyway. */
  private @Nullable String claimants() {
    if (filter.scope() == InboxScope.CLAIMED) {
      return "select me as name from who";
    }
    return filter.role() == null && depth == Depth.WHOLE && wants(InboxScope.SUBSTITUTED)
        ? "select principal as name from principals"
        : null;
  }

  static final String ASKED =
      "o.approver_type = n.type and o.approver = n.name and o.status = 'PENDING'";

  static final String CLAIMED =
      "o.claimed_by = n.name and o.status = 'PENDING'"
          + " and case when n.name = n.me then %s else o.approver not in (select name from held) end"
              .formatted(InboxRules.asks("o"));

  /** Of one source, in order. */
  private void rows(Query query, String columns, Part part, String of, String from, String limit) {
    query
        .and(
            "select %s from workflow_approvals o where o.tenant_id = n.tenant and %s"
                .formatted(columns, of))
        .and("and " + from)
        .and("and " + part.condition());
    query.and(
        depth == Depth.WHOLE
            ? "and " + InboxRules.isShown("o")
            : "and not " + InboxRules.bars("o", "n.me"));
    filters(query);
    query.and("order by " + part.order() + " limit " + limit);
  }

  private void filters(Query query) {
    InboxFilter.Subject subject = filter.subject();
    if (filter.overdue()) {
      query.and("and o.due_at < n.now");
    }
    if (filter.priority() != null) {
      query.and("and o.priority = '" + filter.priority() + "'");
    }
    if (subject.stage() != null) {
      query.and("and coalesce(o.stage, 'approval') = ?", subject.stage());
    }
    if (isOfRequest()) {
      query
          .and("and exists (select 1 from approval_requests q where q.id = o.approval_id")
          .and("and q.tenant_id = o.tenant_id")
          .andIf(subject.workflow(), "and q.workflow_id = ?")
          .andIf(subject.step(), "and q.step = ?")
          .andIf(subject.type(), "and q.subject_type = ?")
          .andIf(subject.id(), "and q.subject_id = ?")
          .andIf(filter.requestedBy(), "and q.requested_by = ?")
          .andIf(filter.category(), "and q.category = ?")
          .andIf(filter.risk(), "and q.risk = ?")
          .andIf(filter.q(), "and position(lower(?) in lower(q.title)) > 0")
          .and("offset 0)");
    }
  }

  private boolean isOfRequest() {
    InboxFilter.Subject subject = filter.subject();
    return java.util.stream.Stream.of(
            subject.workflow(),
            subject.step(),
            subject.type(),
            subject.id(),
            filter.requestedBy(),
            filter.category(),
            filter.risk(),
            filter.q())
        .anyMatch(java.util.Objects::nonNull);
  }
}
