package dev.assent.instance;

import dev.assent.journal.JournalEvent;
import java.util.List;

/** What came of a command. */
record Transition(
    InstanceState status, Execution execution, List<Effect> effects, List<JournalEvent> events) {}
