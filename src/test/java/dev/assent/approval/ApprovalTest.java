package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.consensus.Policy;
import dev.assent.identity.Caller;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApprovalTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final UUID ID = new UUID(0, 100);
  private static final Policy ANY = Policy.of(Policy.Type.ANY);
  private static final Policy ALL = Policy.of(Policy.Type.ALL);
  private static final Approver ANN = Approver.user("ann");
  private static final Approver BEN = Approver.user("ben");
  private static final Approver BOSSES = Approver.role("boss");

  private static Approval anApproval(Policy policy, Approver... approvers) {
    return anApproval(policy, Map.of(), approvers);
  }

  private static Approval anApproval(
      Policy policy, Map<String, String> excluded, Approver... approvers) {
    StagePlan plan = StagePlan.only(List.of(approvers), policy, excluded);
    List<Assignment> assignments = new ArrayList<>();
    for (Approver approver : approvers) {
      UUID id = new UUID(0, assignments.size() + 1);
      assignments.add(
          new Assignment(
                  new Assignment.Place(
                      id,
                      plan.name(),
                      1,
                      id,
                      approver,
                      Assignment.Came.ROUTE,
                      null,
                      List.copyOf(excluded.keySet())),
                  null)
              .stored(AssignmentState.PENDING, null, null));
    }
    ApprovalRequest request = Requests.of(plan);
    Stage stage = new Stage(plan);
    stage.open(1, List.of(), NOW);
    Stage held = new Stage(plan).stored(StoredStage.of(stage, NOW), NOW, assignments);
    return new Approval(new Approval.Identity(ID, "demo", "rita", NOW), null, request)
        .stored(ApprovalState.PENDING, 1, List.of(held), null, 1);
  }

  private static Caller caller(String user, String... roles) {
    return new Caller("demo", user, Set.of(roles), Set.of());
  }

  private static Assignment decide(Approval approval, Caller caller, Decision decision) {
    return Requests.decide(approval, caller, null, decision, NOW);
  }

  private static void refused(Approval approval, Caller caller, ProblemType type, String detail) {
    refused(approval, caller, null, type, detail);
  }

  private static void refused(
      Approval approval, Caller caller, UUID assignment, ProblemType type, String detail) {
    long revision = approval.revision();
    List<AssignmentState> before = approval.assignments().stream().map(Assignment::state).toList();
    assertThatThrownBy(() -> Requests.decide(approval, caller, assignment, Decision.APPROVE, NOW))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type))
        .hasMessage(detail);
    assertThat(approval.revision()).isEqualTo(revision);
    assertThat(approval.assignments()).extracting(Assignment::state).isEqualTo(before);
  }

  private static List<AssignmentState> states(Approval approval) {
    return approval.assignments().stream().map(Assignment::state).toList();
  }

  @Test
  void is_decided_by_the_first_of_any() {
    Approval approval = anApproval(ANY, ANN, BOSSES);
    Assignment filled = decide(approval, caller("ben", "boss"), Decision.APPROVE);
    assertThat(filled.approver()).isEqualTo(BOSSES);
    assertThat(filled.decidedBy()).isEqualTo("ben");
    assertThat(filled.ruling().at()).isEqualTo(NOW);
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
    assertThat(approval.closedAt()).isEqualTo(NOW);
    assertThat(states(approval)).containsExactly(AssignmentState.CLOSED, AssignmentState.APPROVED);
    assertThat(approval.participants()).containsExactly("ben");
    assertThat(approval.revision()).isEqualTo(2);
  }

  @Test
  void waits_for_all() {
    Approval approval = anApproval(ALL, ANN, BEN);
    decide(approval, caller("ben"), Decision.APPROVE);
    assertThat(approval.state()).isEqualTo(ApprovalState.PENDING);
    assertThat(approval.closedAt()).isNull();
    decide(approval, caller("ann"), Decision.APPROVE_WITH_CONDITIONS);
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
    assertThat(approval.participants()).containsExactly("ann", "ben");
    assertThat(approval.revision()).isEqualTo(3);
  }

  @Test
  void of_all_is_rejected_by_one() {
    Approval approval = anApproval(ALL, ANN, BEN, BOSSES);
    decide(approval, caller("ann"), Decision.APPROVE);
    decide(approval, caller("ben"), Decision.REJECT);
    assertThat(approval.state()).isEqualTo(ApprovalState.REJECTED);
    assertThat(states(approval))
        .containsExactly(
            AssignmentState.APPROVED, AssignmentState.REJECTED, AssignmentState.CLOSED);
  }

  @Test
  void refuses_whoever_is_no_approver() {
    Approval approval = anApproval(ANY, ANN, BOSSES, BOSSES);
    refused(
        approval,
        caller("eve", "clerk"),
        ProblemType.NOT_AN_APPROVER,
        "Approval " + ID + " is to be decided by the user ann or the role boss, which eve is not.");
  }

  @Test
  void takes_a_role_for_no_user_and_a_user_for_no_role() {
    assertThatThrownBy(
            () ->
                decide(
                    anApproval(ANY, Approver.user("boss")), caller("x", "boss"), Decision.APPROVE))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> decide(anApproval(ANY, BOSSES), caller("boss"), Decision.APPROVE))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void refuses_whoever_is_excluded_with_the_rule_that_says_so() {
    Approval approval =
        anApproval(ANY, Map.of("ann", "the requester must not decide (notRequester)"), ANN, BOSSES);
    String detail =
        "ann must not decide approval " + ID + ": the requester must not decide (notRequester).";
    refused(approval, caller("ann"), ProblemType.SEPARATION_OF_DUTIES, detail);
    refused(approval, caller("ann", "boss"), ProblemType.SEPARATION_OF_DUTIES, detail);
    decide(approval, caller("ben", "boss"), Decision.APPROVE);
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
  }

  @Test
  void refuses_a_second_decision() {
    Approval approval = anApproval(ANY, ANN, BEN);
    decide(approval, caller("ann"), Decision.REJECT);
    String detail =
        "Approval "
            + ID
            + " is REJECTED since 2026-01-02T03:04:05Z by ann and cannot be decided again.";
    refused(approval, caller("ben"), ProblemType.ALREADY_DECIDED, detail);
    refused(approval, caller("ann"), ProblemType.ALREADY_DECIDED, detail);
  }

  @Test
  void refuses_the_same_person_twice_while_others_are_asked() {
    Approval approval = anApproval(ALL, ANN, BEN);
    decide(approval, caller("ann"), Decision.APPROVE);
    refused(
        approval,
        caller("ann"),
        ProblemType.ALREADY_DECIDED,
        "ann has decided approval "
            + ID
            + " already, as the user ann (APPROVED). One person's decision counts for one of those"
            + " asked; the user ben is open for somebody else.");
  }

  @Test
  void refuses_the_second_of_a_role_while_others_are_asked() {
    Approval approval = anApproval(ALL, ANN, BOSSES);
    decide(approval, caller("ben", "boss"), Decision.APPROVE);
    refused(
        approval,
        caller("cleo", "boss"),
        ProblemType.ALREADY_DECIDED,
        "The assignment of the role boss in approval "
            + ID
            + " is APPROVED by ben; what is open is for others.");
  }

  @Test
  void refuses_what_was_cancelled() {
    Approval approval = anApproval(ANY, ANN);
    approval.cancel(NOW);
    assertThat(states(approval)).containsExactly(AssignmentState.CLOSED);
    refused(
        approval,
        caller("ann"),
        ProblemType.INVALID_STATE,
        "Approval " + ID + " is CANCELLED since 2026-01-02T03:04:05Z and cannot be decided again.");
  }

  @Test
  void counts_one_person_once_of_all() {
    Approval approval = anApproval(ALL, BOSSES, ANN);
    Caller ann = caller("ann", "boss");
    assertThat(decide(approval, ann, Decision.APPROVE).approver())
        .as("what nobody else can fill")
        .isEqualTo(ANN);
    String detail =
        "ann has decided approval "
            + ID
            + " already, as the user ann (APPROVED). One person's decision counts for one of those"
            + " asked; the role boss is open for somebody else.";
    refused(approval, ann, ProblemType.ALREADY_DECIDED, detail);
    refused(approval, ann, new UUID(0, 1), ProblemType.ALREADY_DECIDED, detail);
    assertThat(approval.state()).isEqualTo(ApprovalState.PENDING);

    decide(approval, caller("ben", "boss"), Decision.APPROVE);
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
    assertThat(approval.participants()).containsExactly("ben", "ann");
  }

  @Test
  void counts_one_person_once_of_all_for_two_roles_too() {
    Approver clerks = Approver.role("clerk");
    Approval approval = anApproval(ALL, BOSSES, clerks);
    Caller ann = caller("ann", "boss", "clerk");
    assertThat(Requests.decide(approval, ann, new UUID(0, 2), Decision.APPROVE, NOW).approver())
        .isEqualTo(clerks);
    refused(
        approval,
        ann,
        ProblemType.ALREADY_DECIDED,
        "ann has decided approval "
            + ID
            + " already, as the role clerk (APPROVED). One person's decision counts for one of"
            + " those asked; the role boss is open for somebody else.");
  }

  @Test
  void keeps_of_all_who_is_named_from_deciding_for_a_role() {
    Approval approval = anApproval(ALL, ANN, BOSSES);
    refused(
        approval,
        caller("ann", "boss"),
        new UUID(0, 2),
        ProblemType.NOT_AN_APPROVER,
        "Approval "
            + ID
            + " asks the user ann, whose assignment "
            + new UUID(0, 1)
            + " nobody else can fill, and one person's decision counts for one of those asked:"
            + " leave that of the role boss to somebody else.");
  }

  @Test
  void fills_of_any_the_assignment_that_is_named() {
    Approval approval = anApproval(ANY, ANN, BOSSES);
    UUID second = new UUID(0, 2);
    assertThat(
            Requests.decide(approval, caller("ann", "boss"), second, Decision.APPROVE, NOW)
                .approver())
        .isEqualTo(BOSSES);
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
  }

  @Test
  void refuses_an_assignment_that_is_not_the_callers() {
    Approval approval = anApproval(ALL, ANN, BEN);
    String detail = "Approval " + ID + " has no assignment %s that ann fills.";
    refused(
        approval,
        caller("ann"),
        new UUID(0, 2),
        ProblemType.NOT_AN_APPROVER,
        detail.formatted(new UUID(0, 2)));
    refused(
        approval,
        caller("ann"),
        new UUID(0, 9),
        ProblemType.NOT_AN_APPROVER,
        detail.formatted(new UUID(0, 9)));
  }
}
