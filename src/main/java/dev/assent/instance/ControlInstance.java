package dev.assent.instance;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Has an instance end, pause, go on or begin again.
 *
 * @param step for {@code RETRY} which incidents to try again, absent: all; for {@code RESTART}
 *     where to begin
 */
public record ControlInstance(
    Caller caller,
    UUID instanceId,
    Verb verb,
    @Nullable String step,
    @Nullable String reason,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<InstanceView>, InstanceCommand {

  /** What is to become of the instance. */
  public enum Verb {
    CANCEL,
    SUSPEND,
    RESUME,
    RETRY,
    RESTART
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
