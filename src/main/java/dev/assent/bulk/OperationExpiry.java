package dev.assent.bulk;

import dev.assent.platform.time.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Has operations that ended some time ago forgotten, once an hour: after {@code
 * assent.operations.retention}, 90 days if it is not set. The journal keeps what was done.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class OperationExpiry {
  /** Keeps any hour short; what is left over waits for the next. */
  private static final int MOST_AT_ONCE = 10_000;

  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Logger LOG = Logger.getLogger(OperationExpiry.class.getName());

  @Inject private OperationRepository repository;
  @Inject private Clock clock;

  private Duration retention = Duration.ofDays(90);

  @PostConstruct
  void configure() {
    retention =
        retention(
            ConfigProvider.getConfig()
                .getOptionalValue("assent.operations.retention", String.class)
                .orElse("P90D"));
  }

  static Duration retention(String setting) {
    Duration retention = Duration.parse(setting);
    if (retention.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "assent.operations.retention is " + setting + "; at least " + SHORTEST + " is needed");
    }
    return retention;
  }

  @Schedule(hour = "*", minute = "47", persistent = false)
  public void forgetOld() {
    try {
      int forgotten = repository.forgetEnded(clock.now().minus(retention), MOST_AT_ONCE);
      if (forgotten > 0) {
        LOG.log(Level.INFO, "{0} old operations were forgotten", forgotten);
      }
    } catch (IllegalStateException e) {
      LOG.log(Level.WARNING, "old operations could not be forgotten; tried again in an hour", e);
    }
  }
}
