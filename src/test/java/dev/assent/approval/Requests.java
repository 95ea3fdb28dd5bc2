package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Requests for tests, and what is done to them without a server. */
final class Requests {
  private Requests() {}

  /** For nothing in particular, by one route. */
  static ApprovalRequest of(StagePlan... stages) {
    return new ApprovalRequest(
        "Claim",
        null,
        new ApprovalSubject(null, null, null),
        Priority.NORMAL,
        null,
        null,
        new Route(List.of(stages), Route.OnResubmit.KEEP_DECIDED, null, null),
        null,
        List.of());
  }

  static Approval begun(UUID id, String requester, Instant at, ApprovalRequest request) {
    Approval approval =
        new Approval(new Approval.Identity(id, "demo", requester, at), null, request);
    approval.begin(at);
    return approval;
  }

  /** As the service does it, for somebody who stands in for nobody. */
  static Assignment decide(
      Approval approval, Caller caller, UUID assignment, Decision decision, Instant at) {
    return decide(approval, caller, Standing.alone(caller.user()), assignment, decision, at);
  }

  static Assignment decide(
      Approval approval,
      Caller caller,
      Standing standing,
      UUID assignment,
      Decision decision,
      Instant at) {
    Places.Place place = new Places(approval, caller, standing).toDecide(assignment, rule -> {});
    approval.decide(
        place,
        new Assignment.Ruling(decision, caller.user(), null, List.of(), Map.of(), List.of(), at),
        null);
    return place.assignment();
  }
}
