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

  /**
   * @param route found for it; null leaves the one it has
   * @param level the request's risk, which a routing policy may say
   * @param seen the revision that the route was found for; null when none was looked at
   */
  Resubmission resubmission(@Nullable Route route, @Nullable RiskLevel level, @Nullable Long seen) {
    return new Resubmission(
        title, description, data, category, level, arguments, attachments, route, comment, seen);
  }

  /** Whether it says anything of what the request is about. */
  boolean changesContent() {
    return title != null || description != null || data != null || category != null || risk != null;
  }

  boolean changesRoute() {
    return approvers != null || policy != null || stages != null;
  }
}
