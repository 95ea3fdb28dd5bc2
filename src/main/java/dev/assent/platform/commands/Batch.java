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
  private static final Logger LOG = Logger.getLogger(Batch.class.getName());

  private final List<Submission<?>> submissions;
  private final Instant now;
  private final Map<Class<?>, Object> workingSets = new HashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private @Nullable Submission<?> current;
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
    touched = true;
    changed = true;
  }

  /**
   * Says that what the command being applied has changed so far stays, should it be refused: time
   * that has passed, or the record of the refusal. Nothing may be changed between this and the
   * refusal.
   */
  public void keepChanges() {
    kept = true;
  }

  boolean keepsChanges() {
    return kept;
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
