package dev.assent.approval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for when a request is made.
 *
 * @param approvers at least one; each becomes an assignment
 * @param excluded users who must not decide, each with the rule that says so
 */
public record ApprovalRequest(
    String title,
    @Nullable String description,
    ApprovalSubject subject,
    Policy policy,
    Priority priority,
    List<Approver> approvers,
    Map<String, String> excluded) {}
