package dev.assent.instance;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Has a step with an incident tried again, passed over, or fail. */
public record ResolveIncident(
    Caller caller,
    UUID instanceId,
    UUID incidentId,
    Way way,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<InstanceView>, InstanceCommand {

  /** What to do about an incident. */
  public enum Way {
    RETRY,
    SKIP,
    FAIL
  }

  @Override
  public Class<InstanceView> answerType() {
    return InstanceView.class;
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }
}
