package dev.assent.platform.commands;

import java.util.List;

/** A service whose verbs are applied to batches. */
public interface CommandService {
  /** Which command is which of its verbs. */
  List<CommandHandler<?, ?>> handlers();
}
