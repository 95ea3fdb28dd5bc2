package dev.assent.approval;

import dev.assent.consensus.Vote;
import org.jspecify.annotations.Nullable;

/** What an approver can say. */
public enum Decision {
  APPROVE,
  APPROVE_WITH_CONDITIONS,
  REJECT,
  /** Sends the request back to whoever made it; what is resubmitted is decided anew. */
  REQUEST_CHANGES,
  ABSTAIN;

  AssignmentState outcome() {
    return switch (this) {
      case APPROVE, APPROVE_WITH_CONDITIONS -> AssignmentState.APPROVED;
      case REJECT -> AssignmentState.REJECTED;
      case REQUEST_CHANGES -> AssignmentState.CLOSED;
      case ABSTAIN -> AssignmentState.ABSTAINED;
    };
  }

  /** How it counts; null when the whole request goes back. */
  @Nullable Vote vote() {
    return switch (this) {
      case APPROVE, APPROVE_WITH_CONDITIONS -> Vote.APPROVE;
      case REJECT -> Vote.REJECT;
      case REQUEST_CHANGES -> null;
      case ABSTAIN -> Vote.ABSTAIN;
    };
  }

  boolean approves() {
    return this == APPROVE || this == APPROVE_WITH_CONDITIONS;
  }
}
