package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Uses an approved action. */
record Redeem(
    Caller caller,
    UUID approvalId,
    @Nullable JsonNode arguments,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<RedemptionView>, ApprovalCommand {
  @Override
  public Class<RedemptionView> answerType() {
    return RedemptionView.class;
  }
}
