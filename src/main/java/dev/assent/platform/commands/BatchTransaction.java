package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.schema.AssentDataSource;
import dev.assent.platform.schema.DataSourceConfig;
import dev.assent.platform.time.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs a batch of commands in one container transaction and answers their callers. Called by the
 * writers' threads only; two of them, on one node or on two, meet at the locks of what they change.
 */
@ApplicationScoped
public class BatchTransaction {
  /** Fired after a commit that changed something, for those that follow the journal. */
  public record Committed(int commands) {}

  private static final int MAX_ATTEMPTS = 8;
  private static final Logger LOG = Logger.getLogger(BatchTransaction.class.getName());

  @Resource private UserTransaction transaction;

  @Resource(lookup = DataSourceConfig.COMMANDS_JNDI_NAME)
  private DataSource dataSource;

  @Inject private Clock clock;
  @Inject @Any private Instance<BatchParticipant> discoveredParticipants;
  @Inject @Any private Instance<CommandService> discoveredServices;
  @Inject private Event<Committed> committed;

  private final List<BatchParticipant> participants = new ArrayList<>();
  private final Map<Class<?>, CommandHandler<?, ?>> handlers = new HashMap<>();

  @PostConstruct
  void discover() {
    discoveredParticipants.forEach(participants::add);
    participants.sort(Comparator.comparingInt(BatchParticipant::order));
    for (CommandService service : discoveredServices) {
      service.handlers().forEach(handler -> handlers.put(handler.commandType(), handler));
    }
  }

  /**
   * Has all of {@code submissions} committed or refused, and their callers told: in one
   * transaction, or in several, one behind the other, if they have much to compute.
   */
  public void run(List<Submission<?>> submissions) {
    List<Submission<?>> left = submissions;
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      try {
        left = attempt(left);
        attempt = 0;
      } catch (Conflict conflict) {
        left = without(left, conflict.blamed());
      } catch (SeparatelyException e) {
        left.forEach(s -> run(List.of(s)));
        return;
      } catch (SQLException | RuntimeException fault) {
        if (isTransient(fault) && attempt < MAX_ATTEMPTS) {
          continue;
        }
        failed(left, fault);
        return;
      }
      if (attempt >= MAX_ATTEMPTS) {
        failed(left, new IllegalStateException("a batch conflicted " + attempt + " times"));
        return;
      }
    }
  }

  /**
   * Refuses the blamed; others that were refused may have been so because of them, and are tried
   * again.
   */
  private static List<Submission<?>> without(
      List<Submission<?>> submissions, Map<Submission<?>, ProblemException> blamed) {
    List<Submission<?>> left = new ArrayList<>(submissions);
    left.removeAll(blamed.keySet());
    blamed.forEach(
        (submission, why) -> {
          submission.refuse(why);
          submission.tell();
        });
    return left;
  }

  private void failed(List<Submission<?>> submissions, Exception fault) {
    if (submissions.size() > 1 && !isConnectionLost(fault)) {
      LOG.log(
          Level.INFO,
          "a batch of {0} failed and is done one by one: {1}",
          new Object[] {submissions.size(), fault.toString()});
      submissions.forEach(s -> run(List.of(s)));
    } else if (submissions.size() == 1 && refusal(fault) != null) {
      submissions.forEach(s -> s.fail(Objects.requireNonNull(refusal(fault))));
    } else {
      submissions.forEach(
          s ->
              s.fail(fault instanceof RuntimeException ? fault : new IllegalStateException(fault)));
    }
  }

  /** What a participant knows a violated constraint to mean. */
  private @Nullable ProblemException refusal(Throwable fault) {
    if (!sqlState(fault).startsWith("23")) {
      return null;
    }
    for (Throwable t = fault; t != null; t = t.getCause()) {
      for (BatchParticipant participant : participants) {
        ProblemException refusal = participant.refusal(String.valueOf(t.getMessage()));
        if (refusal != null) {
          return refusal;
        }
      }
    }
    return null;
  }

  /**
   * @return those behind the command that used up what a batch may compute: they are as if never
   *     begun
   */
  private List<Submission<?>> attempt(List<Submission<?>> submissions)
      throws SQLException, SeparatelyException {
    submissions.forEach(Submission::forget);
    begin();
    Batch batch = new Batch(submissions, clock.now());
    List<Submission<?>> rest = List.of();
    boolean commit = false;
    try {
      rest = work(batch);
      // not before the connection is given back: what fails there must be rolled back as well
      commit = batch.changed();
    } finally {
      if (!commit) {
        rollback();
      }
    }
    if (commit) {
      commit(batch);
    } else {
      batch.submissions().forEach(Submission::tell);
    }
    return rest;
  }

  private List<Submission<?>> work(Batch batch) throws SQLException, SeparatelyException {
    try (Connection pooled = dataSource.getConnection()) {
      Connection connection = AssentDataSource.unwrapped(pooled);
      load(batch, connection);
      List<Submission<?>> rest = apply(batch);
      if (batch.changed()) {
        WritePlan plan = new WritePlan();
        for (BatchParticipant participant : participants) {
          participant.write(batch, plan);
        }
        plan.run(connection);
      }
      return rest;
    }
  }

  private List<Submission<?>> apply(Batch batch) throws SeparatelyException {
    List<Submission<?>> submissions = batch.submissions();
    for (int i = 0; i < submissions.size(); i++) {
      if (batch.isSpent()) {
        return batch.cut(i);
      }
      Submission<?> s = submissions.get(i);
      if (!s.isReplayed() && !s.isRefused()) {
        apply(s, batch);
      }
    }
    return List.of();
  }

  private void load(Batch batch, Connection connection) throws SQLException {
    LoadPlan plan = new LoadPlan();
    for (BatchParticipant participant : participants) {
      participant.load(batch, plan);
    }
    plan.run(connection);
    LoadPlan missing = new LoadPlan();
    for (BatchParticipant participant : participants) {
      participant.loadMissing(batch, missing);
    }
    missing.run(connection);
  }

  @SuppressWarnings("unchecked") // handlers are found by the class of their commands
  private <R> void apply(Submission<R> submission, Batch batch) throws SeparatelyException {
    var handler = (CommandHandler<Command<R>, R>) handlers.get(submission.command().getClass());
    if (handler == null) {
      throw new IllegalStateException("no handler for " + submission.command().getClass());
    }
    batch.begin(submission);
    try {
      submission.result(handler.handle(submission.command(), batch));
    } catch (ProblemException refusal) {
      boolean spoilt = batch.touchedByCurrent() && !batch.keepsChanges();
      if (spoilt && batch.submissions().size() > 1) {
        throw new SeparatelyException();
      }
      if (spoilt) {
        throw new Conflict(Map.of(submission, refusal));
      }
      submission.refuse(refusal);
    }
  }

  private void begin() {
    try {
      transaction.begin();
    } catch (Exception e) {
      throw new IllegalStateException("a transaction could not be begun", e);
    }
  }

  private void rollback() {
    try {
      transaction.rollback();
    } catch (SystemException | RuntimeException e) {
      LOG.log(Level.FINE, "a transaction could not be rolled back; its connection is gone", e);
    }
  }

  /**
   * Commits. An error here does not say whether PostgreSQL committed, so nothing is claimed and
   * nothing done again.
   */
  private void commit(Batch batch) {
    List<Submission<?>> submissions = batch.submissions();
    try {
      transaction.commit();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "the outcome of a commit is unknown", e);
      for (Submission<?> s : submissions) {
        if (s.isReplayed()) {
          s.tell();
        } else {
          s.fail(outcomeUnknown());
        }
      }
      return;
    }
    submissions.forEach(Submission::tell);
    batch.committed();
    committed.fire(new Committed(submissions.size()));
  }

  static ProblemException outcomeUnknown() {
    return new ProblemException(
            ProblemType.OUTCOME_UNKNOWN,
            "The connection to the database broke while the change was being committed; repeat the request with the"
                + " same Idempotency-Key to find out.")
        .withRetryAfter(Duration.ofSeconds(2));
  }

  /**
   * Deadlock or serialisation failure: the other transaction has finished by now. Or a column has
   * another type than when the statement was prepared, which the driver does anew the next time.
   */
  private static boolean isTransient(Throwable fault) {
    String state = sqlState(fault);
    return state.startsWith("40") || state.equals("0A000");
  }

  private static boolean isConnectionLost(Throwable fault) {
    String state = sqlState(fault);
    return state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("53")
        || (state.isEmpty() && hasSql(fault));
  }

  private static boolean hasSql(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof SQLException) {
        return true;
      }
    }
    return false;
  }

  private static String sqlState(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  /** A command was refused after it had changed something, so the batch's memory is spoilt. */
  private static final class SeparatelyException extends Exception {
    private static final long serialVersionUID = 1L;

    SeparatelyException() {
      super("", null, false, false);
    }
  }
}
