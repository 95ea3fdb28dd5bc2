package dev.assent.consensus;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Votes, or changes a vote. */
public record CastVote(
    Caller caller, UUID ballotId, Choice choice, @Nullable IdempotencyKey idempotencyKey)
    implements Command<CastView>, BallotCommand {
  @Override
  public Class<CastView> answerType() {
    return CastView.class;
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }
}
