package dev.assent.instance;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.RowType;
import dev.assent.platform.commands.WritePlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The incidents that a batch opens and closes. */
@ApplicationScoped
public class IncidentRepository implements BatchParticipant {
  private static final RowType<Change> OPENED =
      RowType.<Change>of()
          .with("id", "uuid", Change::id)
          .with("tenant_id", "text", Change::tenant)
          .with("instance_id", "uuid", c -> opening(c).instanceId())
          .with("workflow_id", "text", c -> opening(c).workflow())
          .with("step", "text", Change::step)
          .with("kind", "text", c -> opening(c).kind())
          .with("detail", "text", c -> opening(c).detail())
          .with("status", "text", c -> c.closing() == null ? "OPEN" : c.closing().how())
          .with("opened_at", "timestamptz", Change::openedAt)
          .with("closed_at", "timestamptz", IncidentRepository::closedAt)
          .with("closed_by", "text", IncidentRepository::closedBy);

  private static final RowType<Change> CHANGED =
      RowType.<Change>of()
          .with("id", "uuid", Change::id)
          .with("tenant_id", "text", Change::tenant)
          .with("step", "text", Change::step)
          .with("status", "text", c -> c.closing() == null ? null : c.closing().how())
          .with("closed_at", "timestamptz", IncidentRepository::closedAt)
          .with("closed_by", "text", IncidentRepository::closedBy);

  // a step that is tried again and fails again has its incident opened anew
  private static final String OPEN =
      OPENED.insertInto("incidents")
          + """

      on conflict (id) do update
        set step = excluded.step, kind = excluded.kind, detail = excluded.detail, status = excluded.status, opened_at = excluded.opened_at,
            closed_at = excluded.closed_at, closed_by = excluded.closed_by
       where incidents.tenant_id = excluded.tenant_id""";

  // what is only renamed stays open
  private static final String CHANGE =
      """
      update incidents i set step = coalesce(n.step, i.step), status = coalesce(n.status, i.status), closed_at = n.closed_at,
             closed_by = n.closed_by
        from %s
       where i.id = n.id and i.tenant_id = n.tenant_id"""
          .formatted(CHANGED.as("n"));

  /** What an incident is. */
  private record Opening(UUID instanceId, String workflow, Effect.StepKind kind, String detail) {}

  /** How it ended. */
  private record Closing(Effect.Resolution how, Instant at, String by) {}

  /**
   * What has become of one incident in a batch: what came last counts.
   *
   * @param step that it has now, if it was renamed
   */
  private record Change(
      UUID id,
      String tenant,
      @Nullable Opening opening,
      Instant openedAt,
      @Nullable String step,
      @Nullable Closing closing) {

    Change renamed(String name) {
      return new Change(id, tenant, opening, openedAt, name, closing);
    }

    Change closed(Closing end) {
      return new Change(id, tenant, opening, openedAt, step, end);
    }
  }

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
                instance.tenant(),
                new Opening(
                    instance.id(), instance.identity().workflowId(), open.kind(), open.detail()),
                batch.now(),
                open.step(),
                null));
  }

  void close(Batch batch, String tenant, UUID id, Effect.Resolution how, String by) {
    batch.touch();
    change(batch, tenant, id, change -> change.closed(new Closing(how, batch.now(), by)));
  }

  /** Notes that the step of an incident that is open has another id now. */
  void renameStep(Batch batch, String tenant, UUID id, String step) {
    batch.touch();
    change(batch, tenant, id, change -> change.renamed(step));
  }

  private static void change(Batch batch, String tenant, UUID id, UnaryOperator<Change> what) {
    Map<UUID, Change> byId = held(batch).byId;
    Change before = byId.get(id);
    byId.put(
        id,
        what.apply(
            before == null ? new Change(id, tenant, null, batch.now(), null, null) : before));
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
    List<Change> changed = new ArrayList<>();
    for (Change change : held(batch).byId.values()) {
      (change.opening() == null ? changed : opened).add(change);
    }
    if (!opened.isEmpty()) {
      plan.change("incidents_opened", OPEN, OPENED.rows(opened));
    }
    if (!changed.isEmpty()) {
      plan.change("incidents_changed", CHANGE, CHANGED.rows(changed));
    }
  }

  private static Opening opening(Change change) {
    return Objects.requireNonNull(change.opening());
  }

  private static @Nullable Instant closedAt(Change change) {
    return change.closing() == null ? null : change.closing().at();
  }

  private static @Nullable String closedBy(Change change) {
    return change.closing() == null ? null : change.closing().by();
  }

  private static Held held(Batch batch) {
    return batch.workingSet(Held.class, Held::new);
  }
}
