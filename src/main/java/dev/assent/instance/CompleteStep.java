package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Completes an active task.
 *
 * @param activationId which of several activations of the step is meant
 * @param variables new values of variables
 */
public record CompleteStep(
    Caller caller,
    UUID instanceId,
    String step,
    @Nullable UUID activationId,
    @Nullable JsonNode output,
    @Nullable JsonNode variables,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<InstanceView>, InstanceCommand {
  @Override
  public Class<InstanceView> answerType() {
    return InstanceView.class;
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }
}
