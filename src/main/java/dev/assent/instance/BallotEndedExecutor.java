package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import jakarta.enterprise.context.ApplicationScoped;

/** Brings an instance the news that the ballot of its step has ended: the job is the message. */
@ApplicationScoped
public class BallotEndedExecutor implements JobExecutor {
  @Override
  public String kind() {
    return WorkKind.BALLOT_ENDED;
  }

  @Override
  public JsonNode execute(Job job) {
    return job.payload();
  }

  @Override
  public int parallelism() {
    return 8;
  }
}
