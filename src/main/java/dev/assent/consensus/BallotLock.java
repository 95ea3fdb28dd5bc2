package dev.assent.consensus;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Makes the batches of all nodes that concern the same ballot follow one another, so that of two
 * votes the later one sees the earlier one.
 *
 * <p>Advisory locks, for the reasons and in the fashion of those on instances and approvals, which
 * are taken before, all of them. Theirs are hashed with the seed 0 and these with 1, so that no key
 * is in both ranges: nobody who holds a ballot's lock waits for one of the others, and within the
 * ballots' the order ascends. So nodes never wait in a circle.
 */
@ApplicationScoped
public class BallotLock implements BatchParticipant {
  private static final String LOCK =
      """
      select pg_advisory_xact_lock(key) from (
        select distinct hashtextextended(id::text, 1) as key from unnest(?) as i(id) order by 1) as keys""";

  @Override
  public int order() {
    return 2;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    List<BallotRepository.Concern> concerned = BallotRepository.concerned(batch);
    if (!concerned.isEmpty()) {
      plan.query(
          LOCK, row -> {}, SqlArray.column("uuid", concerned, BallotRepository.Concern::ballotId));
    }
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    // held until the commit
  }
}
