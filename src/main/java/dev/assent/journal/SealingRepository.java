package dev.assent.journal;

import dev.assent.journal.JournalRepository.Mark;
import dev.assent.journal.JournalRepository.Seal;
import dev.assent.platform.schema.DataSourceConfig;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The sealer's SQL, each of it one statement. Every method joins the caller's container
 * transaction.
 */
@ApplicationScoped
class SealingRepository {
  private static final String INSERT_AND_MOVE =
      """
      with seals as (
        insert into journal_seals (tenant_id, first_position, last_position, last_txid, last_seq, hash, sealed_at)
        select tenant, first, last, txid::xid8, seq, hash, ?::timestamptz
          from unnest(?, ?, ?, ?, ?, ?) as s(tenant, first, last, txid, seq, hash))
      update journal_sealer set txid = ?::xid8, seq = ?""";

  @Resource(lookup = DataSourceConfig.COMMANDS_JNDI_NAME)
  private DataSource dataSource;

  /** Whether anything was written since the last seal; takes no lock. */
  boolean hasUnsealed() {
    return new Query(
            "select 1 from journal_sealer s where exists (select 1 from journal where (txid, seq) > (s.txid, s.seq))")
        .find(dataSource, row -> true)
        .isPresent();
  }

  /** Takes the seat of the sealer until the transaction ends; empty while another node has it. */
  Optional<Mark> takeSeat() {
    return new Query("select txid::text, seq from journal_sealer for update skip locked")
        .find(dataSource, row -> new Mark(row.getString(1), row.getLong(2)));
  }

  /** Entries behind {@code mark} of transactions below which none is running any more. */
  List<StoredEntry> settledAfter(Mark mark, int limit) {
    return new Query(JournalRepository.AFTER, mark.txid(), mark.seq())
        .and("and txid < pg_snapshot_xmin(pg_current_snapshot()) order by txid, seq limit ?", limit)
        .list(dataSource, StoredEntry::of);
  }

  /** The latest seal of each of {@code tenants} that has one. */
  Map<String, Seal> latest(List<String> tenants) {
    Map<String, Seal> seals = new HashMap<>();
    new Query(
            "select "
                + JournalRepository.SEAL_COLUMNS
                + " from unnest(?) as t(name) cross join lateral (select * from journal_seals"
                + " where tenant_id = t.name order by last_position desc limit 1) as latest",
            tenants)
        .list(dataSource, JournalRepository::seal)
        .forEach(seal -> seals.put(seal.tenant(), seal));
    return seals;
  }

  /** Keeps {@code seals}, and that everything up to {@code mark} is sealed. */
  void insert(List<Seal> seals, Instant at, Mark mark) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(INSERT_AND_MOVE)) {
      insert.setString(1, at.toString());
      insert.setArray(2, column(connection, "text", seals, Seal::tenant));
      insert.setArray(3, column(connection, "bigint", seals, Seal::firstPosition));
      insert.setArray(4, column(connection, "bigint", seals, Seal::lastPosition));
      insert.setArray(5, column(connection, "text", seals, seal -> seal.last().txid()));
      insert.setArray(6, column(connection, "bigint", seals, seal -> seal.last().seq()));
      byte[][] hashes = seals.stream().map(Seal::hash).toArray(byte[][]::new);
      insert.setArray(7, connection.createArrayOf("bytea", hashes));
      insert.setString(8, mark.txid());
      insert.setLong(9, mark.seq());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the seals could not be written", e);
    }
  }

  private static Array column(
      Connection connection, String type, List<Seal> seals, Function<Seal, Object> value)
      throws SQLException {
    return connection.createArrayOf(type, seals.stream().map(value).toArray());
  }

  /**
   * Whether the database counts its transactions anew, below what was sealed: it was restored from
   * a dump.
   */
  boolean hasBeenRestored() {
    return new Query(
            "select 1 from journal_sealer where txid >= pg_snapshot_xmax(pg_current_snapshot())")
        .find(dataSource, row -> true)
        .isPresent();
  }

  /** Makes the partitions of last month, this one and those of the year to come. */
  void makePartitions() {
    new Query("select journal_partitions(now(), 12)").find(dataSource, row -> true);
  }
}
