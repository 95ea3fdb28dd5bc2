package dev.assent.instance;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.RowType;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which steps begin and cease to wait for a signal with a correlation, in a batch. */
@ApplicationScoped
public class SignalRepository implements BatchParticipant {
  private static final RowType<Subscription> SUBSCRIPTIONS =
      RowType.<Subscription>of()
          .with("token_id", "uuid", Subscription::token)
          .with("tenant_id", "text", Subscription::tenant)
          .with("instance_id", "uuid", Subscription::instanceId)
          .with("signal", "text", Subscription::signal)
          .with("correlation", "text", Subscription::correlation);

  private static final String INSERT = SUBSCRIPTIONS.insertInto("signal_subscriptions");

  private static final String DELETE =
      """
      delete from signal_subscriptions s using unnest(?, ?) as n(token_id, tenant_id)
       where s.token_id = n.token_id and s.tenant_id = n.tenant_id""";

  private record Subscription(
      UUID token, String tenant, UUID instanceId, String signal, String correlation) {}

  private record Ended(UUID token, String tenant) {}

  private static final class Held {
    final Map<UUID, Subscription> begun = new LinkedHashMap<>();
    final Map<UUID, Ended> ended = new LinkedHashMap<>();
  }

  void subscribe(Batch batch, WorkflowInstance instance, Effect.Subscribe wanted) {
    batch.touch();
    held(batch)
        .begun
        .put(
            wanted.token(),
            new Subscription(
                wanted.token(),
                instance.tenant(),
                instance.id(),
                wanted.signal(),
                wanted.correlation()));
  }

  void unsubscribe(Batch batch, String tenant, UUID token) {
    batch.touch();
    if (held(batch).begun.remove(token) == null) {
      held(batch).ended.put(token, new Ended(token, tenant));
    }
  }

  @Override
  public int order() {
    return 41;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    // the instance says what its steps wait for
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    List<Subscription> begun = List.copyOf(held(batch).begun.values());
    if (!begun.isEmpty()) {
      plan.change("signals_begun", INSERT, SUBSCRIPTIONS.rows(begun));
    }
    List<Ended> ended = List.copyOf(held(batch).ended.values());
    if (!ended.isEmpty()) {
      plan.change(
          "signals_ended",
          DELETE,
          SqlArray.column("uuid", ended, Ended::token),
          SqlArray.column("text", ended, Ended::tenant));
    }
  }

  private static Held held(Batch batch) {
    return batch.workingSet(Held.class, Held::new);
  }
}
