package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides a request. */
public record Decide(
    Caller caller,
    UUID approvalId,
    @Nullable UUID assignmentId,
    Decision decision,
    @Nullable String rationale,
    List<Condition> conditions,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<DecisionView>, ApprovalCommand {
  @Override
  public Class<DecisionView> answerType() {
    return DecisionView.class;
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }
}
