package dev.assent.consensus;

import java.util.UUID;

/** A command on one ballot: has it locked and loaded. */
public interface BallotCommand {
  String tenant();

  UUID ballotId();
}
