package dev.assent.consensus;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends a ballot, or one of its rounds, by hand. */
public record EndBallot(
    Caller caller,
    UUID ballotId,
    Way way,
    @Nullable String reason,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<BallotView>, BallotCommand {

  /** How. */
  public enum Way {
    /** With the votes that there are. */
    CLOSE,
    /** Whatever the votes are. */
    CANCEL,
    /** The step that opened it was left. For the server itself, never for a caller. */
    WITHDRAW
  }

  @Override
  public Class<BallotView> answerType() {
    return BallotView.class;
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }
}
