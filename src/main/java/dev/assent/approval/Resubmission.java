package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is different in a request that comes back; nulls leave it as it was.
 *
 * @param arguments of the action
 * @param route another way through its approvers
 * @param comment what the requester says to the changes
 * @param seen the revision of the request that a routing policy has chosen the route for; null when
 *     none has
 */
record Resubmission(
    @Nullable String title,
    @Nullable String description,
    @Nullable JsonNode data,
    @Nullable String category,
    @Nullable RiskLevel risk,
    @Nullable JsonNode arguments,
    @Nullable List<Attachment> attachments,
    @Nullable Route route,
    @Nullable String comment,
    @Nullable Long seen) {

  /**
   * @param action as it stands, with what approvers have edited
   */
  ApprovalRequest applied(ApprovalRequest was, @Nullable Action action) {
    ApprovalSubject subject = was.subject();
    return new ApprovalRequest(
        title == null ? was.title() : title,
        description == null ? was.description() : description,
        data == null ? subject : new ApprovalSubject(subject.type(), subject.id(), data),
        was.priority(),
        category == null ? was.category() : category,
        risk == null ? was.risk() : risk,
        route == null ? was.route() : rerouted(was.route(), route),
        action == null || arguments == null
            ? action
            : new Action(
                action.name(), arguments, action.editable(), action.useWithin(), null, null, null),
        attachments == null ? was.attachments() : attachments);
  }

  /**
   * What a routing policy has chosen is chosen again by it, and by nobody else: for the request as
   * it is now, and not as it was when the choice began.
   *
   * @throws ProblemException {@code INVALID_STATE}; {@code CONFLICT} when the request has changed
   *     since its route was chosen
   */
  void requireRouteOf(Approval approval) {
    Route.Chosen before = approval.request().route().chosen();
    Route.Chosen now = route == null ? null : route.chosen();
    if (route != null && now == null && (approval.origin() != null || before != null)) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "The route of approval "
              + approval.id()
              + " is not its requester's to change; leave out 'approvers', 'policy' and 'stages'.");
    }
    boolean current = now != null && seen != null && seen == approval.revision();
    if ((before != null || now != null) && !current) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "Approval "
              + approval.id()
              + " has changed while its route was chosen; send the resubmission again.");
    }
  }

  /**
   * What is asked in a step is the workflow's to say: its instance goes on with what it has. How
   * much is at stake its routing policy may say anew.
   *
   * @throws ProblemException {@code INVALID_STATE}
   */
  void requireContentOf(Approval approval) {
    boolean rated = risk != null && (route == null || route.chosen() == null);
    boolean other =
        title != null || description != null || data != null || category != null || rated;
    if (approval.origin() != null && other) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Approval "
              + approval.id()
              + " belongs to step "
              + approval.origin().step()
              + " of an instance, which says what it is about; only 'comment', 'attachments' and"
              + " 'arguments' can be sent.");
    }
  }

  /** A policy says what is asked again, and when it is over if it says so. */
  private static Route rerouted(Route was, Route now) {
    return new Route(
        now.stages(),
        now.chosen() == null ? was.onResubmit() : now.onResubmit(),
        now.chosen() == null || now.expires() == null ? was.expires() : now.expires(),
        now.chosen());
  }
}
