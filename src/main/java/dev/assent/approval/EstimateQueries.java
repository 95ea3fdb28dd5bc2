package dev.assent.approval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assent.platform.schema.DataSourceConfig;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How long stages have taken: the median of the last of the same step, or of the same category for
 * requests that stand alone. Kept in memory for some minutes; one statement when it is not.
 */
@ApplicationScoped
public class EstimateQueries {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MOST_KEPT = 10_000;

  // Of the tenant's requests that ended last so many are looked through: that costs no index more.
  private static final int LOOKED_THROUGH = 5_000;
  private static final int COUNTED = 200;

  /** What requests have in common that take as long. */
  private record Kind(
      String tenant, @Nullable String workflow, @Nullable String step, @Nullable String category) {}

  // An id tells to the millisecond when its approver was asked: the first 48 bits of a UUIDv7.
  private static final String ENDED =
      """
      with ended as (
        select id, tenant_id from (
               select id, tenant_id, workflow_id, step, category, instance_id, closed_at from approval_requests
                where tenant_id = ? and closed_at is not null order by closed_at desc limit %d) r
         where"""
          .formatted(LOOKED_THROUGH);

  private static final String MEDIANS =
      """
      order by closed_at desc limit %d),
      stages as (
        select coalesce(a.stage, 'approval') as stage,
               extract(epoch from max(a.decided_at))
               - min(('x' || substr(replace(a.id::text, '-', ''), 1, 12))::bit(48)::bigint) / 1000.0 as took
          from ended e join workflow_approvals a on a.approval_id = e.id and a.tenant_id = e.tenant_id
         group by e.id, a.stage, a.submission having max(a.decided_at) is not null)
      select stage, percentile_cont(0.5) within group (order by greatest(took, 0)) as median from stages group by stage"""
          .formatted(COUNTED);

  @Resource(lookup = DataSourceConfig.JNDI_NAME)
  private DataSource database;

  private final Cache<Kind, Map<String, Duration>> kept =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(KEPT).build();

  /** For each stage by its name; nothing for those that no request of the kind has passed yet. */
  Map<String, Duration> estimates(Approval approval) {
    Approval.Origin origin = approval.origin();
    Kind kind =
        origin == null
            ? new Kind(approval.tenant(), null, null, approval.request().category())
            : new Kind(approval.tenant(), origin.workflow(), origin.step(), null);
    return kept.get(kind, this::read);
  }

  private Map<String, Duration> read(Kind kind) {
    Query query = new Query(ENDED, kind.tenant());
    if (kind.workflow() != null) {
      query.and("workflow_id = ?", kind.workflow()).andIf(kind.step(), "and step = ?");
    } else if (kind.category() != null) {
      query.and("instance_id is null and category = ?", kind.category());
    } else {
      query.and("instance_id is null and category is null");
    }
    Map<String, Duration> medians = new HashMap<>();
    query
        .and(MEDIANS)
        .each(
            database,
            row ->
                medians.put(
                    row.getString("stage"),
                    Duration.ofMillis(Math.round(row.getDouble("median") * 1_000))));
    return Map.copyOf(medians);
  }
}
