package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hands a place on to somebody else. */
record HandOver(
    Caller caller,
    UUID approvalId,
    @Nullable UUID assignmentId,
    Newcomer to,
    Assignment.Came how,
    @Nullable String reason,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<ApprovalView>, ApprovalCommand {
  @Override
  public Class<ApprovalView> answerType() {
    return ApprovalView.class;
  }
}
