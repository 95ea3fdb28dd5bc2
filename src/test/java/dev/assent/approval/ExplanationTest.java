package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.consensus.Policy;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.identity.Standing;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each refusal of a decision is explained in the decision's own words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplanationTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Approver ANN = Approver.user("ann");
  private static final Approver BEN = Approver.user("ben");
  private static final Approver BOSSES = Approver.role("boss");
  private static final Caller ANYBODY = caller("carl");

  private final Set<DecisionRule> refused = EnumSet.noneOf(DecisionRule.class);

  private static Caller caller(String user, String... roles) {
    return new Caller("demo", user, Set.of(roles), Set.of(Permissions.APPROVAL_DECIDE));
  }

  private static Approval asking(Policy.Type policy, Approver... approvers) {
    return begun(StagePlan.only(List.of(approvers), Policy.of(policy), Map.of()));
  }

  private static Approval begun(StagePlan... stages) {
    return Requests.begun(new UUID(0, 100), "rita", NOW, Requests.of(stages));
  }

  private static StagePlan named(String name, Approver approver) {
    StagePlan only = StagePlan.only(List.of(approver), Policy.of(Policy.Type.ANY), Map.of());
    return new StagePlan(
        name,
        false,
        only.approvers(),
        only.policy(),
        only.weights(),
        only.excluded(),
        only.distinctFrom(),
        only.rationale(),
        only.deadline(),
        null);
  }

  private static Standing actsFor(String user, String principal) {
    return new Standing(
        user, List.of(new Standing.Principal(principal, List.of(principal))), List.of());
  }

  /** Explains, then decides, and holds the two against each other. */
  private ExplanationView told(Approval approval, Caller caller, Standing standing) {
    ExplanationView told = ExplanationView.of(approval, caller, standing);
    try {
      caller.require(Permissions.APPROVAL_DECIDE);
      Assignment filled = Requests.decide(approval, caller, standing, null, Decision.APPROVE, NOW);
      assertThat(told.canDecide()).isTrue();
      assertThat(told.assignmentId()).isEqualTo(filled.id());
      assertThat(told.onBehalfOf()).isEqualTo(filled.onBehalfOf());
      assertThat(told.problem()).isNull();
      assertThat(told.checks()).allMatch(ExplanationView.DecisionCheck::holds);
      assertThat(told.checks())
          .extracting(ExplanationView.DecisionCheck::rule)
          .containsExactly(DecisionRule.values());
    } catch (ProblemException refusal) {
      assertThat(told.canDecide()).isFalse();
      assertThat(told.assignmentId()).isNull();
      assertThat(told.problem())
          .isEqualTo(
              new ExplanationView.ExplainedRefusal(
                  refusal.type().uri(), refusal.type().title(), refusal.getMessage()));
    }
    return told;
  }

  private void refuses(DecisionRule rule, ProblemType type, Approval approval, Caller caller) {
    refuses(rule, type, approval, caller, Standing.alone(caller.user()));
  }

  private void refuses(
      DecisionRule rule, ProblemType type, Approval approval, Caller caller, Standing standing) {
    ExplanationView told = told(approval, caller, standing);
    assertThat(told.canDecide()).isFalse();
    ExplanationView.DecisionCheck last = told.checks().get(told.checks().size() - 1);
    assertThat(last.rule()).isEqualTo(rule);
    assertThat(last.holds()).isFalse();
    assertThat(told.problem().type()).isEqualTo(type.uri());
    assertThat(last.detail()).isEqualTo(told.problem().detail());
    assertThat(told.checks().stream().filter(c -> !c.holds())).hasSize(1);
    refused.add(rule);
  }

  @AfterAll
  void every_rule_has_refused_somebody() {
    assertThat(refused).containsExactlyInAnyOrder(DecisionRule.values());
  }

  @Test
  void one_who_may_not_decide_at_all() {
    Caller reader = new Caller("demo", "ann", Set.of(), Set.of(Permissions.WORKFLOW_READ));
    refuses(DecisionRule.PERMISSION, ProblemType.FORBIDDEN, asking(Policy.Type.ANY, ANN), reader);
    assertThat(told(asking(Policy.Type.ANY, ANN), reader, Standing.alone("ann")).canSee()).isTrue();
    Caller nobody = new Caller("demo", "ann", Set.of(), Set.of());
    assertThat(told(asking(Policy.Type.ANY, ANN), nobody, Standing.alone("ann")).canSee())
        .isFalse();
  }

  @Test
  void one_who_is_not_asked_or_not_yet() {
    refuses(
        DecisionRule.ASKED,
        ProblemType.NOT_AN_APPROVER,
        asking(Policy.Type.ANY, ANN, BOSSES),
        ANYBODY);
    refuses(
        DecisionRule.TURN,
        ProblemType.INVALID_STATE,
        begun(named("first", ANN), named("second", BEN)),
        caller("ben"));
  }

  @Test
  void one_whom_the_separation_of_duties_keeps_away() {
    StagePlan plan =
        StagePlan.only(
            List.of(ANN, BEN),
            Policy.of(Policy.Type.ANY),
            Map.of("ann", "ann asks (notRequester)"));
    refuses(
        DecisionRule.SEPARATION_OF_DUTIES,
        ProblemType.SEPARATION_OF_DUTIES,
        begun(plan),
        caller("ann"));
    Standing married =
        new Standing("ben", List.of(), List.of(new Standing.Pair("ben", "rita", "married")));
    refuses(
        DecisionRule.SEPARATION_OF_DUTIES,
        ProblemType.SEPARATION_OF_DUTIES,
        begun(plan),
        caller("ben"),
        married);
    refuses(
        DecisionRule.SEPARATION_OF_DUTIES,
        ProblemType.SEPARATION_OF_DUTIES,
        begun(plan),
        caller("sue"),
        actsFor("sue", "ann"));
  }

  @Test
  void one_who_comes_after_its_end() {
    Approval decided = asking(Policy.Type.ANY, ANN, BOSSES);
    Requests.decide(decided, caller("ann"), null, Decision.REJECT, NOW);
    refuses(DecisionRule.OPEN, ProblemType.ALREADY_DECIDED, decided, caller("bea", "boss"));
    Approval sentBack = asking(Policy.Type.ANY, ANN, BOSSES);
    Requests.decide(sentBack, caller("ann"), null, Decision.REQUEST_CHANGES, NOW);
    refuses(DecisionRule.OPEN, ProblemType.INVALID_STATE, sentBack, caller("bea", "boss"));
    Approval cancelled = asking(Policy.Type.ANY, ANN);
    cancelled.cancel(NOW);
    refuses(DecisionRule.OPEN, ProblemType.INVALID_STATE, cancelled, caller("ann"));
    Approval expired = asking(Policy.Type.ANY, ANN);
    expired.expire(NOW);
    refuses(DecisionRule.OPEN, ProblemType.INVALID_STATE, expired, caller("ann"));
  }

  @Test
  void one_who_has_decided_and_one_whose_place_is_filled() {
    Approval all = asking(Policy.Type.ALL, ANN, BEN, BOSSES);
    Requests.decide(all, caller("ann"), null, Decision.APPROVE, NOW);
    refuses(DecisionRule.FIRST_DECISION, ProblemType.ALREADY_DECIDED, all, caller("ann", "boss"));
    Requests.decide(all, caller("bea", "boss"), null, Decision.APPROVE, NOW);
    refuses(DecisionRule.TURN, ProblemType.ALREADY_DECIDED, all, caller("bob", "boss"));
  }

  @Test
  void one_who_comes_after_a_claim() {
    Approval claimed = asking(Policy.Type.ANY, BOSSES);
    claimed.assignments().get(0).claim("bea");
    refuses(DecisionRule.UNCLAIMED, ProblemType.CLAIMED, claimed, caller("bob", "boss"));
    assertThat(ExplanationView.of(claimed, ANYBODY, Standing.alone("carl")).stages())
        .singleElement()
        .satisfies(stage -> assertThat(stage.missing()).containsExactly("the user bea"));
  }

  @Test
  void one_who_would_leave_behind_a_place_that_nobody_else_can_fill() {
    Approval all = asking(Policy.Type.ALL, ANN, BOSSES);
    all.assignments().get(0).claim("sue");
    refuses(DecisionRule.OWN_PLACE, ProblemType.NOT_AN_APPROVER, all, caller("ann", "boss"));
  }

  @Test
  void those_who_can() {
    Approval all = asking(Policy.Type.ALL, ANN, BEN, BOSSES);
    assertThat(told(all, caller("ann"), Standing.alone("ann")).canDecide()).isTrue();
    ExplanationView substitute = told(all, caller("sue"), actsFor("sue", "ben"));
    assertThat(substitute.canDecide()).isTrue();
    assertThat(substitute.onBehalfOf()).isEqualTo("ben");
    assertThat(told(all, caller("bea", "boss"), Standing.alone("bea")).canDecide()).isTrue();
  }
}
