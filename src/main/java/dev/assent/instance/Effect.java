package dev.assent.instance;

import dev.assent.workflow.Node;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What has to be done outside the execution because it moved on. */
sealed interface Effect {
  /**
   * Ask for an approval.
   *
   * @param id of the token, and of the request
   * @param excluded users who must not decide, with the rule that says so
   */
  record OpenApproval(UUID id, Node.Approval node, List<String> users, Map<String, String> excluded)
      implements Effect {}

  /** Take the request back. */
  record CancelApproval(UUID id) implements Effect {}
}
