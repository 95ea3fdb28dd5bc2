package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.Policy;
import dev.assent.platform.json.Json;
import dev.assent.platform.web.Texts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of a request that stands alone. Its route is one of: {@code approvers} and {@code policy}
 * for a single stage, {@code stages}, or the name of the policy that chooses, {@code routing}.
 *
 * @param expires from now to when the request as a whole is over
 */
public record NewApproval(
    @Nullable String title,
    @Nullable String description,
    @Nullable ApprovalSubject subject,
    @Nullable Priority priority,
    @Nullable String category,
    @Nullable RiskLevel risk,
    NewStage.@Nullable Approvers approvers,
    @Nullable Policy policy,
    @Nullable List<NewStage> stages,
    @Nullable String routing,
    Route.@Nullable OnResubmit onResubmit,
    @Nullable Duration expires,
    @Nullable NewAction action,
    @Nullable List<Attachment> attachments) {
  static final int MAX_STAGES = 20;
  static final int MAX_SUBJECT_BYTES = 65_536;
  static final int MAX_ATTACHMENTS = 50;

  /** What the requester will do once it is approved. */
  public record NewAction(
      @Nullable String name,
      @Nullable JsonNode arguments,
      @Nullable Boolean editable,
      @Nullable Duration useWithin) {
    void check(Texts texts) {
      texts
          .required("/action/name", name, 200)
          .require(
              arguments != null && arguments.isObject(), "/action/arguments", "must be an object")
          .require(
              arguments == null || Json.writeBytes(arguments).length <= MAX_SUBJECT_BYTES,
              "/action/arguments",
              "is larger than " + MAX_SUBJECT_BYTES + " bytes");
    }

    Action action() {
      return new Action(
          String.valueOf(name),
          java.util.Objects.requireNonNull(arguments),
          Boolean.TRUE.equals(editable),
          useWithin,
          null,
          null,
          null);
    }
  }

  /** Its stages: those it names, or the one that its approvers make. */
  List<NewStage> stageList() {
    if (stages != null) {
      return stages;
    }
    return List.of(
        new NewStage(
            null, null, null, approvers, policy, null, null, null, null, null, null, null, null));
  }

  /**
   * Checks everything that needs no look-up.
   *
   * @throws dev.assent.platform.problem.ProblemException {@code INVALID_BODY} with every error
   */
  void check(String requester) {
    ApprovalSubject about = subjectOrNone();
    Texts texts =
        new Texts()
            .required("/title", title, 500)
            .optional("/description", description, 10_000)
            .optional("/subject/type", about.type(), 100)
            .optional("/subject/id", about.id(), 200)
            .optional("/category", category, 100)
            .optional("/routing", routing, 64)
            .require(
                about.data() == null || Json.writeBytes(about.data()).length <= MAX_SUBJECT_BYTES,
                "/subject/data",
                "is larger than " + MAX_SUBJECT_BYTES + " bytes");
    boolean single = approvers != null || policy != null;
    texts
        .require(!single || stages == null, "/stages", "say who decides; leave out 'approvers'")
        .require(
            routing == null || (stages == null && !single),
            "/routing",
            "chooses the route; leave out 'stages' and 'approvers'")
        .require(
            routing == null || onResubmit == null,
            "/onResubmit",
            "is for the routing policy to say");
    if (action != null) {
      action.check(texts);
    }
    checkAttachments(texts, attachments);
    if (routing == null) {
      checkStages(texts, requester);
    }
    texts.check();
  }

  private void checkStages(Texts texts, String requester) {
    List<NewStage> all = stageList();
    NewStage.checkAll(texts, all, this::pointer, "/stages");
    for (int i = 0; i < Math.min(all.size(), MAX_STAGES); i++) {
      NewStage stage = all.get(i);
      if (stage == null) {
        continue;
      }
      String at = pointer(i);
      texts
          .require(
              stage.onExpiry() != Deadline.OnExpiry.APPROVE,
              at + "/onExpiry",
              "APPROVE is for workflows and routing policies to say, not for a requester")
          .require(
              !inVain(stage, requester),
              at + "/approvers",
              "need the decision of the requester, who must not decide (notRequester)");
    }
  }

  private String pointer(int stage) {
    return stages == null ? "" : "/stages/" + stage;
  }

  private static boolean inVain(NewStage stage, String requester) {
    boolean barred =
        stage.approvers() != null && Boolean.TRUE.equals(stage.approvers().notRequester());
    return barred
        && !stage.isLookedUp()
        && stage.asked().contains(Approver.user(requester))
        && (stage.policyOrAny().type() != Policy.Type.ANY || stage.asked().size() == 1);
  }

  static void checkAttachments(Texts texts, @Nullable List<Attachment> attachments) {
    if (attachments == null) {
      return;
    }
    texts.require(
        attachments.size() <= MAX_ATTACHMENTS, "/attachments", "are more than " + MAX_ATTACHMENTS);
    for (int i = 0; i < Math.min(attachments.size(), MAX_ATTACHMENTS); i++) {
      Attachment a = attachments.get(i);
      String at = "/attachments/" + i;
      if (a == null) {
        texts.require(false, at, "is null");
        continue;
      }
      texts
          .required(at + "/name", a.name(), 500)
          .required(at + "/url", a.url(), 2_000)
          .optional(at + "/mediaType", a.mediaType(), 200)
          .require(a.size() == null || a.size() >= 0, at + "/size", "must not be below 0")
          .require(
              a.sha256() != null && a.sha256().matches("[0-9a-f]{64}"),
              at + "/sha256",
              "must be the SHA-256 of the content in 64 hexadecimal digits");
    }
  }

  ApprovalSubject subjectOrNone() {
    return subject == null ? new ApprovalSubject(null, null, null) : subject;
  }

  /** The same, on the way that a policy chooses. */
  NewApproval withRouting(String policyName) {
    return new NewApproval(
        title,
        description,
        subject,
        priority,
        category,
        risk,
        approvers,
        policy,
        stages,
        policyName,
        onResubmit,
        expires,
        action,
        attachments);
  }

  /** With its own stages planned. */
  ApprovalRequest request(List<StagePlan> plans) {
    return request(
        new Route(
            plans, onResubmit == null ? Route.OnResubmit.KEEP_DECIDED : onResubmit, expires, null),
        risk);
  }

  /** On the way that a routing policy has chosen; of two times to expire the earlier holds. */
  ApprovalRequest request(RouteChoice.Chosen choice) {
    return request(choice.route().within(expires), choice.risk() == null ? risk : choice.risk());
  }

  private ApprovalRequest request(Route route, @Nullable RiskLevel level) {
    return new ApprovalRequest(
        String.valueOf(title),
        description,
        subjectOrNone(),
        priority == null ? Priority.NORMAL : priority,
        category,
        level,
        route,
        action == null ? null : action.action(),
        attachments == null ? List.of() : attachments);
  }
}
