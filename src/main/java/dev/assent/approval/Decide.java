package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides a request. */
public record Decide(
    Caller caller,
    UUID approvalId,
    @Nullable UUID assignmentId,
    Verdict verdict,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<DecisionView>, ApprovalCommand {
  @Override
  public Class<DecisionView> answerType() {
    return DecisionView.class;
  }
}
