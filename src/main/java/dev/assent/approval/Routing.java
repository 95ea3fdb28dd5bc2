package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way of a request through its approvers, outside of any transaction: what it looks up
 * may take its time, and what it finds is stored with the request as it was found.
 */
@ApplicationScoped
public class Routing {
  @Inject Staff staff;
  @Inject RoutingPolicies policies;
  @Inject ApprovalQueries queries;

  /**
   * What {@code caller} asks for, with everybody found who is to decide. Without look-ups no
   * statement; with a routing policy one, and one or two for each role, capability or manager.
   *
   * @throws ProblemException {@code INVALID_BODY}; {@code INVALID_INPUT} when no rule fits, a
   *     condition cannot be asked, or somebody is not found
   */
  public ApprovalRequest route(Caller caller, NewApproval asked) {
    asked.check(caller.user());
    RouteFacts facts = RouteFacts.of(caller, asked);
    if (asked.routing() != null) {
      RoutingPolicyVersion policy = policies.forNew(caller.tenant(), asked.routing());
      return asked.request(new RouteChoice(policy, facts, staff).choose());
    }
    List<StagePlan> plans =
        new RoutePlan(facts, staff, RoutePlan.Source.of(asked)).of(asked.stageList());
    if (plans.stream().allMatch(p -> p.skipped() != null)) {
      throw new ProblemException(
              ProblemType.INVALID_INPUT,
              "No stage is needed for the request; only a routing policy may have it approved"
                  + " without any.")
          .withErrors(List.of(FieldError.at("/stages", "are all skipped")));
    }
    return asked.request(plans);
  }

  /**
   * What a step asks for, with everybody found who is to decide. Statements as for a request that
   * stands alone.
   *
   * @param requester who started the step's instance
   * @throws ProblemException {@code INVALID_INPUT} when no rule fits, a condition cannot be asked,
   *     or somebody is not found
   */
  public ApprovalRequest route(String tenant, String requester, UnroutedRequest asked) {
    ApprovalRequest request = asked.request();
    RouteFacts facts = RouteFacts.of(tenant, requester, request);
    Route route = request.route();
    if (asked.routing() == null) {
      List<StagePlan> stages =
          new RoutePlan(facts, staff, RoutePlan.Source.ofStep())
              .of(route.stages(), asked.lookUps());
      return request.withRoute(new Route(stages, route.onResubmit(), route.expires(), null));
    }
    RouteChoice.Chosen choice =
        new RouteChoice(policies.forNew(tenant, asked.routing()), facts, staff).choose();
    return request.withRoute(
        choice.route().within(route.expires()),
        choice.risk() == null ? request.risk() : choice.risk());
  }

  /**
   * What the policy would choose for a request that is not made.
   *
   * @throws ProblemException as for one that is
   */
  RoutingTrialView attempt(Caller caller, String policy, NewApproval asked) {
    new Texts()
        .require(
            asked.routing() == null || asked.routing().equals(policy),
            "/routing",
            "is another policy than the one that is tried")
        .check();
    ApprovalRequest request = route(caller, asked.withRouting(policy));
    return RoutingTrialView.of(request, Objects.requireNonNull(request.route().chosen()));
  }

  /**
   * What is different in a request that comes back, with everybody found who is to decide it when
   * that changes. What a routing policy has chosen it chooses again by its newest version, for the
   * request as it will be.
   *
   * @throws ProblemException as for a new request; {@code NOT_FOUND}
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
    ApprovalView was = ApprovalView.of(queries.load(caller.tenant(), approvalId));
    Route.Chosen before = was.routing();
    boolean own = was.requestedBy().equals(caller.user());
    // the command will say so: what a step asks for is the workflow's to say
    boolean refused = was.instanceId() != null && changed.changesContent();
    if (before == null || changed.changesRoute() || refused || !own) {
      return changed.resubmission(own ? route(caller, changed) : null, changed.risk(), null);
    }
    RouteChoice.Chosen now =
        new RouteChoice(
                policies.again(caller.tenant(), before.policy()),
                RouteFacts.of(caller.tenant(), was, changed),
                staff)
            .choose();
    return changed.resubmission(
        now.route(), now.risk() == null ? changed.risk() : now.risk(), was.revision());
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
