package dev.assent.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.ContentHash;
import dev.assent.platform.json.Json;

/**
 * The hash of what an approver of an action is shown: a decision names it, so that nobody approves
 * something else than they have seen. SHA-256 over a canonical form, so that storing changes
 * nothing.
 */
final class Shown {
  private Shown() {}

  static String hash(Approval approval, Action action) {
    ApprovalRequest request = approval.request();
    ObjectNode shown = Json.mapper().createObjectNode();
    shown.put("approvalId", approval.id().toString());
    shown.put("submission", approval.submission());
    shown.put("title", request.title());
    shown.put("description", request.description());
    shown.put("subjectType", request.subject().type());
    shown.put("subjectId", request.subject().id());
    shown.set("subject", request.subject().data());
    shown.put("action", action.name());
    shown.set("arguments", action.current());
    return ContentHash.of(shown);
  }
}
