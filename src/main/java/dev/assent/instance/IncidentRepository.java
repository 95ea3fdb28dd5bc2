package dev.assent.instance;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The incidents that a batch opens and closes. */
@ApplicationScoped
public class IncidentRepository implements BatchParticipant {
  // a step that is tried again and fails again has its incident opened anew
  private static final String OPEN =
      """
      insert into incidents (id, tenant_id, instance_id, workflow_id, step, kind, detail, status, opened_at, closed_at, closed_by)
      select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do update
        set kind = excluded.kind, detail = excluded.detail, status = excluded.status, opened_at = excluded.opened_at,
            closed_at = excluded.closed_at, closed_by = excluded.closed_by
       where incidents.tenant_id = excluded.tenant_id""";

  private static final String CLOSE =
      """
      update incidents i set status = n.status, closed_at = n.closed_at, closed_by = n.closed_by
        from unnest(?, ?, ?, ?, ?) as n(id, tenant_id, status, closed_at, closed_by)
       where i.id = n.id and i.tenant_id = n.tenant_id""";

  /** What an incident is. */
  private record Opening(
      String tenant,
      UUID instanceId,
      String workflow,
      String step,
      Effect.StepKind kind,
      String detail) {}

  /** How it ended. */
  private record Closing(String tenant, Effect.Resolution how, Instant at, String by) {}

  /** What has become of one incident in a batch: what came last counts. */
  private record Change(
      UUID id, @Nullable Opening opening, Instant openedAt, @Nullable Closing closing) {}

  private static final class Held {
    final Map<UUID, Change> byId = new LinkedHashMap<>();
  }

  void open(Batch batch, WorkflowInstance instance, Effect.OpenIncident open) {
    batch.touch();
    held(batch)
        .byId
        .put(
            open.token(),
            new Change(
                open.token(),
                new Opening(
                    instance.tenant(),
                    instance.id(),
                    instance.identity().workflowId(),
                    open.step(),
                    open.kind(),
                    open.detail()),
                batch.now(),
                null));
  }

  void close(Batch batch, String tenant, UUID id, Effect.Resolution how, String by) {
    batch.touch();
    Closing closing = new Closing(tenant, how, batch.now(), by);
    held(batch)
        .byId
        .compute(
            id,
            (same, before) ->
                before == null
                    ? new Change(id, null, batch.now(), closing)
                    : new Change(id, before.opening(), before.openedAt(), closing));
  }

  @Override
  public int order() {
    return 40;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    // the instance says which of its steps have an incident
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    List<Change> opened = new ArrayList<>();
    List<Change> closed = new ArrayList<>();
    for (Change change : held(batch).byId.values()) {
      (change.opening() == null ? closed : opened).add(change);
    }
    if (!opened.isEmpty()) {
      plan.change(
          "incidents_opened",
          OPEN,
          SqlArray.column("uuid", opened, Change::id),
          SqlArray.column("text", opened, c -> opening(c).tenant()),
          SqlArray.column("uuid", opened, c -> opening(c).instanceId()),
          SqlArray.column("text", opened, c -> opening(c).workflow()),
          SqlArray.column("text", opened, c -> opening(c).step()),
          SqlArray.column("text", opened, c -> opening(c).kind()),
          SqlArray.column("text", opened, c -> opening(c).detail()),
          SqlArray.column("text", opened, c -> c.closing() == null ? "OPEN" : c.closing().how()),
          SqlArray.column("timestamptz", opened, Change::openedAt),
          SqlArray.column(
              "timestamptz", opened, c -> c.closing() == null ? null : c.closing().at()),
          SqlArray.column("text", opened, c -> c.closing() == null ? null : c.closing().by()));
    }
    if (!closed.isEmpty()) {
      plan.change(
          "incidents_closed",
          CLOSE,
          SqlArray.column("uuid", closed, Change::id),
          SqlArray.column("text", closed, c -> closing(c).tenant()),
          SqlArray.column("text", closed, c -> closing(c).how()),
          SqlArray.column("timestamptz", closed, c -> closing(c).at()),
          SqlArray.column("text", closed, c -> closing(c).by()));
    }
  }

  private static Opening opening(Change change) {
    return Objects.requireNonNull(change.opening());
  }

  private static Closing closing(Change change) {
    return Objects.requireNonNull(change.closing());
  }

  private static Held held(Batch batch) {
    return batch.workingSet(Held.class, Held::new);
  }
}
