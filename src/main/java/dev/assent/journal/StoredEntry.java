package dev.assent.journal;

import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.platform.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in the table.
 *
 * @param txid the transaction that wrote it; with {@code seq} its place in the order of sealing
 * @param events the JSON text exactly as PostgreSQL gives it, because it is what is hashed
 */
record StoredEntry(
    String txid,
    long seq,
    String tenant,
    Instant at,
    SubjectType subjectType,
    String subjectId,
    String actor,
    @Nullable String onBehalfOf,
    String events) {

  // the text under another name: ORDER BY txid would take the column of the result, and order
  // '1000' before '999'
  static final String COLUMNS =
      "txid::text as txid_text, seq, tenant_id, at, subject_type, subject_id, actor, on_behalf_of, events::text";

  static StoredEntry of(ResultSet row) throws SQLException {
    return new StoredEntry(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        SubjectType.valueOf(row.getString(5)),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9));
  }

  List<JournalEvent> readEvents() {
    return List.of(Json.read(events, JournalEvent[].class));
  }

  /**
   * The chain's next link: SHA-256 over the link before and every field with its length. The
   * transaction's number is left out, because a database restored from a dump counts anew.
   */
  byte[] chain(byte[] previous) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(previous);
      out.writeLong(seq);
      out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
      for (String field :
          new @Nullable String[] {
            tenant, subjectType.name(), subjectId, actor, onBehalfOf, events
          }) {
        byte[] utf8 = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        out.writeInt(field == null ? -1 : utf8.length);
        out.write(utf8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail to be written", e);
    }
    return sha256(bytes.toByteArray());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
