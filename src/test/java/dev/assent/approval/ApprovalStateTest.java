package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.consensus.Policy;
import dev.assent.identity.Caller;
import dev.assent.platform.problem.ProblemException;
import dev.assent.testing.StateTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ApprovalStateTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Caller ANN = new Caller("demo", "ann", Set.of(), Set.of());

  private final StateTable<ApprovalState> table =
      new StateTable<>(ApprovalState.class, ApprovalState::successors);

  /** The verb that leads to each state; none leads to PENDING. */
  private static Map<ApprovalState, Consumer<Approval>> verbs() {
    Map<ApprovalState, Consumer<Approval>> verbs = new EnumMap<>(ApprovalState.class);
    verbs.put(ApprovalState.PENDING, a -> a.resubmit(a.request(), NOW));
    verbs.put(ApprovalState.APPROVED, a -> decide(a, Decision.APPROVE));
    verbs.put(ApprovalState.REJECTED, a -> decide(a, Decision.REJECT));
    verbs.put(ApprovalState.CHANGES_REQUESTED, a -> decide(a, Decision.REQUEST_CHANGES));
    verbs.put(ApprovalState.CANCELLED, a -> a.cancel(NOW));
    verbs.put(ApprovalState.EXPIRED, a -> a.expire(NOW));
    return verbs;
  }

  private static void decide(Approval approval, Decision decision) {
    Requests.decide(approval, ANN, null, decision, NOW);
  }

  private static Approval aPendingApproval() {
    StagePlan stage =
        StagePlan.only(List.of(Approver.user("ann")), Policy.of(Policy.Type.ANY), Map.of());
    return Requests.begun(new UUID(0, 1), "rita", NOW, Requests.of(stage));
  }

  @Test
  void has_exactly_these_transitions() {
    assertThat(table.text())
        .isEqualTo(
            """
            PENDING -> APPROVED, REJECTED, CHANGES_REQUESTED, CANCELLED, EXPIRED
            APPROVED ->
            REJECTED ->
            CHANGES_REQUESTED -> PENDING, CANCELLED, EXPIRED
            CANCELLED ->
            EXPIRED ->""");
  }

  @Test
  void knows_the_same_states_as_the_table_of_the_database() {
    table.requireSameAsDomain("V0021__domains.sql", "approval_status");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    verbs().keySet().forEach(this::triesAllFrom);
    table.requireAllTaken();
  }

  private void triesAllFrom(ApprovalState first) {
    verbs()
        .forEach(
            (second, next) -> {
              Approval approval = aPendingApproval();
              if (first != ApprovalState.PENDING) {
                verbs().get(first).accept(approval);
              }
              assertThat(approval.state()).isEqualTo(first);
              long revision = approval.revision();
              if (table.allows(first, second)) {
                next.accept(approval);
                assertThat(approval.state()).isEqualTo(second);
                assertThat(approval.revision()).isGreaterThan(revision);
                assertThat(approval.closedAt()).isEqualTo(second.isOpen() ? null : NOW);
                table.took(first, second);
              } else {
                assertThatThrownBy(() -> next.accept(approval))
                    .as(first + " -> " + second)
                    .isInstanceOfAny(ProblemException.class, IllegalStateException.class);
                assertThat(approval.state()).isEqualTo(first);
                assertThat(approval.revision()).isEqualTo(revision);
              }
            });
  }
}
