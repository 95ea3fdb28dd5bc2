package dev.assent.instance;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.sql.Query;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import dev.assent.workflow.PublishedWorkflows;
import dev.assent.workflow.WorkflowGraph;
import dev.assent.workflow.diagram.Diagram;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads instances outside a batch; one statement each. */
@ApplicationScoped
public class InstanceQueries {
  /** What a list is narrowed to; nulls do not narrow. */
  public record Filter(
      @Nullable String workflowId,
      @Nullable InstanceState status,
      @Nullable String entityType,
      @Nullable String entityId,
      @Nullable String projectId,
      @Nullable String startedBy,
      @Nullable String businessKey) {}

  /** An instance with its workflow. */
  public static final class Drawable {
    private final WorkflowInstance instance;
    private final WorkflowGraph graph;

    Drawable(WorkflowInstance instance, WorkflowGraph graph) {
      this.instance = instance;
      this.graph = graph;
    }

    public long revision() {
      return instance.revision();
    }

    public String svg() {
      return Diagram.of(
          graph, instance.identity().workflowVersion(), InstanceProgress.of(instance, graph));
    }
  }

  private static final UUID AFTER_ALL = new UUID(-1, -1);

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  @Inject private PublishedWorkflows workflows;

  /** An instance by its id. */
  public InstanceView get(String tenant, UUID id) {
    return new Query(
            "select "
                + InstanceRow.COLUMNS
                + " from workflow_instances i where i.tenant_id = ? and i.id = ?",
            tenant,
            id)
        .find(dataSource, row -> InstanceView.of(InstanceRow.instance(row)))
        .orElseThrow(() -> ProblemException.notFound("instance", id));
  }

  /**
   * How the instances with these ids stand, in any order; those that there are not are left out.
   */
  public List<StatusView> statuses(String tenant, Collection<UUID> ids) {
    return new Query(
            """
            select i.id, i.status, i.updated_at, i.ended_at, i.open_incidents,
                   jsonb_build_object('tokens', i.state -> 'tokens', 'scopes', i.state -> 'scopes')::text as places
              from workflow_instances i where i.tenant_id = ? and i.id = any(?::uuid[])""",
            tenant,
            ids.stream().map(UUID::toString).toList())
        .list(dataSource, InstanceRow::status);
  }

  /** What can be done next in an instance; two statements. */
  public NextView next(String tenant, UUID id) {
    WorkflowInstance instance = instance(tenant, id);
    return NextView.of(instance, graph(tenant, instance.identity()));
  }

  /** What a picture of an instance shows; two statements, or one when its version is in memory. */
  public Drawable drawable(String tenant, UUID id) {
    WorkflowInstance instance = instance(tenant, id);
    return new Drawable(instance, graph(tenant, instance.identity()));
  }

  private WorkflowInstance instance(String tenant, UUID id) {
    return new Query(
            "select "
                + InstanceRow.COLUMNS
                + " from workflow_instances i where i.tenant_id = ? and i.id = ?",
            tenant,
            id)
        .find(dataSource, InstanceRow::instance)
        .orElseThrow(() -> ProblemException.notFound("instance", id));
  }

  private WorkflowGraph graph(String tenant, WorkflowInstance.Identity identity) {
    return workflows
        .version(tenant, identity.workflowId(), identity.workflowVersion())
        .compiled()
        .graph();
  }

  /** A page of instances, newest first. */
  public Page<InstanceView> list(String tenant, Filter filter, @Nullable String cursor, int limit) {
    List<InstanceView> rows =
        new Query(
                "select "
                    + InstanceRow.COLUMNS
                    + " from workflow_instances i where i.tenant_id = ? and i.id < ?",
                tenant,
                cursor == null ? AFTER_ALL : Cursor.uuid(cursor))
            .andIf(filter.workflowId(), "and i.workflow_id = ?")
            // as text of ours and not a parameter, so that the partial index of open instances fits
            .and(filter.status() == InstanceState.RUNNING ? "and i.status = 'RUNNING'" : "")
            .andIf(
                filter.status() == InstanceState.RUNNING ? null : filter.status(),
                "and i.status = ?")
            .andIf(filter.entityType(), "and i.entity_type = ?")
            .andIf(filter.entityId(), "and i.entity_id = ?")
            .andIf(filter.projectId(), "and i.project_id = ?")
            .andIf(filter.startedBy(), "and i.started_by = ?")
            .andIf(filter.businessKey(), "and i.business_key = ?")
            .and("order by i.id desc limit ?", limit + 1)
            .list(dataSource, row -> InstanceView.of(InstanceRow.instance(row)));
    return Page.of(rows, limit, row -> row, row -> List.of(row.id().toString()));
  }
}
