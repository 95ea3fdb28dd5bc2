package dev.assent.approval;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request in the inbox of someone who can decide it. */
public record PendingView(
    UUID id,
    @Nullable UUID instanceId,
    @Nullable String workflow,
    @Nullable String step,
    String title,
    @Nullable String description,
    String requestedBy,
    Instant requestedAt,
    Priority priority,
    Assigned assignment,
    ApprovalSubject subject) {

  /** The assignment that puts it there. */
  public record Assigned(UUID id, Approver.Type approverType, String approver) {}
}
