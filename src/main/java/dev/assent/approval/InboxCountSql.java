package dev.assent.approval;

import dev.assent.platform.sql.Query;

/**
 * Counts an inbox, no further than to one more than {@link InboxCountsView#MOST} of each kind, in
 * one statement whose rows are a name and a count. What is usual, NORMAL, is not counted: it is the
 * rest.
 */
final class InboxCountSql {
  private static final String COUNTED = "(select count(*) as count from (%s limit %d) x) c";

  private final InboxSql inbox;

  InboxCountSql(InboxSql inbox) {
    this.inbox = inbox;
  }

  Query counts() {
    String scope =
        "case when n.type = 'ROLE' then 'ROLES' when n.name = n.me then 'MINE' else 'SUBSTITUTED' end = k.name";
    return inbox
        .people(null, 0)
        .and("select k.name, c.count from (values ('MINE'), ('ROLES'), ('SUBSTITUTED')) k(name)")
        .and("cross join lateral " + counted(scope, "k.name = 'SUBSTITUTED'", "true"))
        .and("union all select k.name, c.count from (values ('URGENT'), ('HIGH'), ('LOW')) k(name)")
        .and("cross join lateral ")
        .and(counted("true", "true", "o.priority = k.name and o.priority <> 'NORMAL'"))
        .and("union all select 'OVERDUE', c.count from ")
        .and(counted("true", "true", "o.due_at < n.now"))
        .and("union all select 'CLAIMED', c.count from ")
        .and(COUNTED.formatted(claimed("select me as name from who", "true", "true"), most()));
  }

  /** The shown rows of all names, with those that principals have claimed. */
  private static String counted(String names, String claims, String rows) {
    String asked =
        "select 1 from names n cross join lateral ("
            + rows(InboxSql.ASKED, rows)
            + ") h where "
            + names;
    return COUNTED.formatted(
        asked + " union all " + claimed("select principal as name from principals", claims, rows),
        most());
  }

  private static String claimed(String claimants, String claims, String rows) {
    return "select 1 from (select w.*, s.name from who w cross join ("
        + claimants
        + ") s) n cross join lateral ("
        + rows(InboxSql.CLAIMED, rows)
        + ") h where "
        + claims;
  }

  private static String rows(String of, String rows) {
    return "select 1 from workflow_approvals o where o.tenant_id = n.tenant and %s and %s and %s"
        .formatted(of, rows, InboxRules.isShown("o"));
  }

  private static int most() {
    return InboxCountsView.MOST + 1;
  }
}
