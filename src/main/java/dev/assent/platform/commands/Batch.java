package dev.assent.platform.commands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one transaction and what has been loaded and changed for them. Confined to the
 * writer's thread.
 */
public final class Batch {
  /**
   * What the commands of one batch may compute together, in units of {@link
   * dev.assent.platform.expression.Effort}; some tenths of a second. The command that passes it is
   * the last.
   */
  static final long MAX_EFFORT = 20_000_000;

  private static final Logger LOG = Logger.getLogger(Batch.class.getName());

  private final Instant now;
  private final Map<Class<?>, Object> workingSets = new HashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private List<Submission<?>> submissions;
  private @Nullable Submission<?> current;
  private long spent;
  private boolean touched;
  private boolean kept;
  private boolean changed;

  Batch(List<Submission<?>> submissions, Instant now) {
    this.submissions = submissions;
    this.now = now;
  }

  /** The commands, in the order in which they are applied. */
  public List<Command<?>> commands() {
    List<Command<?>> commands = new ArrayList<>(submissions.size());
    for (Submission<?> s : submissions) {
      commands.add(s.command());
    }
    return commands;
  }

  /** When this batch's changes happen: one time for all of them. */
  public Instant now() {
    return now;
  }

  /** What a participant keeps for this batch. */
  public <T> T workingSet(Class<T> type, Supplier<T> empty) {
    return type.cast(workingSets.computeIfAbsent(type, t -> empty.get()));
  }

  /** Says that the command being applied has changed something in memory. */
  public void touch() {
    kept = false;
    touched = true;
    changed = true;
  }

  /**
   * Says that what the command being applied has changed so far stays, should it be refused: time
   * that has passed, or the record of the refusal. Holds until something else is changed.
   */
  public void keepChanges() {
    kept = true;
    changed = true;
  }

  boolean keepsChanges() {
    return kept;
  }

  /** Says what has been computed for the command being applied. */
  public void spend(long effort) {
    spent += effort;
  }

  /** Whether what is left should not make those wait that have been applied. */
  boolean isSpent() {
    return spent > MAX_EFFORT;
  }

  /** Has only the first {@code applied} commands belong to this batch, and answers the others. */
  List<Submission<?>> cut(int applied) {
    List<Submission<?>> rest = submissions.subList(applied, submissions.size());
    submissions = submissions.subList(0, applied);
    return rest;
  }

  /** Has {@code action} done once the changes are committed, by this node if it is still there. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** The command being applied, to be blamed when writing its change shows a conflict. */
  public Submission<?> current() {
    if (current == null) {
      throw new IllegalStateException("no command is being applied");
    }
    return current;
  }

  /** One that fails keeps neither the others nor the commands' answers. */
  void committed() {
    for (Runnable action : afterCommit) {
      try {
        action.run();
      } catch (RuntimeException fault) {
        LOG.log(Level.WARNING, "what follows a commit failed", fault);
      }
    }
  }

  List<Submission<?>> submissions() {
    return submissions;
  }

  void begin(Submission<?> submission) {
    current = submission;
    touched = false;
    kept = false;
  }

  boolean touchedByCurrent() {
    return touched;
  }

  boolean changed() {
    return changed;
  }
}
