package dev.assent.journal;

import dev.assent.journal.JournalRepository.Mark;
import dev.assent.journal.JournalRepository.Seal;
import dev.assent.platform.time.Clock;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One stretch of sealing, in a transaction. */
@Stateless
public class JournalSealing {
  private static final Logger LOG = Logger.getLogger(JournalSealing.class.getName());

  @Inject private SealingRepository repository;
  @Inject private Clock clock;

  /**
   * Seals what has settled, at most {@link JournalSealer#MAX_STRETCH} entries; answers how many.
   * Five statements.
   */
  public int seal() {
    if (!repository.hasUnsealed()) {
      return 0;
    }
    Mark mark = repository.takeSeat().orElse(null);
    if (mark == null) {
      return 0;
    }
    List<StoredEntry> entries = repository.settledAfter(mark, JournalSealer.MAX_STRETCH);
    if (entries.isEmpty()) {
      return 0;
    }
    Set<String> tenants = new LinkedHashSet<>();
    entries.forEach(e -> tenants.add(e.tenant()));
    Map<String, Seal> latest = repository.latest(List.copyOf(tenants));
    StoredEntry last = entries.get(entries.size() - 1);
    repository.insert(
        JournalSealer.seals(entries, latest), clock.now(), new Mark(last.txid(), last.seq()));
    return entries.size();
  }

  /** Looks once, when the server starts, for what would keep new entries from ever being sealed. */
  public void checkTransactionCounter() {
    if (repository.hasBeenRestored()) {
      LOG.log(
          Level.SEVERE,
          "the database counts its transactions below what the journal has sealed: it was restored from a dump."
              + " New entries are kept but get no position; see docs/guides/operations.md, Restoring");
    }
  }

  public void makePartitions() {
    repository.makePartitions();
  }
}
