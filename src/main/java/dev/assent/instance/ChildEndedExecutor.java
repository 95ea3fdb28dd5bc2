package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import jakarta.enterprise.context.ApplicationScoped;

/** Brings a parent the news that its child has ended: the job is the message. */
@ApplicationScoped
public class ChildEndedExecutor implements JobExecutor {
  @Override
  public String kind() {
    return WorkKind.CHILD_ENDED;
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
