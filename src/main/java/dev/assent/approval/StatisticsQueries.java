package dev.assent.approval;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.schema.DataSourceConfig;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads what approvers have decided over a period: one statement, which may take some seconds. */
@ApplicationScoped
public class StatisticsQueries {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_GROUPS = 200;

  /** What is looked at; nulls do not narrow. */
  record Asked(
      Instant from,
      Instant to,
      @Nullable String workflow,
      @Nullable String step,
      @Nullable String stage,
      @Nullable String approver,
      @Nullable StatisticsGrouping groupBy) {}

  // An id tells to the millisecond when its approver was asked: the first 48 bits of a UUIDv7.
  private static final String RELATED =
      """
      with related as (
        select %s as name, a.decision,
               case when a.decision is not null and a.decided_at >= ? and a.decided_at < ?
                    then greatest(0, extract(epoch from a.decided_at)
                         - ('x' || substr(replace(a.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0) end as took,
               a.decided_at > a.due_at as late, a.status = 'PENDING' as open, a.due_at < ? as due
          from workflow_approvals a join approval_requests r on r.id = a.approval_id and r.tenant_id = a.tenant_id
         where a.tenant_id = ? and (a.decided_at >= ? and a.decided_at < ? or a.status = 'PENDING')""";

  private static final String COUNTED =
      """
      )
      select name, grouping(name) as all_of_them, count(took) as decided,
             count(*) filter (where decision = 'APPROVE') as approved,
             count(*) filter (where decision = 'APPROVE_WITH_CONDITIONS') as conditional,
             count(*) filter (where decision = 'REJECT') as rejected,
             count(*) filter (where decision = 'REQUEST_CHANGES') as changes,
             count(*) filter (where decision = 'ABSTAIN') as abstained,
             percentile_cont(array[0.5, 0.9, 0.95]) within group (order by took) as percentiles, avg(took) as mean,
             count(*) filter (where late and took is not null) as late, count(*) filter (where open) as open,
             count(*) filter (where open and due) as overdue
        from related group by grouping sets ((), (name))
       order by all_of_them desc, decided desc, name limit ?""";

  @Resource(lookup = DataSourceConfig.JNDI_NAME)
  private DataSource database;

  /**
   * @throws ProblemException {@code UNAVAILABLE} when it takes too long
   */
  StatisticsView statistics(String tenant, Asked asked, Instant now) {
    StatisticsGrouping by = asked.groupBy();
    List<StatisticsView.GroupStatistics> rows =
        new Query(
                RELATED.formatted(by == null ? "null::text" : by.column()),
                at(asked.from()),
                at(asked.to()),
                at(now),
                tenant,
                at(asked.from()),
                at(asked.to()))
            .andIf(asked.workflow(), "and r.workflow_id = ?")
            .andIf(asked.step(), "and r.step = ?")
            .andIf(asked.stage(), "and coalesce(a.stage, 'approval') = ?")
            .andIf(asked.approver(), "and a.approver = ?")
            .and(COUNTED, MAX_GROUPS + 2)
            .within(
                PATIENCE,
                () ->
                    new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "The statistics took longer than "
                            + PATIENCE.toSeconds()
                            + " s; ask for a shorter period, or narrow them."))
            .list(database, StatisticsQueries::group);
    List<StatisticsView.GroupStatistics> groups =
        by == null ? List.of() : new ArrayList<>(rows.subList(1, rows.size()));
    boolean more = groups.size() > MAX_GROUPS;
    return new StatisticsView(
        asked.from(),
        asked.to(),
        by,
        rows.get(0).statistics(),
        more ? groups.subList(0, MAX_GROUPS) : groups,
        more);
  }

  private static Object at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static StatisticsView.GroupStatistics group(ResultSet row) throws SQLException {
    long approved = row.getLong("approved");
    long conditional = row.getLong("conditional");
    long rejected = row.getLong("rejected");
    long votes = approved + conditional + rejected;
    return new StatisticsView.GroupStatistics(
        row.getString("name"),
        new StatisticsView.DecisionStatistics(
            row.getLong("decided"),
            approved,
            conditional,
            rejected,
            row.getLong("changes"),
            row.getLong("abstained"),
            votes == 0 ? null : Math.round(1e4 * rejected / votes) / 1e4,
            took(row),
            row.getLong("late"),
            row.getLong("open"),
            row.getLong("overdue")));
  }

  private static StatisticsView.@Nullable TimeToDecide took(ResultSet row) throws SQLException {
    if (row.getLong("decided") == 0) {
      return null;
    }
    Object[] percentiles = (Object[]) row.getArray("percentiles").getArray();
    return new StatisticsView.TimeToDecide(
        duration(((Number) percentiles[0]).doubleValue()),
        duration(((Number) percentiles[1]).doubleValue()),
        duration(((Number) percentiles[2]).doubleValue()),
        duration(row.getDouble("mean")));
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
