package dev.assent.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.journal.JournalRepository.Mark;
import dev.assent.journal.JournalRepository.Seal;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's sealed entries in their one order, and the proof that they are what was sealed. A
 * consumer that keeps the position of the last entry it has dealt with gets each entry once,
 * whatever order the transactions committed in.
 */
@ApplicationScoped
public class JournalFeed {
  static final Mark BEGINNING = new Mark("0", 0);

  @Inject private JournalRepository repository;

  /** An entry with its position in the tenant's journal. */
  public record Entry(
      long position,
      Instant at,
      JournalEntry.SubjectType subjectType,
      String subjectId,
      String actor,
      @Nullable String onBehalfOf,
      JsonNode events) {}

  /**
   * What a verification found.
   *
   * @param intact whether every stretch read gives the hash that was sealed
   * @param verifiedTo position up to which the journal is as it was sealed
   * @param complete whether that is all there is; otherwise ask again from {@code verifiedTo}
   */
  public record Verification(boolean intact, long verifiedTo, boolean complete) {}

  /**
   * Entries behind {@code position}, at most {@code limit} and at most one stretch. Three
   * statements.
   */
  public List<Entry> after(String tenant, long position, int limit) {
    Seal seal = repository.sealAfter(tenant, position).orElse(null);
    if (seal == null) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    long at = seal.firstPosition();
    for (StoredEntry stored : repository.entriesOf(tenant, before(seal), seal.last())) {
      if (at > position && entries.size() < limit) {
        entries.add(entry(at, stored));
      }
      at++;
    }
    return entries;
  }

  /** Hashes the stretches behind {@code position} again, at most {@code maxEntries} entries. */
  public Verification verify(String tenant, long position, int maxEntries) {
    long verified = position;
    byte[] hash = position == 0 ? new byte[0] : sealEndingAt(tenant, position).hash();
    while (verified - position < maxEntries) {
      Optional<Seal> next = repository.sealAfter(tenant, verified);
      if (next.isEmpty()) {
        return new Verification(true, verified, true);
      }
      Seal seal = next.get();
      List<StoredEntry> entries = repository.entriesOf(tenant, before(seal), seal.last());
      for (StoredEntry entry : entries) {
        hash = entry.chain(hash);
      }
      boolean whole =
          seal.firstPosition() == verified + 1
              && entries.size() == seal.lastPosition() - seal.firstPosition() + 1;
      if (!whole || !Arrays.equals(hash, seal.hash())) {
        return new Verification(false, verified, false);
      }
      verified = seal.lastPosition();
    }
    return new Verification(true, verified, false);
  }

  private Seal sealEndingAt(String tenant, long position) {
    return repository
        .sealEndingAt(tenant, position)
        .orElseThrow(
            () ->
                ProblemException.invalidParameter(
                    "after", "No verification ended at this position; begin without it."));
  }

  private Mark before(Seal seal) {
    return repository
        .sealEndingAt(seal.tenant(), seal.firstPosition() - 1)
        .map(Seal::last)
        .orElse(BEGINNING);
  }

  private static Entry entry(long position, StoredEntry stored) {
    return new Entry(
        position,
        stored.at(),
        stored.subjectType(),
        stored.subjectId(),
        stored.actor(),
        stored.onBehalfOf(),
        Json.parse(stored.events()));
  }
}
