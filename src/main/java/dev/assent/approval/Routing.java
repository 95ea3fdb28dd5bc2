package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.json.Json;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the way of a request through its approvers, outside of any transaction. */
@ApplicationScoped
public class Routing {

  /** What {@code caller} asks for, with everybody found who is to decide. */
  public ApprovalRequest route(Caller caller, NewApproval asked) {
    asked.check(caller.user());
    List<StagePlan> plans = new ArrayList<>();
    List<NewStage> stages = asked.stageList();
    for (int i = 0; i < stages.size(); i++) {
      NewStage stage = stages.get(i);
      plans.add(stage.plan(asked.nameOf(stage, i), caller.user(), stage.asked(), null));
    }
    return asked.request(plans, null);
  }

  /**
   * What is different in a request that comes back, with everybody found who is to decide it when
   * that changes.
   */
  Resubmission reroute(Caller caller, UUID approvalId, ChangedApproval changed) {
    Texts texts =
        new Texts()
            .optional("/title", changed.title(), 500)
            .require(changed.title() == null || !changed.title().isBlank(), "/title", "is blank")
            .optional("/description", changed.description(), 10_000)
            .optional("/category", changed.category(), 100)
            .optional("/comment", changed.comment(), 10_000)
            .require(
                changed.data() == null
                    || Json.writeBytes(changed.data()).length <= NewApproval.MAX_SUBJECT_BYTES,
                "/data",
                "is larger than " + NewApproval.MAX_SUBJECT_BYTES + " bytes")
            .require(
                changed.arguments() == null
                    || (changed.arguments().isObject()
                        && Json.writeBytes(changed.arguments()).length
                            <= NewApproval.MAX_SUBJECT_BYTES),
                "/arguments",
                "must be an object of at most " + NewApproval.MAX_SUBJECT_BYTES + " bytes");
    NewApproval.checkAttachments(texts, changed.attachments());
    texts.check();
    return new Resubmission(
        changed.title(),
        changed.description(),
        changed.data(),
        changed.category(),
        changed.risk(),
        changed.arguments(),
        changed.attachments(),
        route(caller, changed),
        changed.comment());
  }

  private @Nullable Route route(Caller caller, ChangedApproval changed) {
    if (!changed.changesRoute()) {
      return null;
    }
    NewApproval asked =
        new NewApproval(
            "resubmitted",
            null,
            null,
            null,
            null,
            null,
            changed.approvers(),
            changed.policy(),
            changed.stages(),
            null,
            null,
            null,
            null,
            null);
    return route(caller, asked).route();
  }
}
