package dev.assent.platform.commands;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.sql.Query;
import dev.assent.platform.time.Clock;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs a change that is no command in one transaction with its idempotency key. Changes of
 * administration, which are rare, have a transaction each; what is hot goes through {@link
 * CommandQueue}.
 */
@Stateless
public class IdempotentTransaction {
  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  @Inject private Clock clock;

  /**
   * Makes {@code change}, or answers what it answered before under the same key. Two statements
   * more than the change.
   *
   * @throws ProblemException {@code IDEMPOTENCY_KEY_REUSED} for another request, {@code
   *     IDEMPOTENCY_KEY_IN_USE} when the same one was committed at this moment
   */
  public <R> R run(@Nullable IdempotencyKey key, Class<R> answerType, Supplier<R> change) {
    if (key == null) {
      return change.get();
    }
    String stored = stored(key);
    if (stored != null) {
      return Json.read(stored, answerType);
    }
    R answer = change.get();
    if (!keep(key, Json.write(answer))) {
      throw new ProblemException(
          ProblemType.IDEMPOTENCY_KEY_IN_USE,
          "A request with this Idempotency-Key is running; repeat it to get its answer.");
    }
    return answer;
  }

  /**
   * What was answered under a key, for a change that cannot be made within a transaction: it is
   * made between this and {@link #run}, and may be made twice when the same is asked at once.
   *
   * @throws ProblemException {@code IDEMPOTENCY_KEY_REUSED} for another request
   */
  public <R> Optional<R> answered(IdempotencyKey key, Class<R> answerType) {
    String stored = stored(key);
    return stored == null ? Optional.empty() : Optional.of(Json.read(stored, answerType));
  }

  private @Nullable String stored(IdempotencyKey key) {
    return new Query(
            "select request_hash, answer from idempotency_keys where tenant_id = ? and actor = ? and key = ?",
            key.tenant(),
            key.actor(),
            key.key())
        .find(
            dataSource,
            row -> {
              if (!row.getString(1).equals(key.requestHash())) {
                throw IdempotencyRepository.reused();
              }
              return row.getString(2);
            })
        .orElse(null);
  }

  private boolean keep(IdempotencyKey key, String answer) {
    String sql =
        "insert into idempotency_keys (tenant_id, actor, key, request_hash, answer, created_at) values (?, ?, ?, ?, ?, ?)"
            + " on conflict do nothing";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, key.tenant());
      insert.setString(2, key.actor());
      insert.setString(3, key.key());
      insert.setString(4, key.requestHash());
      insert.setString(5, answer);
      insert.setObject(6, clock.now().atOffset(ZoneOffset.UTC));
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      throw new IllegalStateException("an idempotency key could not be written", e);
    }
  }
}
