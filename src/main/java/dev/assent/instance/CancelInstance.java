package dev.assent.instance;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends an instance where it is. */
public record CancelInstance(
    Caller caller,
    UUID instanceId,
    @Nullable String reason,
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
