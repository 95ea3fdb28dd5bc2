package dev.assent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalRepository.Mark;
import dev.assent.journal.JournalRepository.Seal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");
  private static final byte[] START = {};
  private static final StoredEntry ENTRY =
      new StoredEntry("7", 1, "demo", NOW, SubjectType.INSTANCE, "i1", "ann", null, "[]");

  private static StoredEntry entry(String tenant, long seq) {
    return new StoredEntry(
        "7", seq, tenant, NOW, SubjectType.INSTANCE, "i" + seq, "ann", "ben", "[" + seq + "]");
  }

  private static byte[] chain(List<StoredEntry> entries) {
    byte[] hash = START;
    for (StoredEntry entry : entries) {
      hash = entry.chain(hash);
    }
    return hash;
  }

  @Test
  void a_link_changes_with_every_field() {
    List<StoredEntry> forged =
        List.of(
            new StoredEntry("7", 2, "demo", NOW, SubjectType.INSTANCE, "i1", "ann", null, "[]"),
            new StoredEntry("7", 1, "other", NOW, SubjectType.INSTANCE, "i1", "ann", null, "[]"),
            new StoredEntry(
                "7", 1, "demo", NOW.plusNanos(1000), SubjectType.INSTANCE, "i1", "ann", null, "[]"),
            new StoredEntry("7", 1, "demo", NOW, SubjectType.APPROVAL, "i1", "ann", null, "[]"),
            new StoredEntry("7", 1, "demo", NOW, SubjectType.INSTANCE, "i2", "ann", null, "[]"),
            new StoredEntry("7", 1, "demo", NOW, SubjectType.INSTANCE, "i1", "eve", null, "[]"),
            new StoredEntry("7", 1, "demo", NOW, SubjectType.INSTANCE, "i1", "ann", "", "[]"),
            new StoredEntry("7", 1, "demo", NOW, SubjectType.INSTANCE, "i1", "ann", "ben", "[]"),
            new StoredEntry("7", 1, "demo", NOW, SubjectType.INSTANCE, "i1", "ann", null, "[ ]"),
            new StoredEntry("7", 1, "demo", NOW, SubjectType.INSTANCE, "i1a", "nn", null, "[]"),
            new StoredEntry("7", 1, "demoi", NOW, SubjectType.INSTANCE, "1", "ann", null, "[]"));
    for (StoredEntry other : forged) {
      assertThat(other.chain(START)).as(other.toString()).isNotEqualTo(ENTRY.chain(START));
    }
    assertThat(ENTRY.chain(new byte[32])).isNotEqualTo(ENTRY.chain(START));
  }

  @Test
  void a_link_is_the_same_after_the_database_was_restored() {
    StoredEntry restored =
        new StoredEntry("9", 1, "demo", NOW, SubjectType.INSTANCE, "i1", "ann", null, "[]");
    assertThat(restored.chain(START)).isEqualTo(ENTRY.chain(START)).hasSize(32);
  }

  @Test
  void a_chain_changes_with_what_is_removed_swapped_repeated_or_put_in() {
    List<StoredEntry> entries = List.of(entry("t", 1), entry("t", 2), entry("t", 3));
    byte[] whole = chain(entries);
    assertThat(chain(entries)).isEqualTo(whole);
    for (int i = 0; i < entries.size(); i++) {
      List<StoredEntry> removed = new ArrayList<>(entries);
      removed.remove(i);
      assertThat(chain(removed)).isNotEqualTo(whole);
      List<StoredEntry> repeated = new ArrayList<>(entries);
      repeated.add(i, entries.get(i));
      assertThat(chain(repeated)).isNotEqualTo(whole);
      List<StoredEntry> more = new ArrayList<>(entries);
      more.add(i, entry("t", 9));
      assertThat(chain(more)).isNotEqualTo(whole);
    }
    assertThat(chain(List.of(entries.get(1), entries.get(0), entries.get(2)))).isNotEqualTo(whole);
  }

  @Test
  void each_tenant_has_its_own_positions_without_gaps() {
    byte[] before = {1, 2, 3};
    Map<String, Seal> latest = Map.of("old", new Seal("old", 5, 10, new Mark("6", 4), before));
    List<StoredEntry> entries =
        List.of(
            entry("old", 11),
            entry("new", 12),
            entry("old", 13),
            entry("new", 14),
            entry("old", 15));

    List<Seal> seals = JournalSealer.seals(entries, latest);

    assertThat(seals)
        .extracting(Seal::tenant, Seal::firstPosition, Seal::lastPosition, Seal::last)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("old", 11L, 13L, new Mark("7", 15)),
            org.assertj.core.groups.Tuple.tuple("new", 1L, 2L, new Mark("7", 14)));
    assertThat(seals.get(0).hash())
        .isEqualTo(entry("old", 15).chain(entry("old", 13).chain(entry("old", 11).chain(before))));
    assertThat(seals.get(1).hash()).isEqualTo(chain(List.of(entry("new", 12), entry("new", 14))));
  }

  @Test
  void stretches_of_any_length_end_in_the_same_chain() {
    List<StoredEntry> entries = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      entries.add(entry("t", i));
    }
    byte[] whole = JournalSealer.seals(entries, Map.of()).get(0).hash();
    for (int length = 1; length <= 12; length++) {
      Seal last = null;
      long next = 1;
      for (int from = 0; from < 12; from += length) {
        List<StoredEntry> stretch = entries.subList(from, Math.min(12, from + length));
        last = JournalSealer.seals(stretch, last == null ? Map.of() : Map.of("t", last)).get(0);
        assertThat(last.firstPosition()).isEqualTo(next);
        next = last.lastPosition() + 1;
      }
      assertThat(next).isEqualTo(13);
      assertThat(Arrays.equals(last.hash(), whole)).as("stretches of " + length).isTrue();
    }
  }

  @Test
  void nothing_to_seal_makes_no_seals() {
    assertThat(JournalSealer.seals(List.of(), Map.of())).isEmpty();
  }
}
