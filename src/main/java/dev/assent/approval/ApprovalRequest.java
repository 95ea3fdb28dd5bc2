package dev.assent.approval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for when a request is made.
 *
 * @param category of the request, such as {@code finance}
 * @param action what the requester will do with the arguments that are approved; absent when the
 *     approval is all that is wanted
 */
public record ApprovalRequest(
    String title,
    @Nullable String description,
    ApprovalSubject subject,
    Priority priority,
    @Nullable String category,
    @Nullable RiskLevel risk,
    Route route,
    @Nullable Action action,
    List<Attachment> attachments) {

  public ApprovalRequest {
    attachments = List.copyOf(attachments);
  }

  ApprovalRequest withRoute(Route other) {
    return withRoute(other, risk);
  }

  ApprovalRequest withRoute(Route other, @Nullable RiskLevel level) {
    return new ApprovalRequest(
        title, description, subject, priority, category, level, other, action, attachments);
  }
}
