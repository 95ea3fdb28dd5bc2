package dev.assent.approval;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request as it is answered. */
public record ApprovalView(
    UUID id,
    @Nullable UUID instanceId,
    @Nullable String workflow,
    @Nullable String step,
    String title,
    @Nullable String description,
    ApprovalState status,
    Policy policy,
    Priority priority,
    ApprovalSubject subject,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant closedAt,
    List<AssignmentView> assignments,
    long revision) {

  /** An assignment as it is answered. */
  public record AssignmentView(
      UUID id,
      Approver.Type approverType,
      String approver,
      AssignmentState status,
      @Nullable Decision decision,
      @Nullable String decidedBy,
      @Nullable String rationale,
      @Nullable List<Condition> conditions,
      @Nullable Instant decidedAt) {

    static AssignmentView of(Assignment a) {
      return new AssignmentView(
          a.id(),
          a.approver().type(),
          a.approver().name(),
          a.state(),
          a.decision(),
          a.decidedBy(),
          a.rationale(),
          a.conditions().isEmpty() ? null : a.conditions(),
          a.decidedAt());
    }
  }

  static ApprovalView of(Approval a) {
    Approval.Origin origin = a.origin();
    return new ApprovalView(
        a.id(),
        origin == null ? null : origin.instanceId(),
        origin == null ? null : origin.workflow(),
        origin == null ? null : origin.step(),
        a.title(),
        a.description(),
        a.state(),
        a.policy(),
        a.priority(),
        a.subject(),
        a.requestedBy(),
        a.requestedAt(),
        a.closedAt(),
        a.assignments().stream().map(AssignmentView::of).toList(),
        a.revision());
  }
}
