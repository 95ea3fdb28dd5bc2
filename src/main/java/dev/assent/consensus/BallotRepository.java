package dev.assent.consensus;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.RowType;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import dev.assent.platform.jobs.FinishJob;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ballots that a batch works on: loaded, made, changed, written. A vote adds a row and changes
 * none, but when it ends a round. For reads outside a batch see {@link BallotQueries}.
 */
@ApplicationScoped
public class BallotRepository implements BatchParticipant {
  // each is looked up by its key, lest PostgreSQL, which may know nothing of the tables, reads all
  // that are open
  private static final String LOAD =
      "select "
          + BallotRow.COLUMNS
          + "\n"
          + """
             from unnest(?, ?) as c(id, tenant_id)
            cross join lateral (select * from ballots where id = c.id and tenant_id = c.tenant_id offset 0) b""";

  // what was voted is read only where it may be counted now: when every vote may be the one that
  // makes the outcome certain, or the ballot is to be closed
  private static final String LOAD_VOTES =
      "select "
          + BallotRow.VOTE_COLUMNS
          + """
            , case when b.close_early or c.counted then v.choice::text end as choice
              from (select id, tenant_id, bool_or(counted) as counted from unnest(?, ?, ?) as a(id, tenant_id, counted) group by 1, 2) c
             cross join lateral (
                   select id, tenant_id, round, close_early from ballots
                    where id = c.id and tenant_id = c.tenant_id and status = 'OPEN' offset 0) b
             cross join lateral (
                   select * from ballot_votes
                    where ballot_id = b.id and tenant_id = b.tenant_id and round = b.round offset 0) v
             order by v.ballot_id, v.round, v.number""";

  private static final String LOAD_WEIGHTS =
      """
      select p.ballot_id, p.user_name, p.weight from unnest(?, ?, ?) as c(id, tenant_id, user_name)
       cross join lateral (
             select * from ballot_participants
              where ballot_id = c.id and tenant_id = c.tenant_id and user_name = c.user_name offset 0) p""";

  private static final RowType<Ballot> CHANGED =
      RowType.<Ballot>of()
          .with("id", "uuid", Ballot::id)
          .with("tenant_id", "text", Ballot::tenant)
          .with("status", "text", Ballot::state)
          .with("round", "int4", Ballot::round)
          .with("decision", "text", Ballot::decision)
          .with("results", "jsonb", b -> b.results())
          .with("closed_at", "timestamptz", Ballot::closedAt)
          .with("revision", "bigint", Ballot::revision);

  private static final RowType<Ballot> NEW =
      CHANGED
          .with("title", "text", b -> b.question().title())
          .with("description", "text", b -> b.question().description())
          .with("subject_type", "text", b -> b.question().subjectType())
          .with("subject_id", "text", b -> b.question().subjectId())
          .with("method", "text", b -> b.rules().method())
          .with("secret", "bool", b -> b.rules().secret())
          .with("close_early", "bool", b -> b.rules().closeEarly())
          .with("deadline", "timestamptz", b -> b.rules().deadline())
          .with("terms", "jsonb", b -> b.rules().terms())
          .with("participants", "int4", Ballot::participants)
          .with("weight", "numeric", Ballot::weight)
          .with("created_by", "text", Ballot::createdBy)
          .with("created_at", "timestamptz", Ballot::createdAt)
          .with("instance_id", "uuid", b -> b.origin() == null ? null : b.origin().instanceId())
          .with("step", "text", b -> b.origin() == null ? null : b.origin().step());

  private static final RowType<Made> PARTICIPANTS =
      RowType.<Made>of()
          .with("ballot_id", "uuid", m -> m.ballot().id())
          .with("tenant_id", "text", m -> m.ballot().tenant())
          .with("user_name", "text", m -> m.participant().user())
          .with("weight", "numeric", m -> m.participant().weight());

  private static final RowType<Cast> VOTES =
      RowType.<Cast>of()
          .with("ballot_id", "uuid", c -> c.ballot().id())
          .with("tenant_id", "text", c -> c.ballot().tenant())
          .with("round", "int4", c -> c.vote().round())
          .with("number", "int4", c -> c.vote().number())
          .with("voter", "text", c -> c.vote().voter())
          .with("weight", "numeric", c -> c.vote().weight())
          .with("choice", "jsonb", c -> c.vote().written().text())
          .with("cast_at", "timestamptz", c -> c.vote().at());

  private static final String INSERT = NEW.insertInto("ballots");

  private static final String INSERT_PARTICIPANTS = PARTICIPANTS.insertInto("ballot_participants");

  private static final String INSERT_VOTES = VOTES.insertInto("ballot_votes");

  private static final String UPDATE =
      """
      update ballots b set status = n.status, round = n.round, decision = n.decision, results = n.results, closed_at = n.closed_at,
             revision = n.revision
        from %s
       where b.id = n.id and b.tenant_id = n.tenant_id"""
          .formatted(CHANGED.as("n"));

  /**
   * A ballot that a command concerns.
   *
   * @param voter who wants to vote
   * @param counted whether its votes are counted whatever its rules
   */
  record Concern(String tenant, UUID ballotId, @Nullable String voter, boolean counted) {}

  private record Seat(UUID ballotId, String user) {}

  private record Made(Ballot ballot, Participant participant) {}

  private record Cast(Ballot ballot, BallotVote vote) {}

  /** What a batch holds of ballots. */
  private static final class Held {
    final Map<UUID, Ballot> byId = new LinkedHashMap<>();
    final Map<Seat, BigDecimal> weights = new LinkedHashMap<>();
    final Set<Ballot> created = new LinkedHashSet<>();
    final Set<Ballot> changed = new LinkedHashSet<>();
    final List<Made> participants = new ArrayList<>();
    final List<Cast> votes = new ArrayList<>();
  }

  /** The ballots that a batch's commands concern. */
  static List<Concern> concerned(Batch batch) {
    List<Concern> concerned = new ArrayList<>();
    for (Command<?> command : batch.commands()) {
      if (command instanceof CastVote c) {
        concerned.add(new Concern(c.tenant(), c.ballotId(), c.caller().user(), false));
      } else if (command instanceof BallotCommand c) {
        concerned.add(new Concern(c.tenant(), c.ballotId(), null, true));
      } else if (command instanceof FinishJob c && c.job().kind().equals(BallotDeadline.KIND)) {
        concerned.add(new Concern(c.tenant(), c.job().instanceId(), null, true));
      }
    }
    return concerned;
  }

  Ballot get(Batch batch, String tenant, UUID id) {
    return find(batch, tenant, id).orElseThrow(() -> ProblemException.notFound("ballot", id));
  }

  Optional<Ballot> find(Batch batch, String tenant, UUID id) {
    Ballot ballot = held(batch).byId.get(id);
    return ballot == null || !ballot.tenant().equals(tenant)
        ? Optional.empty()
        : Optional.of(ballot);
  }

  /** What a vote of {@code user} counts; empty for who is no participant. */
  Optional<BigDecimal> weight(Batch batch, Ballot ballot, String user) {
    return Optional.ofNullable(held(batch).weights.get(new Seat(ballot.id(), user)));
  }

  void created(Batch batch, Ballot ballot, List<Participant> participants) {
    batch.touch();
    Held held = held(batch);
    held.byId.put(ballot.id(), ballot);
    held.created.add(ballot);
    participants.forEach(
        p -> {
          held.participants.add(new Made(ballot, p));
          held.weights.put(new Seat(ballot.id(), p.user()), p.weight());
        });
  }

  void voted(Batch batch, Ballot ballot, BallotVote vote) {
    batch.touch();
    held(batch).votes.add(new Cast(ballot, vote));
  }

  void changed(Batch batch, Ballot ballot) {
    batch.touch();
    held(batch).changed.add(ballot);
  }

  @Override
  public int order() {
    return 25;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    List<Concern> concerned = concerned(batch);
    if (concerned.isEmpty()) {
      return;
    }
    Held held = held(batch);
    List<Concern> ballots =
        List.copyOf(
            new LinkedHashSet<>(
                concerned.stream()
                    .map(c -> new Concern(c.tenant(), c.ballotId(), null, false))
                    .toList()));
    plan.query(
        LOAD,
        row -> {
          Ballot ballot = BallotRow.ballot(row);
          held.byId.put(ballot.id(), ballot);
        },
        SqlArray.column("uuid", ballots, Concern::ballotId),
        SqlArray.column("text", ballots, Concern::tenant));
    plan.query(
        LOAD_VOTES,
        row -> addVote(held, row),
        SqlArray.column("uuid", concerned, Concern::ballotId),
        SqlArray.column("text", concerned, Concern::tenant),
        SqlArray.column("bool", concerned, Concern::counted));
    List<Concern> voters = concerned.stream().filter(c -> c.voter() != null).toList();
    if (!voters.isEmpty()) {
      plan.query(
          LOAD_WEIGHTS,
          row ->
              held.weights.put(
                  new Seat(row.getObject(1, UUID.class), row.getString(2)), row.getBigDecimal(3)),
          SqlArray.column("uuid", voters, Concern::ballotId),
          SqlArray.column("text", voters, Concern::tenant),
          SqlArray.column("text", voters, Concern::voter));
    }
  }

  private static void addVote(Held held, ResultSet row) throws SQLException {
    Ballot ballot = held.byId.get(row.getObject("ballot_id", UUID.class));
    if (ballot != null) {
      ballot.stored(BallotRow.vote(row));
    }
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    Held held = held(batch);
    insert(held, plan);
    held.changed.removeAll(held.created);
    update(List.copyOf(held.changed), plan);
    insertVotes(held.votes, plan);
  }

  private static void insert(Held held, WritePlan plan) {
    List<Ballot> created = List.copyOf(held.created);
    if (created.isEmpty()) {
      return;
    }
    plan.change("ballots_opened", INSERT, NEW.rows(created));
    plan.change("participants", INSERT_PARTICIPANTS, PARTICIPANTS.rows(held.participants));
  }

  private static void update(List<Ballot> changed, WritePlan plan) {
    if (!changed.isEmpty()) {
      plan.change("ballots_changed", UPDATE, CHANGED.rows(changed));
    }
  }

  private static void insertVotes(List<Cast> votes, WritePlan plan) {
    if (!votes.isEmpty()) {
      plan.change("votes", INSERT_VOTES, VOTES.rows(votes));
    }
  }

  private static Held held(Batch batch) {
    return batch.workingSet(Held.class, Held::new);
  }
}
