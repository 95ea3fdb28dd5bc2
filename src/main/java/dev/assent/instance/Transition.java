package dev.assent.instance;

import dev.assent.journal.JournalEvent;
import java.util.List;

/**
 * What came of a command.
 *
 * @param effort that computing it took
 */
record Transition(
    InstanceState status,
    Execution execution,
    List<Effect> effects,
    List<JournalEvent> events,
    long effort) {

  /** The states that the instance came to on the way, one after the other. */
  List<InstanceState> states() {
    return events.stream()
        .filter(e -> e.event().startsWith("INSTANCE_") && e.from() != null)
        .map(e -> InstanceState.valueOf(String.valueOf(e.to())))
        .toList();
  }
}
