package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import jakarta.enterprise.context.ApplicationScoped;

/** The timers of requests: that they are due is all; {@link ApprovalTimers} does the rest. */
@ApplicationScoped
public class ApprovalTimerExecutor implements JobExecutor {
  @Override
  public String kind() {
    return ApprovalTimers.KIND;
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
