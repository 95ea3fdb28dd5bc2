package dev.assent.consensus;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** Makes a ballot. */
public record OpenBallot(Caller caller, BallotOrder order, @Nullable IdempotencyKey idempotencyKey)
    implements Command<BallotView> {
  @Override
  public Class<BallotView> answerType() {
    return BallotView.class;
  }
}
