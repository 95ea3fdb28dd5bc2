package dev.assent.consensus;

import java.util.EnumSet;
import java.util.Set;

/** The life of a ballot. */
public enum BallotState {
  OPEN,
  /** One option has won. */
  DECIDED,
  /** Its last round ended without a winner. */
  NO_CONSENSUS,
  CANCELLED,
  /** Too few had taken part when its time was over. */
  EXPIRED;

  Set<BallotState> successors() {
    return switch (this) {
      case OPEN -> EnumSet.of(DECIDED, NO_CONSENSUS, CANCELLED, EXPIRED);
      case DECIDED, NO_CONSENSUS, CANCELLED, EXPIRED -> EnumSet.noneOf(BallotState.class);
    };
  }
}
