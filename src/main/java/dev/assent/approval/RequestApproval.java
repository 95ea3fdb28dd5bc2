package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** Makes a request that stands alone. */
public record RequestApproval(
    Caller caller, ApprovalRequest request, @Nullable IdempotencyKey idempotencyKey)
    implements Command<ApprovalView> {
  @Override
  public Class<ApprovalView> answerType() {
    return ApprovalView.class;
  }
}
