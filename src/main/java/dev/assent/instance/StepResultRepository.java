package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.json.Json;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The answers of steps with a {@code cache}: kept in the database, by the database's clock, for all
 * instances of the same version whose key is the same. One statement to look and one to keep. That
 * an answer is not kept, or is asked for once more meanwhile, harms nobody.
 */
@ApplicationScoped
public class StepResultRepository {
  private static final Logger LOG = Logger.getLogger(StepResultRepository.class.getName());

  private static final int AT_ONCE = 10_000;
  private static final int MAX_STATEMENTS = 100;

  private static final String KEEP =
      """
      insert into step_results (tenant_id, workflow_id, workflow_version, step, key_hash, answer, expires_at)
      values (?, ?, ?, ?, decode(?, 'hex'), ?::jsonb, now() + ? * interval '1 millisecond')
      on conflict (tenant_id, workflow_id, workflow_version, step, key_hash) do update
        set answer = excluded.answer, expires_at = excluded.expires_at
       where step_results.tenant_id = excluded.tenant_id""";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** What is kept for a job's key; null when nothing is, or the step keeps nothing. */
  @Nullable JsonNode find(Job job) {
    JsonNode payload = job.payload();
    if (!payload.has("cacheKey")) {
      return null;
    }
    return new Query(
            """
            select answer::text from step_results
             where tenant_id = ? and workflow_id = ? and workflow_version = ? and step = ? and key_hash = decode(?, 'hex')
               and expires_at > now()""",
            job.tenant(),
            payload.path("workflow").asText(),
            payload.path("version").asInt(),
            payload.path("step").asText(),
            hash(payload.path("cacheKey").asText()))
        .find(dataSource, row -> Json.parse(row.getString(1)))
        .orElse(null);
  }

  /** Keeps an answer, if the step wants it kept. */
  void keep(Job job, JsonNode answer) {
    JsonNode payload = job.payload();
    if (!payload.has("cacheKey")) {
      return;
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement keep = connection.prepareStatement(KEEP)) {
      keep.setString(1, job.tenant());
      keep.setString(2, payload.path("workflow").asText());
      keep.setInt(3, payload.path("version").asInt());
      keep.setString(4, payload.path("step").asText());
      keep.setString(5, hash(payload.path("cacheKey").asText()));
      keep.setString(6, Json.write(answer));
      keep.setLong(7, payload.path("cacheMillis").asLong());
      keep.executeUpdate();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "an answer could not be kept", e);
    }
  }

  /** Forgets what is no longer valid. Every node does it; doing it twice does no harm. */
  void forgetExpired() {
    String sql =
        "delete from step_results where ctid = any(array(select ctid from step_results"
            + " where expires_at < now() limit ?))";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setInt(1, AT_ONCE);
      int statements = 0;
      while (delete.executeUpdate() == AT_ONCE && ++statements < MAX_STATEMENTS) {
        // a full bite: there may be more
      }
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "expired answers could not be deleted; tried again in an hour", e);
    }
  }

  private static String hash(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
