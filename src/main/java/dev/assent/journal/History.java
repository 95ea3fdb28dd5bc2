package dev.assent.journal;

import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to one subject, read from the journal. */
@ApplicationScoped
public class History {
  @Inject private JournalRepository repository;

  /** One page of a subject's events, oldest first. One statement. */
  public Page<HistoryItem> page(
      String tenant, SubjectType type, String subjectId, @Nullable String cursor, int limit) {
    Place from = cursor == null ? new Place(0, 0, 1) : Place.of(cursor);
    List<HistoryItem> items = new ArrayList<>();
    // an entry has an event at least, so limit + 1 entries always suffice
    List<StoredEntry> entries = repository.history(tenant, type, subjectId, from.seq(), limit + 1);
    long position = from.position();
    for (StoredEntry entry : entries) {
      List<JournalEvent> events = entry.readEvents();
      int first = entry.seq() == from.seq() ? from.index() : 0;
      for (int i = first; i < events.size(); i++) {
        if (items.size() == limit) {
          return new Page<>(items, new Place(entry.seq(), i, position).cursor());
        }
        items.add(item(position++, entry, events.get(i)));
      }
    }
    return new Page<>(items, null);
  }

  private static HistoryItem item(long position, StoredEntry entry, JournalEvent event) {
    return new HistoryItem(
        position,
        entry.at(),
        entry.actor(),
        entry.onBehalfOf(),
        event.event(),
        event.step(),
        event.from(),
        event.to(),
        event.data());
  }

  /** Where the next page begins: an event of an entry, and the position it gets. */
  private record Place(long seq, int index, long position) {
    static Place of(String cursor) {
      List<String> parts = Cursor.decode(cursor, 3);
      try {
        Place place =
            new Place(
                Long.parseLong(parts.get(0)),
                Integer.parseInt(parts.get(1)),
                Long.parseLong(parts.get(2)));
        if (place.index >= 0) {
          return place;
        }
      } catch (NumberFormatException e) {
        // refused below
      }
      throw Cursor.invalid();
    }

    String cursor() {
      return Cursor.encode(
          List.of(Long.toString(seq), Integer.toString(index), Long.toString(position)));
    }
  }
}
