package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is different in a request that comes back; nulls leave it as it was.
 *
 * @param arguments of the action
 * @param route another way through its approvers
 * @param comment what the requester says to the changes
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
    @Nullable String comment) {

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

  private static Route rerouted(Route was, Route now) {
    return new Route(now.stages(), was.onResubmit(), was.expires(), now.chosen());
  }
}
