package dev.assent.journal;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.RowType;
import dev.assent.platform.commands.WritePlan;
import dev.assent.platform.json.Json;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Appends entries, within the transaction of the change they tell of. Thread-safe. */
@ApplicationScoped
public class Journal implements BatchParticipant {
  private static final RowType<JournalEntry> ENTRIES =
      RowType.<JournalEntry>of()
          .with("tenant_id", "text", JournalEntry::tenant)
          .with("subject_type", "text", JournalEntry::subjectType)
          .with("subject_id", "text", JournalEntry::subjectId)
          .with("actor", "text", JournalEntry::actor)
          .with("on_behalf_of", "text", JournalEntry::onBehalfOf)
          .with("at", "timestamptz", JournalEntry::at)
          .with("events", "jsonb", JournalEntry::events);

  // what is inserted first has the lower number
  private static final String INSERT_ALL = ENTRIES.insertInOrderInto("journal");

  private static final String INSERT_ONE =
      """
      insert into journal (tenant_id, subject_type, subject_id, actor, on_behalf_of, at, events)
      values (?, ?, ?, ?, ?, ?, ?::jsonb)""";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** A batch's entries, and the command that made the last of them. */
  private static final class Entries {
    final List<JournalEntry> all = new ArrayList<>();
    @Nullable Object lastCommand;
  }

  /**
   * Appends {@code entry} when the batch is written. What one command has to tell of one subject
   * becomes one entry, whichever features tell it.
   */
  public void append(Batch batch, JournalEntry entry) {
    Entries entries = batch.workingSet(Entries.class, Entries::new);
    int last = entries.all.size() - 1;
    if (last >= 0
        && entries.lastCommand == batch.current()
        && entries.all.get(last).isOfSameChange(entry)) {
      entries.all.set(last, entries.all.get(last).with(entry.events()));
    } else {
      entries.all.add(entry);
    }
    entries.lastCommand = batch.current();
  }

  /** Appends {@code entry} at once, in the caller's container transaction. One statement. */
  public void append(JournalEntry entry) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(INSERT_ONE)) {
      insert.setString(1, entry.tenant());
      insert.setString(2, entry.subjectType().name());
      insert.setString(3, entry.subjectId());
      insert.setString(4, entry.actor());
      insert.setString(5, entry.onBehalfOf());
      insert.setObject(6, entry.at().atOffset(ZoneOffset.UTC));
      insert.setString(7, Json.write(entry.events()));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the journal could not be written", e);
    }
  }

  @Override
  public int order() {
    return 90;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    // appending needs nothing that is there
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    List<JournalEntry> entries = batch.workingSet(Entries.class, Entries::new).all;
    if (entries.isEmpty()) {
      return;
    }
    plan.change("entries", INSERT_ALL, ENTRIES.rows(entries));
  }
}
