package dev.assent.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import jakarta.enterprise.context.ApplicationScoped;

/** Timers: jobs whose being due is the point. */
@ApplicationScoped
public class TimerExecutor implements JobExecutor {
  public static final String KIND = "TIMER";

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
