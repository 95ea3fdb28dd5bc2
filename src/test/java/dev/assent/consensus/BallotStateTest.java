package dev.assent.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.testing.StateTable;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BallotStateTest {
  private final StateTable<BallotState> table =
      new StateTable<>(BallotState.class, BallotState::successors);

  /** The verbs that lead to each state; none leads to OPEN. */
  private static Map<BallotState, Consumer<Ballot>> verbs() {
    Map<BallotState, Consumer<Ballot>> verbs = new EnumMap<>(BallotState.class);
    verbs.put(
        BallotState.DECIDED,
        ballot -> {
          Ballots.vote(ballot, "ann", "a");
          Ballots.vote(ballot, "bob", "a");
        });
    verbs.put(BallotState.NO_CONSENSUS, ballot -> ballot.close(Ballots.NOW));
    verbs.put(BallotState.CANCELLED, ballot -> ballot.cancel(Ballots.NOW));
    verbs.put(BallotState.EXPIRED, ballot -> ballot.expire(Ballots.NOW));
    return verbs;
  }

  private static Ballot anOpenBallot() {
    return Ballots.ballot(
        3, Ballots.rules(VotingMethod.SIMPLE, Ballots.terms(1, false, "a", "b"), true));
  }

  @Test
  void has_exactly_these_transitions() {
    assertThat(table.text())
        .isEqualTo(
            """
            OPEN -> DECIDED, NO_CONSENSUS, CANCELLED, EXPIRED
            DECIDED ->
            NO_CONSENSUS ->
            CANCELLED ->
            EXPIRED ->""");
  }

  @Test
  void knows_the_same_states_and_methods_as_the_table_of_the_database() {
    table.requireSameAsColumn("V0014__ballots.sql", "ballots", "status");
    new StateTable<>(VotingMethod.class, method -> java.util.Set.of())
        .requireSameAsColumn("V0014__ballots.sql", "ballots", "method");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    verbs()
        .forEach(
            (first, verb) -> {
              Ballot ballot = anOpenBallot();
              verb.accept(ballot);
              assertThat(ballot.state()).isEqualTo(first);
              assertThat(ballot.closedAt()).isEqualTo(Ballots.NOW);
              table.took(BallotState.OPEN, ballot.state());
              verbs()
                  .forEach(
                      (second, next) -> {
                        assertThatThrownBy(() -> next.accept(ballot))
                            .as(first + " -> " + second)
                            .isInstanceOf(ProblemException.class)
                            .hasMessageContaining(first.name());
                        assertThat(ballot.state()).isEqualTo(first);
                      });
            });
    table.requireAllTaken();
  }
}
