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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The journal's SQL. Every method joins the caller's container transaction, if there is one. */
@ApplicationScoped
public class JournalRepository {
  /** A place in the order of sealing. */
  record Mark(String txid, long seq) {}

  /** A sealed stretch of one tenant. */
  @SuppressWarnings("ArrayRecordComponent") // a hash; nobody compares seals
  record Seal(String tenant, long firstPosition, long lastPosition, Mark last, byte[] hash) {}

  private static final String AFTER =
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

  /** Whether anything was written since {@code mark} and not sealed; takes no lock. */
  boolean hasUnsealed() {
    return query(
            "select 1 from journal_sealer s where exists (select 1 from journal where (txid, seq) > (s.txid, s.seq))",
            row -> 1)
        .isPresent();
  }

  /** Takes the seat of the sealer until the transaction ends; empty while another node has it. */
  Optional<Mark> takeSealersSeat() {
    return query(
        "select txid::text, seq from journal_sealer for update skip locked",
        row -> new Mark(row.getString(1), row.getLong(2)));
  }

  /** Entries behind {@code mark} of transactions below which none is running any more. */
  List<StoredEntry> settledAfter(Mark mark, int limit) {
    return entries(
        AFTER + "and txid < pg_snapshot_xmin(pg_current_snapshot()) order by txid, seq limit ?",
        mark.txid(),
        mark.seq(),
        limit);
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

  /**
   * Whether the database counts its transactions anew, below what was sealed: it was restored from
   * a dump.
   */
  boolean hasBeenRestored() {
    return query(
            "select 1 from journal_sealer where txid >= pg_snapshot_xmax(pg_current_snapshot())",
            row -> 1)
        .isPresent();
  }

  /** The latest seal of each of {@code tenants} that has one. */
  Map<String, Seal> latestSeals(Iterable<String> tenants) {
    Map<String, Seal> seals = new HashMap<>();
    for (String tenant : tenants) {
      query(
              "select tenant_id, first_position, last_position, last_txid::text, last_seq, hash from journal_seals"
                  + " where tenant_id = ? order by last_position desc limit 1",
              JournalRepository::seal,
              tenant)
          .ifPresent(seal -> seals.put(tenant, seal));
    }
    return seals;
  }

  /** The stretch that holds the position after {@code position}. */
  Optional<Seal> sealAfter(String tenant, long position) {
    return query(
        "select tenant_id, first_position, last_position, last_txid::text, last_seq, hash from journal_seals"
            + " where tenant_id = ? and last_position > ? order by last_position limit 1",
        JournalRepository::seal,
        tenant,
        position);
  }

  /** The stretch that ends at {@code position}. */
  Optional<Seal> sealEndingAt(String tenant, long position) {
    return query(
        "select tenant_id, first_position, last_position, last_txid::text, last_seq, hash from journal_seals"
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

  void insert(List<Seal> seals, Instant at) {
    String sql =
        "insert into journal_seals (tenant_id, first_position, last_position, last_txid, last_seq, hash, sealed_at)"
            + " values (?, ?, ?, ?::xid8, ?, ?, ?)";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Seal seal : seals) {
        insert.setString(1, seal.tenant());
        insert.setLong(2, seal.firstPosition());
        insert.setLong(3, seal.lastPosition());
        insert.setString(4, seal.last().txid());
        insert.setLong(5, seal.last().seq());
        insert.setBytes(6, seal.hash());
        insert.setObject(7, at.atOffset(ZoneOffset.UTC));
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("the seals could not be written", e);
    }
  }

  void moveTo(Mark mark) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement("update journal_sealer set txid = ?::xid8, seq = ?")) {
      update.setString(1, mark.txid());
      update.setLong(2, mark.seq());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the sealer could not move on", e);
    }
  }

  /** Makes the partitions of last month, this one and those of the year to come. */
  void makePartitions() {
    query("select journal_partitions(now(), 12)", row -> 1);
  }

  private static Seal seal(ResultSet row) throws SQLException {
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
