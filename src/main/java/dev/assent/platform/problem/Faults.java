package dev.assent.platform.problem;

import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes refusals of what was thrown, for whole requests and for each item of one alike. */
public final class Faults {
  private static final Logger LOG = Logger.getLogger(Faults.class.getName());
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private Faults() {}

  /**
   * The refusal that {@code thrown} is or comes to; a fault of our own is logged, once.
   *
   * @param what was done, for the log
   */
  public static ProblemException problem(Throwable thrown, String what) {
    ProblemException known = known(thrown, what);
    if (known != null) {
      return known;
    }
    LOG.log(Level.SEVERE, what + " failed", thrown);
    return new ProblemException(
        ProblemType.INTERNAL,
        "The server could not do this because of a fault of its own; its log has it under the request id.");
  }

  /** A refusal of ours, or that the database is away; null for everything else. */
  static @Nullable ProblemException known(Throwable thrown, String what) {
    SQLException database = null;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ProblemException problem) {
        return problem;
      }
      if (t instanceof SQLException sql && (database == null || sql.getSQLState() != null)) {
        database = sql;
      }
    }
    if (database == null || !isUnavailable(database)) {
      return null;
    }
    LOG.log(
        Level.WARNING,
        "the database is not available: {0}: {1}",
        new Object[] {what, database.toString()});
    return new ProblemException(
            ProblemType.UNAVAILABLE, "The database does not answer; try again shortly.")
        .withRetryAfter(RETRY_AFTER);
  }

  /**
   * Connection lost (08), server going down (57P), too many connections or out of resources (53),
   * or a wait that timed out. Without a state it is the container's pool that has none to give.
   */
  private static boolean isUnavailable(SQLException e) {
    String state = e.getSQLState();
    return state == null
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("53")
        || state.equals("57014")
        || state.equals("55P03");
  }
}
