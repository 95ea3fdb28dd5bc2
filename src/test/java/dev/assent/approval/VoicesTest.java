package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.consensus.Policy;
import dev.assent.identity.Caller;
import dev.assent.identity.Standing;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One person has one voice, however it comes to the request, and nobody makes up others. */
class VoicesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Approver ANN = Approver.user("ann");
  private static final Approver BOSSES = Approver.role("boss");
  private static final Policy TWO =
      new Policy(
          Policy.Type.QUORUM,
          2,
          null,
          List.of(),
          List.of(),
          0,
          Policy.Abstentions.IGNORED,
          Policy.Tie.REJECT);

  private static StagePlan stage(
      String name, boolean parallel, List<String> distinctFrom, Approver... approvers) {
    return new StagePlan(
        name,
        parallel,
        List.of(approvers),
        approvers.length == 1 ? Policy.of(Policy.Type.ANY) : TWO,
        Map.of(),
        Map.of(),
        distinctFrom,
        StagePlan.Rationale.OPTIONAL,
        Deadline.NONE,
        null);
  }

  private static Approval begun(StagePlan... stages) {
    return Requests.begun(new UUID(0, 1), "rita", NOW, Requests.of(stages));
  }

  private static Caller caller(String user, String... roles) {
    return new Caller("demo", user, Set.of(roles), Set.of());
  }

  private static Assignment approves(Approval approval, Caller caller) {
    return Requests.decide(approval, caller, null, Decision.APPROVE, NOW);
  }

  private static void refused(Approval approval, Caller caller, ProblemType type) {
    assertThatThrownBy(() -> approves(approval, caller))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  private static void delegated(Approval approval, String from, String to) {
    Places.Place place = new Places(approval, caller(from), Standing.alone(from)).find(null);
    new Handover(approval).handOn(place, from, to, Assignment.Came.DELEGATED);
  }

  @Test
  void stages_that_must_have_others_have_them_in_whichever_order_they_are_decided() {
    Approval approval =
        begun(stage("one", false, List.of(), BOSSES), stage("two", true, List.of("one"), BOSSES));
    UUID second = approval.stages().get(1).assignments().get(0).id();
    Requests.decide(approval, caller("ann", "boss"), second, Decision.APPROVE, NOW);
    refused(approval, caller("ann", "boss"), ProblemType.SEPARATION_OF_DUTIES);
    approves(approval, caller("ben", "boss"));
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
  }

  @Test
  void who_has_lent_a_voice_has_no_other() {
    Approval approval = begun(stage("one", false, List.of(), ANN, BOSSES));
    delegated(approval, "ann", "yves");
    refused(approval, caller("ann", "boss"), ProblemType.NOT_AN_APPROVER);
    assertThat(approves(approval, caller("yves")).onBehalfOf()).isEqualTo("ann");
    refused(approval, caller("ann", "boss"), ProblemType.ALREADY_DECIDED);
    refused(approval, caller("yves", "boss"), ProblemType.ALREADY_DECIDED);
    approves(approval, caller("ben", "boss"));
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
  }

  @Test
  void a_substitute_is_the_voice_of_the_principal() {
    Approval approval = begun(stage("one", false, List.of(), ANN, BOSSES));
    Standing dave =
        new Standing("dave", List.of(new Standing.Principal("ann", List.of("ann"))), List.of());
    Requests.decide(approval, caller("dave"), dave, null, Decision.APPROVE, NOW);
    refused(approval, caller("ann", "boss"), ProblemType.ALREADY_DECIDED);
  }

  @Test
  void who_was_asked_as_well_stays_asked_when_the_place_is_handed_on() {
    Approval approval = begun(stage("one", false, List.of(), ANN));
    new Handover(approval).ask(approval.stages().get(0), List.of(BOSSES));
    delegated(approval, "ann", "yves");
    approves(approval, caller("ben", "boss"));
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
    assertThat(approval.assignments())
        .extracting(Assignment::state)
        .containsExactly(
            AssignmentState.DELEGATED, AssignmentState.APPROVED, AssignmentState.CLOSED);
  }

  @Test
  void what_was_recalled_is_asked_of_everybody_again() {
    Approval approval =
        begun(stage("one", false, List.of(), ANN), stage("two", false, List.of(), BOSSES));
    approves(approval, caller("ann"));
    approval.recall(NOW);
    approval.resubmit(approval.request(), NOW);
    assertThat(approval.stages())
        .extracting(Stage::state)
        .containsExactly(StageState.OPEN, StageState.WAITING);
  }

  @Test
  void a_stage_that_sent_it_back_cannot_be_left_out() {
    StagePlan first = stage("one", false, List.of(), ANN);
    Approval approval = begun(first, stage("two", false, List.of(), BOSSES));
    approves(approval, caller("ann"));
    Requests.decide(approval, caller("ben", "boss"), null, Decision.REQUEST_CHANGES, NOW);
    approval.resubmit(Requests.of(first), NOW);
    assertThat(approval.state()).isEqualTo(ApprovalState.PENDING);
    assertThat(approval.stages())
        .extracting(Stage::state)
        .as("whoever changes the route asks everybody again")
        .containsExactly(StageState.OPEN);
  }
}
