package dev.assent.consensus;

import dev.assent.platform.json.Json;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads ballots and votes from rows. */
final class BallotRow {
  static final String COLUMNS =
      """
      b.id, b.tenant_id, b.title, b.description, b.subject_type, b.subject_id, b.method, b.secret, b.close_early, b.deadline,
      b.terms::text as terms, b.participants, b.weight, b.status, b.round, b.decision, b.results::text as results, b.created_by,
      b.created_at, b.closed_at, b.revision, b.instance_id, b.step""";

  /** Of a vote, where {@code choice} is not wanted it is null. */
  static final String VOTE_COLUMNS = "v.ballot_id, v.round, v.number, v.voter, v.weight, v.cast_at";

  private BallotRow() {}

  static Ballot ballot(ResultSet row) throws SQLException {
    return new Ballot(
            row.getObject("id", UUID.class),
            row.getString("tenant_id"),
            new Ballot.Question(
                row.getString("title"),
                row.getString("description"),
                row.getString("subject_type"),
                row.getString("subject_id")),
            new BallotRules(
                VotingMethod.valueOf(row.getString("method")),
                row.getBoolean("secret"),
                row.getBoolean("close_early"),
                instant(row, "deadline"),
                Json.read(row.getString("terms"), Terms.class)),
            new Ballot.Electorate(row.getInt("participants"), row.getBigDecimal("weight")),
            row.getString("created_by"),
            row.getObject("created_at", OffsetDateTime.class).toInstant())
        .of(origin(row))
        .stored(life(row));
  }

  private static Ballot.@Nullable Origin origin(ResultSet row) throws SQLException {
    UUID instance = row.getObject("instance_id", UUID.class);
    return instance == null ? null : new Ballot.Origin(instance, row.getString("step"));
  }

  private static Ballot.Life life(ResultSet row) throws SQLException {
    return new Ballot.Life(
        BallotState.valueOf(row.getString("status")),
        row.getInt("round"),
        row.getString("decision"),
        List.of(Json.read(row.getString("results"), RoundResult[].class)),
        instant(row, "closed_at"),
        row.getLong("revision"));
  }

  static BallotVote vote(ResultSet row) throws SQLException {
    return new BallotVote(
        row.getInt("round"),
        row.getInt("number"),
        row.getString("voter"),
        row.getBigDecimal("weight"),
        WrittenChoice.stored(row.getString("choice")),
        row.getObject("cast_at", OffsetDateTime.class).toInstant());
  }

  static Participant participant(ResultSet row) throws SQLException {
    BigDecimal weight = row.getBigDecimal("weight");
    return new Participant(row.getString("user_name"), weight);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
