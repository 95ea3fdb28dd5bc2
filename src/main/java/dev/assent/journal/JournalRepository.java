package dev.assent.journal;

import dev.assent.journal.JournalEntry.SubjectType;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The journal's SQL, but for the sealer's. Every method joins the caller's container transaction,
 * if there is one.
 */
@ApplicationScoped
public class JournalRepository {
  /** A place in the order of sealing. */
  record Mark(String txid, long seq) {}

  /** A sealed stretch of one tenant. */
  @SuppressWarnings("ArrayRecordComponent") // a hash; nobody compares seals
  record Seal(String tenant, long firstPosition, long lastPosition, Mark last, byte[] hash) {}

  static final String SEAL_COLUMNS =
      "tenant_id, first_position, last_position, last_txid::text, last_seq, hash";

  static final String AFTER =
      "select " + StoredEntry.COLUMNS + " from journal where (txid, seq) > (?::xid8, ?) ";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** A subject's entries from {@code fromSeq} on, in the order in which they happened. */
  List<StoredEntry> history(
      String tenant, SubjectType type, String subjectId, long fromSeq, int limit) {
    String sql =
        "select "
            + StoredEntry.COLUMNS
            + " from journal where tenant_id = ? and subject_id = ? and subject_type = ? and seq >= ?"
            + " order by seq limit ?";
    return entries(sql, tenant, subjectId, type.name(), fromSeq, limit);
  }

  /** The age of the oldest entry that is not sealed. */
  Optional<Instant> oldestUnsealed() {
    return query(
        "select min(at) from (select at from journal, journal_sealer s where (journal.txid, journal.seq) > (s.txid, s.seq)"
            + " order by journal.txid, journal.seq limit 1) oldest",
        row -> {
          OffsetDateTime at = row.getObject(1, OffsetDateTime.class);
          return at == null ? Instant.MAX : at.toInstant();
        });
  }

  /** The stretch that holds the position after {@code position}. */
  Optional<Seal> sealAfter(String tenant, long position) {
    return query(
        "select "
            + SEAL_COLUMNS
            + " from journal_seals"
            + " where tenant_id = ? and last_position > ? order by last_position limit 1",
        JournalRepository::seal,
        tenant,
        position);
  }

  /** The stretch that ends at {@code position}. */
  Optional<Seal> sealEndingAt(String tenant, long position) {
    return query(
        "select "
            + SEAL_COLUMNS
            + " from journal_seals"
            + " where tenant_id = ? and last_position = ?",
        JournalRepository::seal,
        tenant,
        position);
  }

  /** A tenant's entries within a stretch. */
  List<StoredEntry> entriesOf(String tenant, Mark after, Mark upTo) {
    return entries(
        AFTER + "and (txid, seq) <= (?::xid8, ?) and tenant_id = ? order by txid, seq",
        after.txid(),
        after.seq(),
        upTo.txid(),
        upTo.seq(),
        tenant);
  }

  static Seal seal(ResultSet row) throws SQLException {
    return new Seal(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        new Mark(row.getString(4), row.getLong(5)),
        row.getBytes(6));
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private List<StoredEntry> entries(String sql, Object... parameters) {
    return rows(sql, StoredEntry::of, parameters);
  }

  private <T> Optional<T> query(String sql, Row<T> reader, Object... parameters) {
    return rows(sql, reader, parameters).stream().findFirst();
  }

  private <T> List<T> rows(String sql, Row<T> reader, @Nullable Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("the journal could not be read", e);
    }
  }
}
