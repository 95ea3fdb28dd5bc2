package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.workflow.PublishedWorkflows;
import org.jspecify.annotations.Nullable;

/** Runs the latest version of a workflow. */
public record StartInstance(
    Caller caller,
    String workflowId,
    Entity entity,
    @Nullable String businessKey,
    JsonNode input,
    @Nullable String traceParent,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<InstanceView>, PublishedWorkflows.Starts {

  /** What the instance is about, and where it belongs. */
  public record Entity(
      @Nullable String type,
      @Nullable String id,
      @Nullable String projectId,
      @Nullable String contextId) {}

  @Override
  public Class<InstanceView> answerType() {
    return InstanceView.class;
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }
}
