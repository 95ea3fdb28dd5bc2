package dev.assent.consensus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobOrder;
import dev.assent.platform.jobs.RetryPolicy;
import dev.assent.platform.json.Json;
import dev.assent.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Deadlines of ballots: jobs whose being due is the point. What follows is done by the transaction
 * that takes their outcome.
 */
@ApplicationScoped
public class BallotDeadline implements JobExecutor {
  static final String KIND = "BALLOT_DEADLINE";

  private static final RetryPolicy RETRY =
      new RetryPolicy(10, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(30));

  /** The job of a ballot, which is at once the token that waits for it. */
  static JobOrder order(String tenant, UUID ballot, Instant deadline) {
    return new JobOrder(
        Ids.next(),
        tenant,
        KIND,
        KIND,
        ballot,
        ballot,
        Json.mapper().createObjectNode(),
        RETRY,
        null,
        deadline);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public JsonNode execute(Job job) {
    return NullNode.getInstance();
  }

  @Override
  public int parallelism() {
    return 16;
  }
}
