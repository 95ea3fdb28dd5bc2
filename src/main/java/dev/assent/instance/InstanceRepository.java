package dev.assent.instance;

import dev.assent.approval.ApprovalCommand;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.Conflict;
import dev.assent.platform.commands.InstanceCommand;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.RowType;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.Submission;
import dev.assent.platform.commands.WritePlan;
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
        select r.instance_id, r.tenant_id from unnest(?, ?) as q(id, tenant_id) cross join lateral (
          select instance_id, tenant_id from approval_requests
           where tenant_id = q.tenant_id and id = q.id offset 0) r
         where r.instance_id is not null)
      select"""
          + " "
          + InstanceRow.COLUMNS
          + "\n"
          + """
       from workflow_instances i join asked on i.id = asked.id and i.tenant_id = asked.tenant_id""";

  private static final RowType<WorkflowInstance> CHANGED =
      RowType.<WorkflowInstance>of()
          .with("id", "uuid", WorkflowInstance::id)
          .with("tenant_id", "text", WorkflowInstance::tenant)
          .with("status", "text", WorkflowInstance::state)
          .with("state", "jsonb", i -> i.execution())
          .with("updated_at", "timestamptz", WorkflowInstance::updatedAt)
          .with("ended_at", "timestamptz", WorkflowInstance::endedAt)
          .with("revision", "bigint", WorkflowInstance::revision)
          .with("workflow_version", "int4", i -> i.identity().workflowVersion())
          .with("open_incidents", "int4", WorkflowInstance::openIncidents);

  private static final RowType<WorkflowInstance> NEW =
      CHANGED
          .with("workflow_id", "text", i -> i.identity().workflowId())
          .with("business_key", "text", i -> i.identity().businessKey())
          .with("entity_type", "text", i -> i.identity().entity().type())
          .with("entity_id", "text", i -> i.identity().entity().id())
          .with("project_id", "text", i -> i.identity().entity().projectId())
          .with("context_id", "text", i -> i.identity().entity().contextId())
          .with("input", "jsonb", i -> i.identity().input())
          .with("started_by", "text", i -> i.identity().startedBy())
          .with("started_at", "timestamptz", i -> i.identity().startedAt())
          .with("trace_parent", "text", i -> i.identity().traceParent())
          .with("parent_id", "uuid", InstanceRepository::parentId)
          .with("parent_token", "uuid", InstanceRepository::parentToken)
          .with("root_id", "uuid", InstanceRepository::rootId)
          .with("depth", "int4", i -> i.identity().depth());

  // in the order of the business keys, so that two nodes that insert the same ones never wait for
  // each other in a circle
  private static final String INSERT =
      NEW.insertInto("workflow_instances")
          + " order by tenant_id, workflow_id, business_key on conflict do nothing returning id";

  private static final String UPDATE =
      """
      update workflow_instances i set status = n.status, state = n.state, updated_at = n.updated_at, ended_at = n.ended_at,
             revision = n.revision, workflow_version = n.workflow_version, open_incidents = n.open_incidents
        from %s
       where i.id = n.id and i.tenant_id = n.tenant_id"""
          .formatted(CHANGED.as("n"));

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
      plan.change("updated_instances", UPDATE, CHANGED.rows(changed));
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
    plan.change("instances", INSERT, NEW.rows(created));
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
