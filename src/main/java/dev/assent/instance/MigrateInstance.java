package dev.assent.instance;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes an instance to another version of its workflow.
 *
 * @param version to go to
 * @param steps steps that have another id there, by their old ids
 * @param dryRun only say whether it could be done
 */
public record MigrateInstance(
    Caller caller,
    UUID instanceId,
    int version,
    Map<String, String> steps,
    boolean dryRun,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<MigrationView>, InstanceCommand {
  @Override
  public Class<MigrationView> answerType() {
    return MigrationView.class;
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }
}
