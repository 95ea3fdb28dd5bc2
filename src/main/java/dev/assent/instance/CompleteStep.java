package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Completes an active task. */
public record CompleteStep(
    Caller caller,
    UUID instanceId,
    String step,
    @Nullable JsonNode output,
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
