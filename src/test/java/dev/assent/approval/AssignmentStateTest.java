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
    verbs.put(AssignmentState.APPROVED, a -> a.decide(ruling(Decision.APPROVE), null));
    verbs.put(AssignmentState.REJECTED, a -> a.decide(ruling(Decision.REJECT), null));
    verbs.put(AssignmentState.ABSTAINED, a -> a.decide(ruling(Decision.ABSTAIN), null));
    verbs.put(AssignmentState.DELEGATED, a -> a.close(AssignmentState.DELEGATED));
    verbs.put(AssignmentState.EXPIRED, a -> a.close(AssignmentState.EXPIRED));
    verbs.put(AssignmentState.CLOSED, a -> a.close(AssignmentState.CLOSED));
    return verbs;
  }

  private static Assignment.Ruling ruling(Decision decision) {
    return new Assignment.Ruling(decision, "ann", null, List.of(), Map.of(), List.of(), NOW);
  }

  private static Assignment anAssignment() {
    UUID id = new UUID(0, 2);
    return new Assignment(
        new Assignment.Place(
            id, "approval", 1, id, Approver.user("ann"), Assignment.Came.ROUTE, null, List.of()),
        null);
  }

  @Test
  void has_exactly_these_transitions() {
    assertThat(table.text())
        .isEqualTo(
            """
            PENDING -> APPROVED, REJECTED, ABSTAINED, DELEGATED, EXPIRED, CLOSED
            APPROVED ->
            REJECTED ->
            ABSTAINED ->
            DELEGATED ->
            EXPIRED ->
            CLOSED ->""");
  }

  @Test
  void knows_the_same_states_as_the_table_of_the_database() {
    table.requireSameAsDomain("V0021__domains.sql", "assignment_status");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    verbs()
        .forEach(
            (first, verb) -> {
              Assignment assignment = anAssignment();
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
                  .isEqualTo(assignment.ruling() == null ? null : "ann");
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
