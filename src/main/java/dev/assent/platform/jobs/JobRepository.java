package dev.assent.platform.jobs;

import dev.assent.platform.json.Json;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The runner's statements, each a transaction of its own. Times are the database's. None of them
 * waits for a row while it holds another, so they are in no circle of waiting.
 */
@ApplicationScoped
public class JobRepository {
  /**
   * Leases, tells when the next job is due, and puts back what lost nodes had. The lanes of each
   * kind are found by skipping from one to the next in jobs_ready, so that a lane costs some page
   * reads however many jobs wait in it, and a full one none but that. Of what is due the lanes with
   * the fewest running jobs come first. Rows are changed by an array of ids, because for a join
   * PostgreSQL may think of reading the whole table.
   */
  static final String LEASE =
      """
      with recursive lanes(kind, of_kind, lane) as (
        select k.kind, k.free,
               (select j.lane from jobs j where j.status = 'READY' and j.kind = k.kind order by j.lane limit 1)
          from unnest(?, ?) as k(kind, free)
        union all
        select l.kind, l.of_kind,
               (select j.lane from jobs j where j.status = 'READY' and j.kind = l.kind and j.lane > l.lane order by j.lane limit 1)
          from lanes l where l.lane is not null),
      open_lanes as materialized (
        select l.kind, l.of_kind, l.lane, coalesce(b.running, 0) as running, ? - coalesce(b.running, 0) as of_lane
          from lanes l left join unnest(?, ?) as b(lane, running) on b.lane = l.lane
         where l.lane is not null and coalesce(b.running, 0) < ?),
      due as materialized (
        select o.kind, o.of_kind, o.lane, o.running, o.of_lane, d.id, d.due_at
          from open_lanes o cross join lateral (
            select j.id, j.due_at from jobs j
             where j.status = 'READY' and j.kind = o.kind and j.lane = o.lane and j.due_at <= now()
             order by j.due_at limit least(o.of_lane, o.of_kind) for update skip locked) as d),
      in_lane as (
        select d.*, row_number() over (partition by lane order by due_at) as place from due d),
      in_kind as (
        select i.id, i.due_at, i.of_kind, i.running + i.place as depth,
               row_number() over (partition by kind order by running + place, due_at) as place
          from in_lane i where i.place <= i.of_lane),
      ranked as (
        select i.id, i.depth, row_number() over (order by depth, due_at) as place from in_kind i where i.place <= i.of_kind),
      leased as (
        update jobs j set status = 'LEASED', fence = j.fence + 1, attempts = j.attempts + 1, leased_by = ?,
               lease_until = now() + ? * interval '1 millisecond'
         where j.id = any(array(select r.id from ranked r where r.place <= ? and (r.depth = 1 or r.place <= ?)))
        returning j.id, j.tenant_id, j.kind, j.lane, j.instance_id, j.token_id, j.payload, j.attempts, j.max_attempts,
                  j.backoff_ms, j.max_backoff_ms, j.timeout_ms, j.fence),
      recovered as (
        update jobs j set status = case when j.held then 'HELD' else 'READY' end, leased_by = null, lease_until = null
         where j.id = any(array(select id from jobs where status = 'LEASED' and lease_until < now()
                                 order by lease_until limit 100 for update skip locked)) returning 1)
      select n.recovered, n.wait_ms, l.* from (
        select (select count(*) from recovered) as recovered,
               (select (extract(epoch from min(f.due_at) - now()) * 1000)::bigint from open_lanes o cross join lateral (
                  select j.due_at from jobs j
                   where j.status = 'READY' and j.kind = o.kind and j.lane = o.lane and j.due_at > now()
                   order by j.due_at limit 1) as f) as wait_ms) as n
        left join leased l on true""";

  // a row that is locked is being finished or changed by a command: its lease is left as it is
  private static final String EXTEND =
      """
      with mine as (select * from unnest(?, ?, ?) as m(id, tenant_id, fence)),
      extended as (
        update jobs j set lease_until = now() + ? * interval '1 millisecond'
          from (select j.id from mine m join jobs j on j.id = m.id and j.tenant_id = m.tenant_id and j.fence = m.fence
                 where j.status = 'LEASED' for update of j skip locked) as e
         where j.id = e.id)
      select m.id from mine m join jobs j on j.id = m.id and j.tenant_id = m.tenant_id and j.fence = m.fence
       where j.status = 'LEASED'""";

  private static final String PUT_BACK =
      """
      update jobs set status = case when held then 'HELD' else 'READY' end, due_at = now() + ? * interval '1 millisecond',
             last_error = ?, leased_by = null, lease_until = null
       where id = ? and tenant_id = ? and fence = ? and status = 'LEASED'""";

  private static final String GIVE_UP =
      """
      update jobs j set status = case when j.held then 'HELD' else 'READY' end, attempts = j.attempts - 1, leased_by = null,
             lease_until = null
        from unnest(?, ?, ?) as m(id, tenant_id, fence)
       where j.id = m.id and j.tenant_id = m.tenant_id and j.fence = m.fence and j.status = 'LEASED'""";

  private static final String WAITING =
      """
      with recursive kinds(kind) as (
        select (select j.kind from jobs j where j.status = 'READY' order by j.kind limit 1)
        union all
        select (select j.kind from jobs j where j.status = 'READY' and j.kind > k.kind order by j.kind limit 1)
          from kinds k where k.kind is not null),
      lanes(kind, lane) as (
        select k.kind, (select j.lane from jobs j where j.status = 'READY' and j.kind = k.kind order by j.lane limit 1)
          from kinds k where k.kind is not null
        union all
        select l.kind, (select j.lane from jobs j where j.status = 'READY' and j.kind = l.kind and j.lane > l.lane order by j.lane limit 1)
          from lanes l where l.lane is not null)
      select l.kind, sum(d.jobs), coalesce(extract(epoch from now() - min(d.oldest)), 0)
        from lanes l cross join lateral (
          select count(*) as jobs, min(due_at) as oldest from (
            select j.due_at from jobs j
             where j.status = 'READY' and j.kind = l.kind and j.lane = l.lane and j.due_at <= now()
             order by j.due_at limit 10000) as due) as d
       where l.lane is not null group by l.kind""";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** For CDI. */
  JobRepository() {}

  JobRepository(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * What a lease brought.
   *
   * @param recovered how many of lost nodes' jobs can be leased again
   * @param untilNext until something is due that was not; null when nothing is known
   */
  record Leased(List<LeasedJob> jobs, int recovered, @Nullable Duration untilNext) {}

  /**
   * Leases what is due, within {@code vacancy}. One statement.
   *
   * @param now from which executors count their deadlines
   */
  Leased lease(JobSlots.Vacancy vacancy, String node, Duration lease, Instant now) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement sent = connection.prepareStatement(LEASE)) {
      bind(connection, sent, vacancy);
      sent.setString(7, node);
      sent.setLong(8, lease.toMillis());
      List<LeasedJob> jobs = new ArrayList<>();
      try (ResultSet row = sent.executeQuery()) {
        row.next();
        int recovered = row.getInt(1);
        long wait = row.getLong(2);
        Duration untilNext = row.wasNull() ? null : Duration.ofMillis(Math.max(1, wait));
        do {
          if (row.getString(3) != null) {
            jobs.add(leased(row, now));
          }
        } while (row.next());
        return new Leased(jobs, recovered, untilNext);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("jobs could not be leased", e);
    }
  }

  private static void bind(Connection connection, PreparedStatement sent, JobSlots.Vacancy vacancy)
      throws SQLException {
    List<Map.Entry<String, Integer>> kinds = List.copyOf(vacancy.kinds().entrySet());
    List<Map.Entry<String, Integer>> busy = List.copyOf(vacancy.busyLanes().entrySet());
    sent.setArray(1, connection.createArrayOf("text", keys(kinds)));
    sent.setArray(2, connection.createArrayOf("int4", values(kinds)));
    sent.setInt(3, vacancy.perLane());
    sent.setArray(4, connection.createArrayOf("text", keys(busy)));
    sent.setArray(5, connection.createArrayOf("int4", values(busy)));
    sent.setInt(6, vacancy.perLane());
    sent.setInt(9, vacancy.most());
    sent.setInt(10, vacancy.most() - vacancy.reserved());
  }

  private static LeasedJob leased(ResultSet row, Instant now) throws SQLException {
    Duration timeout = Duration.ofMillis(row.getLong(14));
    Job job =
        new Job(
            row.getObject(3, UUID.class),
            row.getString(4),
            row.getString(5),
            row.getObject(7, UUID.class),
            row.getObject(8, UUID.class),
            row.getInt(10),
            Json.parse(row.getString(9)),
            now.plus(timeout));
    RetryPolicy retry =
        new RetryPolicy(
            row.getInt(11),
            Duration.ofMillis(row.getLong(12)),
            Duration.ofMillis(row.getLong(13)),
            timeout);
    return new LeasedJob(job, row.getString(6), row.getLong(15), retry);
  }

  /** Extends the leases of {@code running}; answers the ids of those that are still ours. */
  Set<UUID> extend(Collection<LeasedJob> running, Duration lease) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement sent = connection.prepareStatement(EXTEND)) {
      bindLeases(connection, sent, List.copyOf(running));
      sent.setLong(4, lease.toMillis());
      Set<UUID> ours = new HashSet<>();
      try (ResultSet row = sent.executeQuery()) {
        while (row.next()) {
          ours.add(row.getObject(1, UUID.class));
        }
      }
      return ours;
    } catch (SQLException e) {
      throw new IllegalStateException("leases could not be extended", e);
    }
  }

  /** Has {@code leased} tried again after {@code wait}, unless the lease was lost. */
  void putBack(LeasedJob leased, Duration wait, String error) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement sent = connection.prepareStatement(PUT_BACK)) {
      sent.setLong(1, wait.toMillis());
      sent.setString(2, error);
      sent.setObject(3, leased.job().id());
      sent.setString(4, leased.job().tenant());
      sent.setLong(5, leased.fence());
      sent.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("a job could not be put back", e);
    }
  }

  /** Leaves {@code leased} to other nodes, as if they had never been begun here. */
  void giveUp(Collection<LeasedJob> leased) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement sent = connection.prepareStatement(GIVE_UP)) {
      bindLeases(connection, sent, List.copyOf(leased));
      sent.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("jobs could not be given up", e);
    }
  }

  /**
   * What is due and not leased.
   *
   * @param seconds how long the oldest of them has been so
   */
  record Waiting(long jobs, double seconds) {
    static final Waiting NONE = new Waiting(0, 0);

    Waiting and(Waiting other) {
      return new Waiting(jobs + other.jobs, Math.max(seconds, other.seconds));
    }
  }

  /** What waits of each kind, of all tenants. One statement. */
  Map<String, Waiting> waiting() {
    Map<String, Waiting> waiting = new HashMap<>();
    new Query(WAITING)
        .each(
            dataSource,
            row -> waiting.put(row.getString(1), new Waiting(row.getLong(2), row.getDouble(3))));
    return waiting;
  }

  private static void bindLeases(
      Connection connection, PreparedStatement sent, List<LeasedJob> leased) throws SQLException {
    sent.setArray(
        1, connection.createArrayOf("uuid", leased.stream().map(l -> l.job().id()).toArray()));
    sent.setArray(
        2, connection.createArrayOf("text", leased.stream().map(l -> l.job().tenant()).toArray()));
    sent.setArray(
        3, connection.createArrayOf("bigint", leased.stream().map(LeasedJob::fence).toArray()));
  }

  private static Object[] keys(List<Map.Entry<String, Integer>> entries) {
    return entries.stream().map(Map.Entry::getKey).toArray();
  }

  private static Object[] values(List<Map.Entry<String, Integer>> entries) {
    return entries.stream().map(Map.Entry::getValue).toArray();
  }
}
