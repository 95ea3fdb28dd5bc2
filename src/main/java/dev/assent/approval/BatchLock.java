package dev.assent.approval;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.InstanceCommand;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the batches of all nodes that concern the same instance, or the same request that stands
 * alone, follow one another. It goes first, so that whatever is read afterwards cannot change any
 * more before the commit.
 *
 * <p>Advisory locks and not row locks, because a row lock gives the transaction its number before
 * all locks are held. So of two batches that concern the same instance the later one has the higher
 * number, and the journal, which is ordered by it, tells them in the order in which they happened.
 * The locks are taken in ascending order of their keys, so that nodes never wait in a circle; that
 * two ids share a key costs no more than waiting.
 */
@ApplicationScoped
public class BatchLock implements BatchParticipant {
  // which instance a request belongs to never changes, so it can be read before the lock is held
  private static final String LOCK =
      """
      select pg_advisory_xact_lock(key) from (
        select distinct hashtextextended(id::text, 0) as key from (
          select id from unnest(?) as i(id)
          union all
          select coalesce(r.instance_id, r.id) from approval_requests r
            join unnest(?, ?) as q(id, tenant_id) on r.id = q.id and r.tenant_id = q.tenant_id) as concerned
         order by 1) as keys""";

  @Override
  public int order() {
    return 1;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    List<InstanceCommand> instances = new ArrayList<>();
    List<ApprovalCommand> approvals = new ArrayList<>();
    for (Command<?> command : batch.commands()) {
      if (command instanceof InstanceCommand c) {
        instances.add(c);
      } else if (command instanceof ApprovalCommand c) {
        approvals.add(c);
      }
    }
    if (instances.isEmpty() && approvals.isEmpty()) {
      return;
    }
    plan.query(
        LOCK,
        row -> {},
        SqlArray.column("uuid", instances, InstanceCommand::instanceId),
        SqlArray.column("uuid", approvals, ApprovalCommand::approvalId),
        SqlArray.column("text", approvals, ApprovalCommand::tenant));
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    // held until the commit
  }
}
