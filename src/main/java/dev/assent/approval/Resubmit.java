package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts a request that was sent back before its approvers once more. */
record Resubmit(
    Caller caller, UUID approvalId, Resubmission changes, @Nullable IdempotencyKey idempotencyKey)
    implements Command<ApprovalView>, ApprovalCommand {
  @Override
  public Class<ApprovalView> answerType() {
    return ApprovalView.class;
  }
}
