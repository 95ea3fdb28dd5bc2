package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings a signal to an instance: to what waits for it, or else to what will. */
public record SendSignal(
    Caller caller,
    UUID instanceId,
    String name,
    @Nullable String correlation,
    @Nullable JsonNode payload,
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
