package dev.assent.platform.commands;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * The answers kept under idempotency keys. The key is written by the transaction that makes the
 * change, so either both are there or neither; two nodes that race for a key meet at its primary
 * key, and the later one finds the answer.
 */
@ApplicationScoped
public class IdempotencyRepository implements BatchParticipant {
  private static final String LOAD =
      """
      select k.tenant_id, k.actor, k.key, k.request_hash, k.answer
        from unnest(?, ?, ?) as asked(tenant_id, actor, key)
        join idempotency_keys k using (tenant_id, actor, key)""";

  /** A submission whose answer is to be kept, and since when. */
  private record Answered(Submission<?> submission, Instant at) {
    IdempotencyKey key() {
      return Objects.requireNonNull(submission.command().idempotencyKey());
    }

    String answer() {
      return Json.write(Objects.requireNonNull(submission.result()));
    }
  }

  private static final RowType<Answered> KEYS =
      RowType.<Answered>of()
          .with("tenant_id", "text", a -> a.key().tenant())
          .with("actor", "text", a -> a.key().actor())
          .with("key", "text", a -> a.key().key())
          .with("request_hash", "text", a -> a.key().requestHash())
          .with("answer", "text", Answered::answer)
          .with("created_at", "timestamptz", Answered::at);

  private static final String INSERT =
      KEYS.insertInto("idempotency_keys")
          + " order by tenant_id, actor, key on conflict do nothing returning 1";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** The submissions of a batch that carry a key, each key once. */
  private static final class Keyed {
    final Map<String, Submission<?>> byKey = new LinkedHashMap<>();
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    Keyed keyed = batch.workingSet(Keyed.class, Keyed::new);
    List<IdempotencyKey> keys = new ArrayList<>();
    for (Submission<?> s : batch.submissions()) {
      IdempotencyKey key = s.command().idempotencyKey();
      if (key == null) {
        continue;
      }
      if (keyed.byKey.putIfAbsent(name(key), s) == null) {
        keys.add(key);
      } else {
        s.refuse(
            new ProblemException(
                ProblemType.IDEMPOTENCY_KEY_IN_USE,
                "A request with this Idempotency-Key is running; repeat it to get its answer."));
      }
    }
    if (keys.isEmpty()) {
      return;
    }
    plan.query(
        LOAD,
        row -> {
          IdempotencyKey stored =
              new IdempotencyKey(
                  row.getString(1), row.getString(2), row.getString(3), row.getString(4));
          Submission<?> s = keyed.byKey.remove(name(stored));
          if (s != null) {
            answerAgain(s, stored, row.getString(5));
          }
        },
        SqlArray.column("text", keys, IdempotencyKey::tenant),
        SqlArray.column("text", keys, IdempotencyKey::actor),
        SqlArray.column("text", keys, IdempotencyKey::key));
  }

  private static void answerAgain(Submission<?> s, IdempotencyKey stored, String answer) {
    if (stored.equals(s.command().idempotencyKey())) {
      s.replay(answer);
    } else {
      s.refuse(reused());
    }
  }

  /**
   * Refuses a request whose key has been used for another one, before any of it is done. One
   * statement.
   *
   * @param most how many items such a request may have
   * @throws ProblemException {@code IDEMPOTENCY_KEY_REUSED}
   */
  public void requireUnusedByOthers(BatchKey key, int most) {
    List<String> keys = IntStream.range(0, most).mapToObj(i -> key.item(i).key()).toList();
    new Query(
            """
            select 1 from idempotency_keys where tenant_id = ? and actor = ? and key = any(?) and request_hash <> ?
             limit 1""",
            key.tenant(),
            key.actor(),
            keys,
            key.requestHash())
        .find(dataSource, row -> true)
        .ifPresent(
            used -> {
              throw reused();
            });
  }

  /**
   * What items of a request were answered before, by their place; nothing of those that were not.
   * One statement.
   */
  public Map<Integer, String> answers(BatchKey key, List<Integer> items) {
    Map<String, Integer> places = new LinkedHashMap<>();
    items.forEach(i -> places.put(key.item(i).key(), i));
    Map<Integer, String> answers = new LinkedHashMap<>();
    new Query(
            """
            select key, answer from idempotency_keys where tenant_id = ? and actor = ? and key = any(?) and request_hash = ?""",
            key.tenant(),
            key.actor(),
            List.copyOf(places.keySet()),
            key.requestHash())
        .each(
            dataSource,
            row -> {
              answers.put(places.get(row.getString(1)), row.getString(2));
              return true;
            });
    return answers;
  }

  static ProblemException reused() {
    return new ProblemException(
        ProblemType.IDEMPOTENCY_KEY_REUSED,
        "This Idempotency-Key was used for another request; use a new one for this.");
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    List<Answered> done = new ArrayList<>();
    Set<Submission<?>> all =
        new HashSet<>(batch.workingSet(Keyed.class, Keyed::new).byKey.values());
    for (Submission<?> s : batch.submissions()) {
      if (all.contains(s) && !s.isRefused() && s.result() != null) {
        done.add(new Answered(s, batch.now()));
      }
    }
    if (done.isEmpty()) {
      return;
    }
    plan.change("keys", INSERT, KEYS.rows(done));
    plan.value(
        "(select count(*) from keys)",
        (row, column) -> {
          if (row.getLong(column) != done.size()) {
            throw new Conflict(Map.of());
          }
        });
  }

  private static String name(IdempotencyKey key) {
    return key.tenant() + '\n' + key.actor() + '\n' + key.key();
  }
}
