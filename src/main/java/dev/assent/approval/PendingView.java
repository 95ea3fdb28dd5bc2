package dev.assent.approval;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request in the inbox of someone who can decide it.
 *
 * @param stage which of the route asks; absent for a request that has only one
 * @param submission 1, and one more each time the request was resubmitted
 * @param expiresAt of the stage
 * @param onBehalfOf for whom the caller would decide; absent when in the caller's own name
 * @param action the name of what is to be done when it is approved
 */
public record PendingView(
    UUID id,
    @Nullable UUID instanceId,
    @Nullable String workflow,
    @Nullable String step,
    @Nullable String stage,
    int submission,
    String title,
    @Nullable String description,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant dueAt,
    @Nullable Instant expiresAt,
    Priority priority,
    @Nullable String category,
    @Nullable RiskLevel risk,
    Assigned assignment,
    @Nullable String claimedBy,
    @Nullable String onBehalfOf,
    @Nullable String action,
    ApprovalSubject subject) {

  /** The assignment that puts it there. */
  public record Assigned(UUID id, Approver.Type approverType, String approver) {}
}
