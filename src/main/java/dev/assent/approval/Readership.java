package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Who may look at which requests: whoever reads workflows or decides approvals at all of the
 * tenant, whoever asks or runs workflows at those that they have made. Others' are not found by
 * them, like another tenant's.
 */
final class Readership {
  private Readership() {}

  /** Whose requests alone the caller sees; null for all of the tenant. */
  static @Nullable String only(Caller caller) {
    return caller.may(Permissions.WORKFLOW_READ) || caller.may(Permissions.APPROVAL_DECIDE)
        ? null
        : caller.user();
  }

  static boolean includes(Caller caller, Approval approval) {
    boolean asks = caller.may(Permissions.APPROVAL_REQUEST) || caller.may(Permissions.WORKFLOW_RUN);
    String only = only(caller);
    return only == null || (asks && only.equals(approval.identity().requestedBy()));
  }

  /**
   * The same request.
   *
   * @throws ProblemException {@code NOT_FOUND} for one that the caller must not see
   */
  static Approval require(Caller caller, Approval approval) {
    if (!includes(caller, approval)) {
      throw ProblemException.notFound("approval", approval.id());
    }
    return approval;
  }
}
