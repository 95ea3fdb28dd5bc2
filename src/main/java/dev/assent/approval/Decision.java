package dev.assent.approval;

/** What an approver can say. */
public enum Decision {
  APPROVE,
  APPROVE_WITH_CONDITIONS,
  REJECT;

  AssignmentState outcome() {
    return switch (this) {
      case APPROVE, APPROVE_WITH_CONDITIONS -> AssignmentState.APPROVED;
      case REJECT -> AssignmentState.REJECTED;
    };
  }
}
