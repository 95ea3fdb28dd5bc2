package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.testing.StateTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AssignmentStateTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final StateTable<AssignmentState> table =
      new StateTable<>(AssignmentState.class, AssignmentState::successors);

  private static Map<AssignmentState, Consumer<Assignment>> verbs() {
    Map<AssignmentState, Consumer<Assignment>> verbs = new EnumMap<>(AssignmentState.class);
    verbs.put(
        AssignmentState.APPROVED, a -> a.decide(Decision.APPROVE, "ann", "why", List.of(), NOW));
    verbs.put(
        AssignmentState.REJECTED, a -> a.decide(Decision.REJECT, "ann", null, List.of(), NOW));
    verbs.put(AssignmentState.CLOSED, Assignment::close);
    return verbs;
  }

  @Test
  void has_exactly_these_transitions() {
    assertThat(table.text())
        .isEqualTo(
            """
            PENDING -> APPROVED, REJECTED, CLOSED
            APPROVED ->
            REJECTED ->
            CLOSED ->""");
  }

  @Test
  void knows_the_same_states_as_the_table_of_the_database() {
    table.requireSameAsColumn("V0005__approvals.sql", "workflow_approvals", "status");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    verbs()
        .forEach(
            (first, verb) -> {
              Assignment assignment = new Assignment(new UUID(0, 2), Approver.user("ann"));
              assertThat(assignment.isPending()).isTrue();
              verb.accept(assignment);
              assertThat(assignment.state()).isEqualTo(first);
              table.took(AssignmentState.PENDING, assignment.state());
              verbs()
                  .forEach(
                      (second, next) ->
                          assertThatThrownBy(() -> next.accept(assignment))
                              .isInstanceOf(IllegalStateException.class)
                              .hasMessage(
                                  "assignment "
                                      + assignment.id()
                                      + " is "
                                      + first
                                      + " and cannot become "
                                      + second));
              assertThat(assignment.decidedBy())
                  .isEqualTo(first == AssignmentState.CLOSED ? null : "ann");
            });
    table.requireAllTaken();
  }

  @Test
  void every_decision_leads_to_a_state_that_follows_pending() {
    for (Decision decision : Decision.values()) {
      assertThat(table.allows(AssignmentState.PENDING, decision.outcome())).isTrue();
    }
    assertThat(Decision.APPROVE_WITH_CONDITIONS.outcome()).isEqualTo(AssignmentState.APPROVED);
  }
}
