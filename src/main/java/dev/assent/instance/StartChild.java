package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import dev.assent.workflow.PublishedWorkflows;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs a workflow for a step of another instance, which is what {@link #instanceId()} names: it is
 * locked, so that no child of a step begins that has been left.
 *
 * @param token the step's activation; it has one child at most
 */
record StartChild(
    String tenant,
    UUID instanceId,
    UUID token,
    String workflowId,
    @Nullable String businessKey,
    JsonNode input)
    implements Command<InstanceView>, InstanceCommand, PublishedWorkflows.Starts {
  @Override
  public Class<InstanceView> answerType() {
    return InstanceView.class;
  }

  @Override
  public @Nullable IdempotencyKey idempotencyKey() {
    return null;
  }
}
