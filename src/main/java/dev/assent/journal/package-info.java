/**
 * What happened: who, on behalf of whom, what, when, why, from which state to which. Every change
 * appends a {@link dev.assent.journal.JournalEntry} in its own transaction; entries are never
 * changed.
 *
 * <p>Writers only append and never wait for each other. {@link dev.assent.journal.JournalSealer}
 * follows some milliseconds behind: it takes what has been committed, gives each tenant's entries
 * their positions 1, 2, 3… and chains their hashes, a whole stretch in one row of {@code
 * journal_seals}. The sealed journal is the outbox: {@link dev.assent.journal.JournalFeed} reads
 * every entry once and in one order, and a consumer needs no more than the position it has reached.
 * Why there is no outbox table beside it: docs/decisions/0003-journal.md.
 *
 * <p>Promises: an entry is there exactly if its change is; positions have no gaps; changing or
 * removing an entry that was sealed makes {@link dev.assent.journal.JournalFeed#verify} show it.
 * Does not promise a position at once: the age of the oldest unsealed entry is the metric {@code
 * assent_journal_unsealed_seconds}.
 */
@Feature(mayUse = {"identity"})
@NullMarked
package dev.assent.journal;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
