package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.platform.expression.Effort;
import dev.assent.platform.expression.Seen;
import dev.assent.platform.json.Json;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request when its route is found.
 *
 * @param variables for the expressions: {@code input} is the subject's data, an empty object
 *     without; what a request does not say is null
 * @param asked who was asked by name before it came back, by stage
 */
record RouteFacts(String tenant, String requester, Seen variables, Map<String, Set<String>> asked) {
  /** What all expressions of one request may compute together; some hundredths of a second. */
  private static final long MAX_EFFORT = 5_000_000;

  /** Of a request that is made. */
  static RouteFacts of(Caller caller, NewApproval request) {
    ApprovalSubject about = request.subjectOrNone();
    Map<String, @Nullable Object> said = new HashMap<>();
    said.put("title", request.title());
    said.put("priority", (request.priority() == null ? Priority.NORMAL : request.priority()));
    said.put("category", request.category());
    said.put("risk", request.risk());
    NewApproval.NewAction action = request.action();
    return new RouteFacts(
        caller.tenant(),
        caller.user(),
        variables(
            caller.user(),
            about,
            about.data(),
            said,
            action(
                action == null ? null : action.name(), action == null ? null : action.arguments())),
        Map.of());
  }

  /** Of a request that a step makes; it has no action. */
  static RouteFacts of(String tenant, String requester, ApprovalRequest request) {
    Map<String, @Nullable Object> said = new HashMap<>();
    said.put("title", request.title());
    said.put("priority", request.priority());
    said.put("category", request.category());
    said.put("risk", request.risk());
    return new RouteFacts(
        tenant,
        requester,
        variables(requester, request.subject(), request.subject().data(), said, action(null, null)),
        Map.of());
  }

  /** Of a request that comes back changed. */
  static RouteFacts of(String tenant, ApprovalView was, ChangedApproval changed) {
    Map<String, @Nullable Object> said = new HashMap<>();
    said.put("title", changed.title() == null ? was.title() : changed.title());
    said.put("priority", was.priority());
    said.put("category", changed.category() == null ? was.category() : changed.category());
    said.put("risk", changed.risk() == null ? was.risk() : changed.risk());
    ApprovalView.ActionView action = was.action();
    JsonNode arguments =
        action == null || changed.arguments() != null ? changed.arguments() : action.effective();
    return new RouteFacts(
        tenant,
        was.requestedBy(),
        variables(
            was.requestedBy(),
            was.subject(),
            changed.data() == null ? was.subject().data() : changed.data(),
            said,
            action(action == null ? null : action.name(), action == null ? null : arguments)),
        asked(was));
  }

  private static Map<String, Set<String>> asked(ApprovalView was) {
    Map<String, Set<String>> asked = new HashMap<>();
    for (ApprovalView.AssignmentView a : was.assignments()) {
      if (a.came() == null && a.approverType() == Approver.Type.USER) {
        String stage = a.stage() == null ? StagePlan.ONLY : a.stage();
        asked.computeIfAbsent(stage, s -> new LinkedHashSet<>()).add(a.approver());
      }
    }
    return asked;
  }

  private static Map<String, @Nullable Object> action(
      @Nullable String name, @Nullable JsonNode arguments) {
    Map<String, @Nullable Object> action = new HashMap<>();
    action.put("name", name);
    action.put("arguments", arguments == null ? Json.mapper().createObjectNode() : arguments);
    return action;
  }

  private static Seen variables(
      String requester,
      ApprovalSubject about,
      @Nullable JsonNode data,
      Map<String, @Nullable Object> said,
      Map<String, @Nullable Object> action) {
    said.put("requester", requester);
    said.put("subjectType", about.type());
    said.put("subjectId", about.id());
    Seen variables = new Seen(new Effort(MAX_EFFORT));
    variables.put("input", data == null ? Json.mapper().createObjectNode() : data);
    variables.put("request", said);
    variables.put("action", action);
    return variables;
  }
}
