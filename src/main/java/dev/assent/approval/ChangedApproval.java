package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of a resubmission: what is different; what is left out stays as it was.
 *
 * @param data in place of the subject's
 * @param arguments in place of the action's
 */
public record ChangedApproval(
    @Nullable String title,
    @Nullable String description,
    @Nullable JsonNode data,
    @Nullable String category,
    @Nullable RiskLevel risk,
    NewStage.@Nullable Approvers approvers,
    @Nullable Policy policy,
    @Nullable List<NewStage> stages,
    @Nullable JsonNode arguments,
    @Nullable List<Attachment> attachments,
    @Nullable String comment) {

  static final ChangedApproval NOTHING =
      new ChangedApproval(null, null, null, null, null, null, null, null, null, null, null);

  boolean changesRoute() {
    return approvers != null || policy != null || stages != null;
  }
}
