package dev.assent.platform.jobs;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.commands.Conflict;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.RowType;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import dev.assent.platform.json.Json;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that a batch schedules, cancels, holds, releases and ends. What it changes is written by
 * the batch's one statement and happens with its commit. Has no state of its own.
 */
@Dependent
public class Jobs implements BatchParticipant, CommandService {
  private static final String LOAD =
      """
      select j.id, j.fence from unnest(?, ?, ?) as f(id, tenant_id, fence)
        join jobs j on j.id = f.id and j.tenant_id = f.tenant_id and j.fence = f.fence""";

  /**
   * @param held whether its instance is suspended
   */
  private record Scheduling(JobOrder order, boolean held) {}

  private static final RowType<Scheduling> NEW =
      RowType.<Scheduling>of()
          .with("id", "uuid", s -> s.order().id())
          .with("tenant_id", "text", s -> s.order().tenant())
          .with("kind", "text", s -> s.order().kind())
          .with("lane", "text", s -> s.order().lane())
          .with("instance_id", "uuid", s -> s.order().instanceId())
          .with("token_id", "uuid", s -> s.order().tokenId())
          .with("payload", "jsonb", s -> s.order().payload())
          .with("held", "bool", Scheduling::held)
          .with("max_attempts", "int4", s -> s.order().retry().attempts())
          .with("backoff_ms", "bigint", s -> s.order().retry().backoff().toMillis())
          .with("max_backoff_ms", "bigint", s -> s.order().retry().maxBackoff().toMillis())
          .with("timeout_ms", "bigint", s -> s.order().retry().timeout().toMillis())
          .with("due_at", "timestamptz", s -> s.order().dueAt())
          .with("delay_ms", "bigint", s -> millis(s.order().delay()));

  private static final String INSERT =
      """
      insert into jobs (id, tenant_id, kind, lane, instance_id, token_id, payload, status, held, max_attempts, backoff_ms,
        max_backoff_ms, timeout_ms, due_at, created_at)
      select id, tenant_id, kind, lane, instance_id, token_id, payload, case when held then 'HELD' else 'READY' end, held,
             max_attempts, backoff_ms, max_backoff_ms, timeout_ms,
             coalesce(due_at, now() + delay_ms * interval '1 millisecond'), now()
        from %s"""
          .formatted(NEW.as("n"));

  private static final String INSERT_ONE =
      """
      insert into jobs (id, tenant_id, kind, lane, instance_id, token_id, payload, status, max_attempts, backoff_ms, max_backoff_ms,
        timeout_ms, due_at, created_at)
      values (?, ?, ?, ?, ?, ?, ?::jsonb, 'READY', ?, ?, ?, ?, now() + ? * interval '1 millisecond', now()) returning id""";

  private static final String FINISH =
      """
      delete from jobs j using unnest(?, ?, ?) as f(id, tenant_id, fence)
       where j.id = f.id and j.tenant_id = f.tenant_id and j.fence = f.fence returning j.id""";

  // no row may be met by two parts of the one statement: what is finished is not cancelled as well
  private static final String CANCEL =
      """
      delete from jobs j using unnest(?, ?, ?) as c(instance_id, tenant_id, token_id)
       where j.instance_id = c.instance_id and j.tenant_id = c.tenant_id and j.token_id = c.token_id and j.id <> all(?)""";

  private static final String HOLD =
      """
      update jobs j set held = h.held, status = case when j.status = 'LEASED' then 'LEASED' when h.held then 'HELD' else 'READY' end
        from unnest(?, ?, ?) as h(instance_id, tenant_id, held)
       where j.instance_id = h.instance_id and j.tenant_id = h.tenant_id and j.held <> h.held
         and j.id <> all(?) and j.token_id <> all(?)""";

  /** What becomes due later than this is noticed in time by whoever looks again meanwhile. */
  private static final Duration SOON = LeaseLoop.POLL;

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  @Inject private Event<Scheduled> scheduled;

  private final JobBell bell;
  private final Consumer<JobFinished> finished;

  @Inject
  public Jobs(JobBell bell, Event<JobFinished> finished) {
    this(bell, finished::fire);
  }

  Jobs(JobBell bell, Consumer<JobFinished> finished) {
    this.bell = bell;
    this.finished = finished;
  }

  /** A job was scheduled within a transaction that is no batch's. */
  record Scheduled(UUID id) {}

  private record Lease(UUID id, long fence) {}

  private record Instance(String tenant, UUID id) {}

  private record Cancelled(Instance instance, UUID token) {}

  /** What a batch holds of jobs. */
  private static final class Changes {
    final Set<Lease> standing = new HashSet<>();
    final Map<UUID, FinishJob> finished = new LinkedHashMap<>();
    final Map<UUID, JobOrder> scheduled = new LinkedHashMap<>();
    final Set<Cancelled> cancelled = new LinkedHashSet<>();
    final Map<Instance, Boolean> held = new LinkedHashMap<>();
  }

  /** Has {@code order} done after the commit, on any node, at its time. */
  public void schedule(Batch batch, JobOrder order) {
    batch.touch();
    changes(batch).scheduled.put(order.id(), order);
  }

  /**
   * The same at once, in the caller's container transaction. One statement.
   *
   * @param order due at once or after a delay
   */
  public void schedule(JobOrder order) {
    if (order.dueAt() != null) {
      throw new IllegalArgumentException("a job at a time is scheduled by a batch");
    }
    UUID id =
        new Query(
                INSERT_ONE,
                order.id(),
                order.tenant(),
                order.kind(),
                order.lane(),
                order.instanceId(),
                order.tokenId(),
                Json.write(order.payload()),
                order.retry().attempts(),
                order.retry().backoff().toMillis(),
                order.retry().maxBackoff().toMillis(),
                order.retry().timeout().toMillis(),
                millis(order.delay()))
            .find(dataSource, row -> row.getObject(1, UUID.class))
            .orElseThrow();
    scheduled.fire(new Scheduled(id));
  }

  void scheduled(@Observes(during = TransactionPhase.AFTER_SUCCESS) Scheduled job) {
    bell.ring();
  }

  /**
   * Forgets the jobs that {@code tokens} of an instance wait for. One that is running is
   * interrupted within a third of a lease; its outcome is not taken. Name only tokens that have
   * jobs.
   */
  public void cancel(Batch batch, String tenant, UUID instanceId, Collection<UUID> tokens) {
    Changes changes = changes(batch);
    Instance instance = new Instance(tenant, instanceId);
    for (UUID token : tokens) {
      batch.touch();
      Predicate<JobOrder> ofToken =
          o ->
              o.tokenId().equals(token)
                  && instance.equals(new Instance(o.tenant(), o.instanceId()));
      if (!changes.scheduled.values().removeIf(ofToken)) {
        changes.cancelled.add(new Cancelled(instance, token));
      }
    }
  }

  /**
   * Keeps the instance's jobs from being begun until {@link #release}; one that is running goes on,
   * but is not tried again meanwhile. Whoever schedules for an instance that was suspended by an
   * earlier batch holds it again.
   */
  public void hold(Batch batch, String tenant, UUID instanceId) {
    batch.touch();
    changes(batch).held.put(new Instance(tenant, instanceId), true);
  }

  /** Lets the instance's jobs be done again, at the times they had; what is overdue, at once. */
  public void release(Batch batch, String tenant, UUID instanceId) {
    batch.touch();
    changes(batch).held.put(new Instance(tenant, instanceId), false);
  }

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(new CommandHandler<>(FinishJob.class, this::finish));
  }

  private FinishJob.Answer finish(FinishJob command, Batch batch) {
    Changes changes = changes(batch);
    Job job = command.job();
    Instance instance = new Instance(job.tenant(), job.instanceId());
    boolean stands =
        changes.standing.contains(new Lease(job.id(), command.fence()))
            && !changes.finished.containsKey(job.id())
            && !changes.cancelled.contains(new Cancelled(instance, job.tokenId()));
    if (stands) {
      batch.touch();
      changes.finished.put(job.id(), command);
      finished.accept(new JobFinished(batch, job, command.outcome()));
    }
    return new FinishJob.Answer(stands);
  }

  @Override
  public int order() {
    return 30;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    List<FinishJob> finishing = new ArrayList<>();
    for (Command<?> command : batch.commands()) {
      if (command instanceof FinishJob c) {
        finishing.add(c);
      }
    }
    if (!finishing.isEmpty()) {
      Set<Lease> standing = changes(batch).standing;
      plan.query(
          LOAD,
          row -> standing.add(new Lease(row.getObject(1, UUID.class), row.getLong(2))),
          SqlArray.column("uuid", finishing, c -> c.job().id()),
          SqlArray.column("text", finishing, FinishJob::tenant),
          SqlArray.column("bigint", finishing, FinishJob::fence));
    }
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    Changes changes = changes(batch);
    finish(List.copyOf(changes.finished.values()), plan);
    cancel(changes, plan);
    hold(changes, plan);
    insert(batch, changes, plan);
  }

  private static void finish(List<FinishJob> finished, WritePlan plan) {
    if (finished.isEmpty()) {
      return;
    }
    plan.change(
        "jobs_finished",
        FINISH,
        SqlArray.column("uuid", finished, c -> c.job().id()),
        SqlArray.column("text", finished, FinishJob::tenant),
        SqlArray.column("bigint", finished, FinishJob::fence));
    plan.value(
        "(select count(*) from jobs_finished)",
        (row, column) -> {
          if (row.getLong(column) != finished.size()) {
            // leased to another since it was read: done again, this outcome is not taken
            throw new Conflict(Map.of());
          }
        });
  }

  private static void cancel(Changes changes, WritePlan plan) {
    List<Cancelled> cancelled = List.copyOf(changes.cancelled);
    if (!cancelled.isEmpty()) {
      plan.change(
          "jobs_cancelled",
          CANCEL,
          SqlArray.column("uuid", cancelled, c -> c.instance().id()),
          SqlArray.column("text", cancelled, c -> c.instance().tenant()),
          SqlArray.column("uuid", cancelled, Cancelled::token),
          SqlArray.uuids(changes.finished.keySet()));
    }
  }

  private void hold(Changes changes, WritePlan plan) {
    List<Map.Entry<Instance, Boolean>> held = List.copyOf(changes.held.entrySet());
    if (!held.isEmpty()) {
      plan.change(
          "jobs_held",
          HOLD,
          SqlArray.column("uuid", held, h -> h.getKey().id()),
          SqlArray.column("text", held, h -> h.getKey().tenant()),
          SqlArray.column("bool", held, Map.Entry::getValue),
          SqlArray.uuids(changes.finished.keySet()),
          SqlArray.uuids(changes.cancelled.stream().map(Cancelled::token).toList()));
    }
  }

  private void insert(Batch batch, Changes changes, WritePlan plan) {
    Collection<JobOrder> orders = changes.scheduled.values();
    if (orders.stream().anyMatch(Jobs::isSoon) || changes.held.containsValue(false)) {
      batch.afterCommit(bell::ring);
    }
    if (!orders.isEmpty()) {
      plan.change(
          "jobs_scheduled",
          INSERT,
          NEW.rows(orders.stream().map(o -> new Scheduling(o, isHeld(changes, o))).toList()));
    }
  }

  private static boolean isHeld(Changes changes, JobOrder order) {
    return changes.held.getOrDefault(new Instance(order.tenant(), order.instanceId()), false);
  }

  private static boolean isSoon(JobOrder order) {
    Duration delay = order.delay();
    return order.dueAt() != null || delay == null || delay.compareTo(SOON) < 0;
  }

  private static long millis(@Nullable Duration delay) {
    return delay == null ? 0 : delay.toMillis();
  }

  private static Changes changes(Batch batch) {
    return batch.workingSet(Changes.class, Changes::new);
  }
}
