package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks others as well, by hand. */
record Escalate(
    Caller caller,
    UUID approvalId,
    @Nullable String stage,
    List<Newcomer> to,
    @Nullable String reason,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<ApprovalView>, ApprovalCommand {
  @Override
  public Class<ApprovalView> answerType() {
    return ApprovalView.class;
  }
}
