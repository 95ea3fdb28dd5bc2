package dev.assent.instance;

import dev.assent.approval.ApprovalCommand;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.Conflict;
import dev.assent.platform.commands.InstanceCommand;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.Submission;
import dev.assent.platform.commands.WritePlan;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.workflow.PublishedWorkflows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The instances that a batch works on: loaded, made, changed, written. For other reads see {@link
 * InstanceQueries}.
 */
@ApplicationScoped
public class InstanceRepository implements BatchParticipant {
  private static final String LOAD =
      """
      with asked as (
        select * from unnest(?, ?) as i(id, tenant_id)
        union
        select r.instance_id, r.tenant_id from approval_requests r
          join unnest(?, ?) as q(id, tenant_id) on r.id = q.id and r.tenant_id = q.tenant_id
         where r.instance_id is not null)
      select"""
          + " "
          + InstanceRow.COLUMNS
          + "\n"
          + """
       from workflow_instances i join asked on i.id = asked.id and i.tenant_id = asked.tenant_id""";

  // in the order of the business keys, so that two nodes that insert the same ones never wait for
  // each other in a circle
  private static final String INSERT =
      """
      insert into workflow_instances (id, tenant_id, workflow_id, workflow_version, status, business_key, entity_type, entity_id,
        project_id, context_id, input, state, started_by, started_at, updated_at, ended_at, trace_parent, revision, parent_id,
        parent_token, root_id, depth, open_incidents)
      select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) order by 2, 3, 6
      on conflict do nothing returning id""";

  private static final String UPDATE =
      """
      update workflow_instances i set status = n.status, state = n.state, updated_at = n.updated_at, ended_at = n.ended_at,
             revision = n.revision, workflow_version = n.workflow_version, open_incidents = n.open_incidents
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
          as n(id, tenant_id, status, state, updated_at, ended_at, revision, workflow_version, open_incidents)
       where i.id = n.id and i.tenant_id = n.tenant_id""";

  @Inject private PublishedWorkflows workflows;

  /** What a batch holds of instances. */
  private static final class Held {
    final Map<UUID, WorkflowInstance> byId = new HashMap<>();
    final Map<WorkflowInstance, Submission<?>> created = new LinkedHashMap<>();
    final Set<WorkflowInstance> changed = new LinkedHashSet<>();
  }

  WorkflowInstance get(Batch batch, String tenant, UUID id) {
    return find(batch, tenant, id).orElseThrow(() -> ProblemException.notFound("instance", id));
  }

  Optional<WorkflowInstance> find(Batch batch, String tenant, UUID id) {
    return Optional.ofNullable(held(batch).byId.get(id)).filter(i -> i.tenant().equals(tenant));
  }

  void created(Batch batch, WorkflowInstance instance, PublishedWorkflows.Version version) {
    batch.touch();
    held(batch).byId.put(instance.id(), instance);
    held(batch).created.put(instance, batch.current());
    workflows.used(batch, version);
  }

  void changed(Batch batch, WorkflowInstance instance) {
    batch.touch();
    held(batch).changed.add(instance);
  }

  @Override
  public int order() {
    return 10;
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
        LOAD,
        row -> hold(batch, row),
        SqlArray.column("uuid", instances, InstanceCommand::instanceId),
        SqlArray.column("text", instances, InstanceCommand::tenant),
        SqlArray.column("uuid", approvals, ApprovalCommand::approvalId),
        SqlArray.column("text", approvals, ApprovalCommand::tenant));
  }

  private void hold(Batch batch, ResultSet row) throws SQLException {
    WorkflowInstance instance = InstanceRow.instance(row);
    held(batch).byId.put(instance.id(), instance);
    WorkflowInstance.Identity identity = instance.identity();
    workflows.need(batch, identity.tenant(), identity.workflowId(), identity.workflowVersion());
    for (Command<?> command : batch.commands()) {
      if (command instanceof MigrateInstance migration
          && migration.instanceId().equals(instance.id())) {
        workflows.need(batch, identity.tenant(), identity.workflowId(), migration.version());
      }
    }
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    Held held = held(batch);
    insert(held, plan);
    held.changed.removeAll(held.created.keySet());
    List<WorkflowInstance> changed = List.copyOf(held.changed);
    if (!changed.isEmpty()) {
      plan.change(
          "updated_instances",
          UPDATE,
          SqlArray.column("uuid", changed, WorkflowInstance::id),
          SqlArray.column("text", changed, WorkflowInstance::tenant),
          SqlArray.column("text", changed, WorkflowInstance::state),
          SqlArray.column("jsonb", changed, i -> Json.write(i.execution())),
          SqlArray.column("timestamptz", changed, WorkflowInstance::updatedAt),
          SqlArray.column("timestamptz", changed, WorkflowInstance::endedAt),
          SqlArray.column("bigint", changed, WorkflowInstance::revision),
          SqlArray.column("int4", changed, i -> i.identity().workflowVersion()),
          SqlArray.column("int4", changed, WorkflowInstance::openIncidents));
    }
  }

  /** An instance that has failed is taken up again, and its key is another's by now. */
  @Override
  public @Nullable ProblemException refusal(String message) {
    return message.contains("workflow_instances_business_key")
        ? new ProblemException(
            ProblemType.DUPLICATE_BUSINESS_KEY,
            "Another open instance of the workflow has this instance's business key; it cannot be taken up again while that is open.")
        : null;
  }

  private static void insert(Held held, WritePlan plan) {
    List<WorkflowInstance> created = List.copyOf(held.created.keySet());
    if (created.isEmpty()) {
      return;
    }
    plan.change(
        "instances",
        INSERT,
        SqlArray.column("uuid", created, WorkflowInstance::id),
        SqlArray.column("text", created, WorkflowInstance::tenant),
        SqlArray.column("text", created, i -> i.identity().workflowId()),
        SqlArray.column("int4", created, i -> i.identity().workflowVersion()),
        SqlArray.column("text", created, WorkflowInstance::state),
        SqlArray.column("text", created, i -> i.identity().businessKey()),
        SqlArray.column("text", created, i -> i.identity().entity().type()),
        SqlArray.column("text", created, i -> i.identity().entity().id()),
        SqlArray.column("text", created, i -> i.identity().entity().projectId()),
        SqlArray.column("text", created, i -> i.identity().entity().contextId()),
        SqlArray.column("jsonb", created, i -> Json.write(i.identity().input())),
        SqlArray.column("jsonb", created, i -> Json.write(i.execution())),
        SqlArray.column("text", created, i -> i.identity().startedBy()),
        SqlArray.column("timestamptz", created, i -> i.identity().startedAt()),
        SqlArray.column("timestamptz", created, WorkflowInstance::updatedAt),
        SqlArray.column("timestamptz", created, WorkflowInstance::endedAt),
        SqlArray.column("text", created, i -> i.identity().traceParent()),
        SqlArray.column("bigint", created, WorkflowInstance::revision),
        SqlArray.column("uuid", created, i -> parentId(i)),
        SqlArray.column("uuid", created, i -> parentToken(i)),
        SqlArray.column("uuid", created, i -> rootId(i)),
        SqlArray.column("int4", created, i -> i.identity().depth()),
        SqlArray.column("int4", created, WorkflowInstance::openIncidents));
    plan.value(
        "array(select id from instances)",
        (row, column) -> {
          UUID[] inserted = (UUID[]) row.getArray(column).getArray();
          if (inserted.length < created.size()) {
            throw new Conflict(duplicates(held, Set.of(inserted)));
          }
        });
  }

  private static Map<Submission<?>, ProblemException> duplicates(Held held, Set<UUID> inserted) {
    Map<Submission<?>, ProblemException> blamed = new HashMap<>();
    Set<UUID> there = new HashSet<>(inserted);
    held.created.forEach(
        (instance, submission) -> {
          if (!there.contains(instance.id())) {
            WorkflowInstance.Identity identity = instance.identity();
            blamed.put(
                submission,
                new ProblemException(
                    ProblemType.DUPLICATE_BUSINESS_KEY,
                    "An open instance of workflow "
                        + identity.workflowId()
                        + " has the business key '"
                        + identity.businessKey()
                        + "' already."));
          }
        });
    return blamed;
  }

  private static @Nullable UUID parentId(WorkflowInstance instance) {
    WorkflowInstance.Parent parent = instance.identity().parent();
    return parent == null ? null : parent.instanceId();
  }

  private static @Nullable UUID parentToken(WorkflowInstance instance) {
    WorkflowInstance.Parent parent = instance.identity().parent();
    return parent == null ? null : parent.token();
  }

  private static @Nullable UUID rootId(WorkflowInstance instance) {
    WorkflowInstance.Parent parent = instance.identity().parent();
    return parent == null ? null : parent.root();
  }

  private static Held held(Batch batch) {
    return batch.workingSet(Held.class, Held::new);
  }
}
