package dev.assent.approval;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.InstanceCommand;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
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
 * The requests that a batch works on: loaded, made, changed; {@link ApprovalWrites} writes them.
 * For reads outside a batch see {@link ApprovalQueries}.
 */
@ApplicationScoped
public class ApprovalRepository implements BatchParticipant {
  // What is looked up by its key is looked up for each row, and narrowed afterwards (offset 0):
  // else
  // an index whose condition is met would do as well, as long as nothing is known of the table.
  private static final String LOAD =
      """
      with asked as (select * from unnest(?, ?) as a(id, tenant_id)),
           instances as (
             select r.instance_id as id, r.tenant_id from asked cross join lateral (
               select instance_id, tenant_id from approval_requests
                where tenant_id = asked.tenant_id and id = asked.id offset 0) r
              where r.instance_id is not null
             union select * from unnest(?, ?) as i(id, tenant_id)),
           wanted as (
             select id, tenant_id from asked
             union select * from instances
             union select r.id, r.tenant_id from instances i cross join lateral (
               select id, tenant_id from approval_requests
                where instance_id = i.id and tenant_id = i.tenant_id and status in ('PENDING', 'CHANGES_REQUESTED') offset 0) r)
      select"""
          + " "
          + ApprovalRow.COLUMNS
          + "\n"
          + """
       from wanted join approval_requests r on r.id = wanted.id and r.tenant_id = wanted.tenant_id
       left join workflow_approvals a on a.approval_id = r.id and a.tenant_id = r.tenant_id and"""
          + ApprovalRow.ASKED_LAST
          + " order by r.id, a.id";

  /** What a batch holds of requests. */
  private static final class Held {
    final Map<UUID, Approval> byId = new LinkedHashMap<>();
    final Set<Approval> created = new LinkedHashSet<>();
    final Set<Approval> changed = new LinkedHashSet<>();
    final Set<Approval> resubmitted = new LinkedHashSet<>();
    final List<Submission> submissions = new ArrayList<>();
    final List<Comment> comments = new ArrayList<>();
  }

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

  /** Keeps what the request was before it was resubmitted. */
  void resubmitted(Batch batch, Approval approval, Submission before) {
    changed(batch, approval);
    held(batch).resubmitted.add(approval);
    held(batch).submissions.add(before);
  }

  void commented(Batch batch, Comment comment) {
    batch.touch();
    held(batch).comments.add(comment);
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
    ApprovalRow.Collector collector =
        new ApprovalRow.Collector(a -> held(batch).byId.put(a.id(), a));
    plan.query(
        LOAD,
        collector::add,
        ids,
        tenants,
        SqlArray.column("uuid", instances, InstanceCommand::instanceId),
        SqlArray.column("text", instances, InstanceCommand::tenant));
    plan.afterwards(collector::finish);
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    Held held = held(batch);
    List<Approval> created = List.copyOf(held.created);
    held.changed.removeAll(held.created);
    List<Approval> changed = List.copyOf(held.changed);
    ApprovalWrites writes = new ApprovalWrites(plan);
    writes.requests(created, changed, held.resubmitted);
    writes.assignments(created, changed);
    writes.submissions(held.submissions);
    writes.comments(held.comments);
  }

  private static Held held(Batch batch) {
    return batch.workingSet(Held.class, Held::new);
  }
}
