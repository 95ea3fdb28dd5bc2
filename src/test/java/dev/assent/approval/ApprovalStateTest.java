package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    verbs.put(ApprovalState.APPROVED, approval -> decide(approval, Decision.APPROVE));
    verbs.put(ApprovalState.REJECTED, approval -> decide(approval, Decision.REJECT));
    verbs.put(ApprovalState.CANCELLED, approval -> approval.cancel(NOW));
    return verbs;
  }

  private static void decide(Approval approval, Decision decision) {
    approval.decide(ANN, null, decision, null, List.of(), NOW);
  }

  private static Approval aPendingApproval() {
    return new Approval(
        new UUID(0, 1),
        "demo",
        null,
        new ApprovalRequest(
            "t",
            null,
            new ApprovalSubject(null, null, null),
            Policy.ANY,
            Priority.NORMAL,
            List.of(),
            Map.of()),
        "rita",
        NOW,
        List.of(new Assignment(new UUID(0, 2), Approver.user("ann"))));
  }

  @Test
  void has_exactly_these_transitions() {
    assertThat(table.text())
        .isEqualTo(
            """
            PENDING -> APPROVED, REJECTED, CANCELLED
            APPROVED ->
            REJECTED ->
            CANCELLED ->""");
  }

  @Test
  void knows_the_same_states_as_the_table_of_the_database() {
    table.requireSameAsColumn("V0005__approvals.sql", "approval_requests", "status");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    verbs()
        .forEach(
            (first, verb) -> {
              Approval approval = aPendingApproval();
              verb.accept(approval);
              assertThat(approval.state()).isEqualTo(first);
              assertThat(approval.closedAt()).isEqualTo(NOW);
              assertThat(approval.revision()).isEqualTo(2);
              table.took(ApprovalState.PENDING, approval.state());
              verbs()
                  .forEach(
                      (second, next) -> {
                        assertThatThrownBy(() -> next.accept(approval))
                            .as(first + " -> " + second)
                            .isInstanceOfAny(ProblemException.class, IllegalStateException.class);
                        assertThat(approval.state()).isEqualTo(first);
                        assertThat(approval.revision()).isEqualTo(2);
                      });
            });
    table.requireAllTaken();
  }
}
