package dev.assent.approval;

import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** How much those among whom is chosen have to decide: one statement for all of them. */
@ApplicationScoped
public class WorkloadQueries {
  /** Beyond it nobody is told from another. */
  static final int MAX_COUNTED = 1_000;

  /** The decisions that a median is taken of. */
  static final int LAST_DECISIONS = 20;

  // Both counts read an index over open assignments only: workflow_approvals_inbox and _claimed.
  static final String OPEN =
      """
      (select count(*) from (
          select 1 from workflow_approvals o
           where o.tenant_id = ? and o.approver_type = 'USER' and o.approver = c.name and o.status = 'PENDING'
           limit %1$d) own)
      + (select count(*) from (
          select 1 from workflow_approvals o
           where o.tenant_id = ? and o.claimed_by = c.name and o.approver_type = 'ROLE' and o.status = 'PENDING'
           limit %1$d) claimed)"""
          .formatted(MAX_COUNTED);

  // An assignment's id says when it was made: its first 48 bits are the milliseconds (RFC 9562,
  // 5.7).
  static final String RESPONSE =
      """
      (select percentile_cont(0.5) within group (order by greatest(0,
                extract(epoch from d.decided_at) * 1000
                - ('x0000' || left(replace(d.id::text, '-', ''), 12))::bit(64)::bigint))
         from (select l.id, l.decided_at from workflow_approvals l
                where l.tenant_id = ? and l.decided_by = c.name
                order by l.decided_at desc limit %d) d)"""
          .formatted(LAST_DECISIONS);

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** What each of {@code names} has open. */
  Map<String, Workload> open(String tenant, Collection<String> names) {
    Map<String, Workload> loads = new HashMap<>();
    new Query(
            "select c.name, " + OPEN + " as open from unnest(?) as c(name)", tenant, tenant, names)
        .each(
            dataSource,
            row -> loads.put(row.getString("name"), new Workload(row.getInt("open"), null)));
    return loads;
  }

  /** The same with how soon they decide. */
  Map<String, Workload> openAndResponse(String tenant, Collection<String> names) {
    Map<String, Workload> loads = new HashMap<>();
    new Query(
            "select c.name, "
                + OPEN
                + " as open, "
                + RESPONSE
                + " as response from unnest(?) as c(name)",
            tenant,
            tenant,
            tenant,
            names)
        .each(
            dataSource,
            row -> {
              double millis = row.getDouble("response");
              Duration response = row.wasNull() ? null : Duration.ofMillis(Math.round(millis));
              return loads.put(row.getString("name"), new Workload(row.getInt("open"), response));
            });
    return loads;
  }
}
