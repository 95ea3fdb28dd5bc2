package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives a claimed place back to everybody of its role. */
record ReleasePlace(
    Caller caller,
    UUID approvalId,
    @Nullable UUID assignmentId,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<ApprovalView>, ApprovalCommand {
  @Override
  public Class<ApprovalView> answerType() {
    return ApprovalView.class;
  }
}
