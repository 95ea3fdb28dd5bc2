package dev.assent.platform.telemetry;

import dev.assent.platform.schema.AssentDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Ready only while the database answers, which is known after 4 s at the latest.
 *
 * <p>It asks over a connection of its own: a pool that is empty under load means busy, not unready.
 * Whoever asks within a second of the last time gets the same answer, so that no caller can make
 * the server connect as often as he likes.
 */
@Readiness
@ApplicationScoped
public class DatabaseCheck implements HealthCheck {

  private static final Logger LOG = Logger.getLogger(DatabaseCheck.class.getName());
  private static final String NAME = "database";
  private static final Duration VALID_FOR = Duration.ofSeconds(1);

  private final DataSource database = AssentDataSource.forProbing();
  private @Nullable HealthCheckResponse latest;
  private long askedAt;

  @Override
  public synchronized HealthCheckResponse call() {
    var known = latest;
    if (known != null && System.nanoTime() - askedAt < VALID_FOR.toNanos()) {
      return known;
    }
    var asked = ask();
    latest = asked;
    askedAt = System.nanoTime();
    return asked;
  }

  private HealthCheckResponse ask() {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("select 1");
      return HealthCheckResponse.up(NAME);
    } catch (SQLException e) {
      // The reason is for the log: whoever asks for health need not be told addresses.
      LOG.log(Level.WARNING, "the database does not answer", e);
      return HealthCheckResponse.down(NAME);
    }
  }
}
