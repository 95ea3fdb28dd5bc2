package dev.assent.consensus;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.sql.Query;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads ballots outside a batch. */
@ApplicationScoped
public class BallotQueries {
  /** What a list is narrowed to; nulls do not narrow. */
  public record Filter(
      @Nullable BallotState status,
      @Nullable String participant,
      @Nullable String subjectType,
      @Nullable String subjectId,
      @Nullable UUID instanceId) {}

  private static final UUID AFTER_ALL = new UUID(-1, -1);

  private static final String CAST =
      ", (select max(v.number) from ballot_votes v where v.ballot_id = b.id and v.tenant_id = b.tenant_id"
          + " and v.round = b.round) as votes_cast";

  private static final String ALL = "from ballots b where b.tenant_id = ?";

  private static final String OF_PARTICIPANT =
      "from ballot_participants p join ballots b on b.id = p.ballot_id and b.tenant_id = p.tenant_id where p.tenant_id = ?";

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  /** A ballot with its participants and how it stands. Three statements. */
  public BallotView get(String tenant, UUID id) {
    Ballot ballot = find(tenant, id);
    votes(tenant, ballot).list(dataSource, BallotRow::vote).forEach(ballot::stored);
    List<Participant> participants =
        new Query(
                "select p.user_name, p.weight from ballot_participants p where p.ballot_id = ? and p.tenant_id = ?"
                    + " order by p.user_name",
                id,
                tenant)
            .list(dataSource, BallotRow::participant);
    return BallotView.whole(ballot, participants);
  }

  /**
   * By which rules a ballot is decided. One statement.
   *
   * @throws ProblemException {@code NOT_FOUND}
   */
  BallotRules rules(String tenant, UUID id) {
    return find(tenant, id).rules();
  }

  private Ballot find(String tenant, UUID id) {
    return new Query(
            "select " + BallotRow.COLUMNS + " from ballots b where b.tenant_id = ? and b.id = ?",
            tenant,
            id)
        .find(dataSource, BallotRow::ballot)
        .orElseThrow(() -> ProblemException.notFound("ballot", id));
  }

  private static Query votes(String tenant, Ballot ballot) {
    return new Query(
        "select "
            + BallotRow.VOTE_COLUMNS
            + ", v.choice::text as choice from ballot_votes v where v.ballot_id = ? and v.tenant_id = ? and v.round = ?"
            + " order by v.number",
        ballot.id(),
        tenant,
        ballot.round());
  }

  /** A page of ballots, newest first. Of a participant, by the index of what is theirs. */
  public Page<BallotView> list(String tenant, Filter filter, @Nullable String cursor, int limit) {
    UUID before = cursor == null ? AFTER_ALL : Cursor.uuid(cursor);
    String id = filter.participant() == null ? "b.id" : "p.ballot_id";
    List<BallotView> rows =
        new Query("select " + BallotRow.COLUMNS + CAST)
            .and(filter.participant() == null ? ALL : OF_PARTICIPANT, tenant)
            .andIf(filter.participant(), "and p.user_name = ?")
            .and("and " + id + " < ?", before)
            .andIf(filter.status(), "and b.status = ?")
            .andIf(filter.subjectType(), "and b.subject_type = ?")
            .andIf(filter.subjectId(), "and b.subject_id = ?")
            .andIf(filter.instanceId(), "and b.instance_id = ?")
            .and("order by " + id + " desc limit ?", limit + 1)
            .list(
                dataSource,
                row -> BallotView.of(BallotRow.ballot(row).withCast(row.getInt("votes_cast"))));
    return Page.of(rows, limit, row -> row, row -> List.of(row.id().toString()));
  }

  /**
   * A page of the votes of a ballot that is not secret, in the order in which they were cast, those
   * whose place another has taken as well.
   *
   * @throws ProblemException {@code FORBIDDEN} when it is secret
   */
  public Page<VoteView> votes(String tenant, UUID id, @Nullable String cursor, int limit) {
    Ballot ballot = find(tenant, id);
    if (ballot.rules().secret()) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "Ballot " + id + " is secret: nobody sees who has voted what.");
    }
    int[] after = cursor == null ? new int[] {0, 0} : position(cursor);
    List<VoteView> rows =
        new Query(
                "select "
                    + BallotRow.VOTE_COLUMNS
                    + ", v.choice::text as choice from ballot_votes v where v.ballot_id = ? and v.tenant_id = ?"
                    + " and (v.round, v.number) > (?, ?) order by v.round, v.number limit ?",
                id,
                tenant,
                after[0],
                after[1],
                limit + 1)
            .list(
                dataSource,
                row -> {
                  BallotVote v = BallotRow.vote(row);
                  return new VoteView(
                      v.round(), v.number(), v.voter(), v.weight(), v.choice(), v.at());
                });
    return Page.of(
        rows,
        limit,
        row -> row,
        row -> List.of(Integer.toString(row.round()), Integer.toString(row.number())));
  }

  private static int[] position(String cursor) {
    List<String> parts = Cursor.decode(cursor, 2);
    try {
      return new int[] {Integer.parseInt(parts.get(0)), Integer.parseInt(parts.get(1))};
    } catch (NumberFormatException e) {
      throw Cursor.invalid();
    }
  }
}
