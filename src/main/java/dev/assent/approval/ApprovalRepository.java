package dev.assent.approval;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.InstanceCommand;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The requests that a batch works on: loaded, made, changed, written. For reads outside a batch see
 * {@link ApprovalQueries}.
 */
@ApplicationScoped
public class ApprovalRepository implements BatchParticipant {
  private static final String LOAD =
      """
      with asked as (select * from unnest(?, ?) as a(id, tenant_id)),
           instances as (
             select r.instance_id as id, r.tenant_id from approval_requests r join asked on r.id = asked.id and r.tenant_id = asked.tenant_id
              where r.instance_id is not null
             union select * from unnest(?, ?) as i(id, tenant_id)),
           wanted as (
             select id, tenant_id from asked
             union select r.id, r.tenant_id from approval_requests r join instances i on r.instance_id = i.id and r.tenant_id = i.tenant_id
              where r.status = 'PENDING')
      select"""
          + " "
          + ApprovalRow.COLUMNS
          + "\n"
          + """
       from wanted join approval_requests r on r.id = wanted.id and r.tenant_id = wanted.tenant_id
       join workflow_approvals a on a.approval_id = r.id and a.tenant_id = r.tenant_id
       order by r.id, a.id""";

  private static final String INSERT_REQUESTS =
      """
      insert into approval_requests (id, tenant_id, instance_id, workflow_id, step, title, description, subject_type, subject_id,
        subject, policy, status, priority, requested_by, requested_at, excluded, closed_at, revision)
      select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private static final String INSERT_ASSIGNMENTS =
      """
      insert into workflow_approvals (id, tenant_id, approval_id, approver_type, approver, status, decision, decided_by, rationale,
        conditions, decided_at)
      select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private static final String UPDATE_REQUESTS =
      """
      update approval_requests r set status = n.status, closed_at = n.closed_at, revision = n.revision, step = n.step
        from unnest(?, ?, ?, ?, ?, ?) as n(id, tenant_id, status, closed_at, revision, step)
       where r.id = n.id and r.tenant_id = n.tenant_id""";

  private static final String UPDATE_ASSIGNMENTS =
      """
      update workflow_approvals a set status = n.status, decision = n.decision, decided_by = n.decided_by, rationale = n.rationale,
             conditions = n.conditions, decided_at = n.decided_at
        from unnest(?, ?, ?, ?, ?, ?, ?, ?) as n(id, tenant_id, status, decision, decided_by, rationale, conditions, decided_at)
       where a.id = n.id and a.tenant_id = n.tenant_id""";

  /** What a batch holds of requests. */
  private static final class Held {
    final Map<UUID, Approval> byId = new LinkedHashMap<>();
    final Map<UUID, Set<Assignment>> openBefore = new LinkedHashMap<>();
    final Set<Approval> created = new LinkedHashSet<>();
    final Set<Approval> changed = new LinkedHashSet<>();
  }

  /** An assignment with the request that it belongs to. */
  private record Place(Approval approval, Assignment assignment) {}

  Approval get(Batch batch, String tenant, UUID id) {
    return find(batch, tenant, id).orElseThrow(() -> ProblemException.notFound("approval", id));
  }

  Optional<Approval> find(Batch batch, String tenant, UUID id) {
    Approval approval = held(batch).byId.get(id);
    return approval == null || !approval.tenant().equals(tenant)
        ? Optional.empty()
        : Optional.of(approval);
  }

  void created(Batch batch, Approval approval) {
    batch.touch();
    held(batch).byId.put(approval.id(), approval);
    held(batch).created.add(approval);
  }

  void changed(Batch batch, Approval approval) {
    batch.touch();
    held(batch).changed.add(approval);
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    List<ApprovalCommand> approvals = new ArrayList<>();
    List<InstanceCommand> instances = new ArrayList<>();
    for (Command<?> command : batch.commands()) {
      if (command instanceof ApprovalCommand c) {
        approvals.add(c);
      } else if (command instanceof InstanceCommand c) {
        instances.add(c);
      }
    }
    if (approvals.isEmpty() && instances.isEmpty()) {
      return;
    }
    SqlArray ids = SqlArray.column("uuid", approvals, ApprovalCommand::approvalId);
    SqlArray tenants = SqlArray.column("text", approvals, ApprovalCommand::tenant);
    ApprovalRow.Collector collector = new ApprovalRow.Collector(approval -> hold(batch, approval));
    plan.query(
        LOAD,
        collector::add,
        ids,
        tenants,
        SqlArray.column("uuid", instances, InstanceCommand::instanceId),
        SqlArray.column("text", instances, InstanceCommand::tenant));
    plan.afterwards(collector::finish);
  }

  private static void hold(Batch batch, Approval approval) {
    Held held = held(batch);
    held.byId.put(approval.id(), approval);
    Set<Assignment> open = new LinkedHashSet<>();
    approval.assignments().stream().filter(Assignment::isPending).forEach(open::add);
    held.openBefore.put(approval.id(), open);
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    Held held = held(batch);
    insert(List.copyOf(held.created), plan);
    held.changed.removeAll(held.created);
    update(held, List.copyOf(held.changed), plan);
  }

  private static void insert(List<Approval> created, WritePlan plan) {
    if (created.isEmpty()) {
      return;
    }
    plan.change(
        "requests",
        INSERT_REQUESTS,
        SqlArray.column("uuid", created, Approval::id),
        SqlArray.column("text", created, Approval::tenant),
        SqlArray.column("uuid", created, a -> a.origin() == null ? null : a.origin().instanceId()),
        SqlArray.column("text", created, a -> a.origin() == null ? null : a.origin().workflow()),
        SqlArray.column("text", created, a -> a.origin() == null ? null : a.origin().step()),
        SqlArray.column("text", created, Approval::title),
        SqlArray.column("text", created, Approval::description),
        SqlArray.column("text", created, a -> a.subject().type()),
        SqlArray.column("text", created, a -> a.subject().id()),
        SqlArray.column(
            "jsonb",
            created,
            a -> a.subject().data() == null ? null : Json.write(a.subject().data())),
        SqlArray.column("text", created, Approval::policy),
        SqlArray.column("text", created, Approval::state),
        SqlArray.column("text", created, Approval::priority),
        SqlArray.column("text", created, Approval::requestedBy),
        SqlArray.column("timestamptz", created, Approval::requestedAt),
        SqlArray.column("jsonb", created, a -> Json.write(a.excluded())),
        SqlArray.column("timestamptz", created, Approval::closedAt),
        SqlArray.column("bigint", created, Approval::revision));
    List<Place> places = new ArrayList<>();
    created.forEach(a -> a.assignments().forEach(x -> places.add(new Place(a, x))));
    plan.change(
        "assignments",
        INSERT_ASSIGNMENTS,
        SqlArray.column("uuid", places, p -> p.assignment().id()),
        SqlArray.column("text", places, p -> p.approval().tenant()),
        SqlArray.column("uuid", places, p -> p.approval().id()),
        SqlArray.column("text", places, p -> p.assignment().approver().type()),
        SqlArray.column("text", places, p -> p.assignment().approver().name()),
        SqlArray.column("text", places, p -> p.assignment().state()),
        SqlArray.column("text", places, p -> p.assignment().decision()),
        SqlArray.column("text", places, p -> p.assignment().decidedBy()),
        SqlArray.column("text", places, p -> p.assignment().rationale()),
        SqlArray.column("jsonb", places, p -> conditions(p.assignment())),
        SqlArray.column("timestamptz", places, p -> p.assignment().decidedAt()));
  }

  private static void update(Held held, List<Approval> changed, WritePlan plan) {
    if (changed.isEmpty()) {
      return;
    }
    plan.change(
        "updated_requests",
        UPDATE_REQUESTS,
        SqlArray.column("uuid", changed, Approval::id),
        SqlArray.column("text", changed, Approval::tenant),
        SqlArray.column("text", changed, Approval::state),
        SqlArray.column("timestamptz", changed, Approval::closedAt),
        SqlArray.column("bigint", changed, Approval::revision),
        SqlArray.column("text", changed, a -> a.origin() == null ? null : a.origin().step()));
    List<Place> places = new ArrayList<>();
    for (Approval a : changed) {
      for (Assignment x : held.openBefore.getOrDefault(a.id(), Set.of())) {
        if (!x.isPending()) {
          places.add(new Place(a, x));
        }
      }
    }
    if (places.isEmpty()) {
      return;
    }
    plan.change(
        "updated_assignments",
        UPDATE_ASSIGNMENTS,
        SqlArray.column("uuid", places, p -> p.assignment().id()),
        SqlArray.column("text", places, p -> p.approval().tenant()),
        SqlArray.column("text", places, p -> p.assignment().state()),
        SqlArray.column("text", places, p -> p.assignment().decision()),
        SqlArray.column("text", places, p -> p.assignment().decidedBy()),
        SqlArray.column("text", places, p -> p.assignment().rationale()),
        SqlArray.column("jsonb", places, p -> conditions(p.assignment())),
        SqlArray.column("timestamptz", places, p -> p.assignment().decidedAt()));
  }

  private static @org.jspecify.annotations.Nullable String conditions(Assignment a) {
    return a.conditions().isEmpty() ? null : Json.write(a.conditions());
  }

  private static Held held(Batch batch) {
    return batch.workingSet(Held.class, Held::new);
  }
}
