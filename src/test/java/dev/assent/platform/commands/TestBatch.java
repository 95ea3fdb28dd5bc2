package dev.assent.platform.commands;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A batch of one participant in a transaction of its own, without a server: loads, applies, writes,
 * and commits, as {@link BatchTransaction} does.
 */
public final class TestBatch {
  private TestBatch() {}

  /** What is done to a batch between loading and writing. */
  public static void run(DataSource database, BatchParticipant participant, Consumer<Batch> verbs) {
    apply(database, participant, List.of(), verbs, () -> {});
  }

  /**
   * Has {@code commands} handled.
   *
   * @param meanwhile what others do between loading and writing
   */
  @SuppressWarnings("unchecked") // one kind of command at a time
  public static <C extends Command<R>, R> List<R> run(
      DataSource database,
      BatchParticipant participant,
      CommandHandler<C, R> handler,
      List<C> commands,
      Runnable meanwhile) {
    List<R> answers = new ArrayList<>();
    apply(
        database,
        participant,
        (List<Command<?>>) (List<?>) commands,
        batch -> commands.forEach(c -> answers.add(handler.handle(c, batch))),
        meanwhile);
    return answers;
  }

  private static void apply(
      DataSource database,
      BatchParticipant participant,
      List<Command<?>> commands,
      Consumer<Batch> verbs,
      Runnable meanwhile) {
    List<Submission<?>> submissions = new ArrayList<>();
    commands.forEach(c -> submissions.add(new Submission<>(c)));
    Batch batch = new Batch(submissions, Instant.now());
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      LoadPlan load = new LoadPlan();
      participant.load(batch, load);
      load.run(connection);
      verbs.accept(batch);
      meanwhile.run();
      WritePlan write = new WritePlan();
      participant.write(batch, write);
      write.run(connection);
      connection.commit();
      batch.committed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
