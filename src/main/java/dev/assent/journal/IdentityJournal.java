package dev.assent.journal;

import dev.assent.identity.IdentityChanged;
import dev.assent.journal.JournalEntry.SubjectType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Tells the journal what identity, which may not know it, has changed; in the same transaction. */
@ApplicationScoped
public class IdentityJournal {
  @Inject private Journal journal;

  void changed(@Observes IdentityChanged change) {
    journal.append(
        new JournalEntry(
            change.tenant(),
            SubjectType.valueOf(change.subject().name()),
            change.subjectId(),
            change.actor(),
            null,
            change.at(),
            List.of(new JournalEvent(change.event(), null, null, null, change.data()))));
  }
}
