package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says that a condition of an approval is met. */
record MeetCondition(
    Caller caller,
    UUID approvalId,
    UUID conditionId,
    @Nullable String note,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<ApprovalView>, ApprovalCommand {
  @Override
  public Class<ApprovalView> answerType() {
    return ApprovalView.class;
  }
}
