package dev.assent.approval;

import dev.assent.platform.json.Json;
import dev.assent.platform.web.Texts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Body of a request that stands alone. */
public record NewApproval(
    @Nullable String title,
    @Nullable String description,
    @Nullable ApprovalSubject subject,
    @Nullable Approvers approvers,
    @Nullable Policy policy,
    @Nullable Priority priority) {
  static final int MAX_APPROVERS = 100;
  static final int MAX_NAME = 128;
  static final int MAX_SUBJECT_BYTES = 65_536;

  /** Who is asked. */
  public record Approvers(
      @Nullable List<String> users, @Nullable List<String> roles, @Nullable Boolean notRequester) {}

  /** The request of {@code requester}, checked. */
  ApprovalRequest request(String requester) {
    List<Approver> asked = asked();
    ApprovalSubject about = subject == null ? new ApprovalSubject(null, null, null) : subject;
    Texts texts =
        new Texts()
            .required("/title", title, 500)
            .optional("/description", description, 10_000)
            .optional("/subject/type", about.type(), 100)
            .optional("/subject/id", about.id(), 200)
            .require(
                about.data() == null || Json.writeBytes(about.data()).length <= MAX_SUBJECT_BYTES,
                "/subject/data",
                "is larger than " + MAX_SUBJECT_BYTES + " bytes")
            .require(!asked.isEmpty(), "/approvers", "needs a user or a role at least")
            .require(asked.size() <= MAX_APPROVERS, "/approvers", "are more than " + MAX_APPROVERS);
    for (Approver a : asked.subList(0, Math.min(asked.size(), MAX_APPROVERS))) {
      texts.required("/approvers", a.name(), MAX_NAME);
    }
    boolean notRequester = approvers != null && Boolean.TRUE.equals(approvers.notRequester());
    boolean inVain =
        notRequester
            && asked.contains(Approver.user(requester))
            && (policy == Policy.ALL || asked.size() == 1);
    texts
        .require(
            !inVain,
            "/approvers",
            "need the decision of the requester, who must not decide (notRequester)")
        .check();
    return new ApprovalRequest(
        String.valueOf(title),
        description,
        about,
        policy == null ? Policy.ANY : policy,
        priority == null ? Priority.NORMAL : priority,
        asked,
        notRequester
            ? Map.of(requester, "the requester must not decide (notRequester)")
            : Map.of());
  }

  private List<Approver> asked() {
    if (approvers == null) {
      return List.of();
    }
    Set<Approver> asked = new LinkedHashSet<>();
    if (approvers.users() != null) {
      approvers.users().forEach(name -> asked.add(Approver.user(name == null ? "" : name)));
    }
    if (approvers.roles() != null) {
      approvers.roles().forEach(name -> asked.add(Approver.role(name == null ? "" : name)));
    }
    return new ArrayList<>(asked);
  }
}
