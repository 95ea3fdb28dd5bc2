package dev.assent.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BallotTest {

  @Test
  void ends_as_soon_as_the_rest_cannot_change_it() {
    Ballot ballot = ballot(5, true, 1);
    Ballots.vote(ballot, "ann", "a");
    Ballots.vote(ballot, "bob", "a");
    assertThat(ballot.state()).isEqualTo(BallotState.OPEN);

    Ballots.vote(ballot, "carol", "a");

    assertThat(ballot.state()).isEqualTo(BallotState.DECIDED);
    assertThat(ballot.decision()).isEqualTo("a");
    assertThat(ballot.results().get(0).standing().explanation())
        .isEqualTo("a wins with 3 of 3 votes");
  }

  @Test
  void stays_open_to_the_end_when_it_is_not_to_be_closed_early() {
    Ballot ballot = ballot(1, false, 1);
    Ballots.vote(ballot, "ann", "a");
    Ballots.vote(ballot, "ann", "b");
    assertThat(ballot.state()).isEqualTo(BallotState.OPEN);
    ballot.close(Ballots.NOW);
    assertThat(ballot.decision()).isEqualTo("b");
  }

  @Test
  void a_changed_vote_takes_the_place_of_the_first() {
    Ballot ballot = ballot(3, true, 1);
    assertThat(Ballots.vote(ballot, "ann", "a").number()).isEqualTo(1);
    assertThat(Ballots.vote(ballot, "ann", "b").number()).isEqualTo(2);
    Ballots.vote(ballot, "bob", "b");
    assertThat(ballot.decision()).isEqualTo("b");
    assertThat(ballot.results().get(0).standing().voted()).isEqualTo(2);
  }

  @Test
  void a_mind_is_not_changed_without_end() {
    Ballot ballot = ballot(3, false, 1);
    for (int i = 0; i < Ballot.MAX_CHANGES; i++) {
      Ballots.vote(ballot, "ann", "a");
    }
    assertRefused(() -> Ballots.vote(ballot, "ann", "b"), ProblemType.INVALID_STATE);
    assertThat(Ballots.vote(ballot, "bob", "b").number()).isEqualTo(Ballot.MAX_CHANGES + 1);
  }

  @Test
  void a_tie_opens_the_next_round_and_the_last_one_ends_without_consensus() {
    Ballot ballot = ballot(2, true, 2);
    Ballots.vote(ballot, "ann", "a");
    Ballots.vote(ballot, "bob", "b");
    assertThat(ballot.state()).isEqualTo(BallotState.OPEN);
    assertThat(ballot.round()).isEqualTo(2);
    assertThat(ballot.voted()).isZero();
    assertThat(ballot.version()).as("two votes and a round").isEqualTo(4);

    assertThat(Ballots.vote(ballot, "ann", "a"))
        .extracting(BallotVote::round, BallotVote::number)
        .containsExactly(2, 1);
    Ballots.vote(ballot, "bob", "b");

    assertThat(ballot.state()).isEqualTo(BallotState.NO_CONSENSUS);
    assertThat(ballot.results()).hasSize(2);
    assertThat(ballot.results().get(0).standing().explanation())
        .isEqualTo("a and b share the first place with 1 of 2 votes");
  }

  @Test
  void the_next_round_is_without_the_last_options() {
    Ballot ballot =
        Ballots.ballot(
            5,
            Ballots.rules(VotingMethod.SIMPLE, Ballots.terms(3, true, "a", "b", "c", "d"), true));
    Ballots.vote(ballot, "ann", "a");
    Ballots.vote(ballot, "bob", "a");
    Ballots.vote(ballot, "carol", "b");
    Ballots.vote(ballot, "dave", "b");
    Ballots.vote(ballot, "erin", "c");
    assertThat(ballot.options()).containsExactly("a", "b", "c");
    assertThat(ballot.results().get(0).dropped()).containsExactly("d");
    assertRefused(() -> Ballots.vote(ballot, "ann", "d"), ProblemType.INVALID_BODY);
  }

  @Test
  void no_option_is_dropped_when_less_than_two_would_remain() {
    Ballot ballot =
        Ballots.ballot(
            3, Ballots.rules(VotingMethod.SIMPLE, Ballots.terms(2, true, "a", "b", "c"), true));
    for (String option : List.of("a", "b", "c")) {
      Ballots.vote(ballot, "voter of " + option, option);
    }
    assertThat(ballot.round()).isEqualTo(2);
    assertThat(ballot.options()).containsExactly("a", "b", "c");
  }

  @Test
  void a_deadline_ends_all_rounds() {
    Ballot decided = ballot(9, true, 5);
    Ballots.vote(decided, "ann", "a");
    decided.expire(Ballots.NOW);
    assertThat(decided.state()).isEqualTo(BallotState.DECIDED);

    Ballot tied = ballot(9, true, 5);
    Ballots.vote(tied, "ann", "a");
    Ballots.vote(tied, "bob", "b");
    tied.expire(Ballots.NOW);
    assertThat(tied.state()).isEqualTo(BallotState.NO_CONSENSUS);

    Ballot missed = ballot(9, true, 5);
    missed.expire(Ballots.NOW);
    assertThat(missed.state()).isEqualTo(BallotState.EXPIRED);
  }

  @Test
  void takes_no_vote_at_its_deadline_even_if_nobody_has_closed_it_yet() {
    Instant deadline = Ballots.NOW;
    Ballot ballot =
        Ballots.ballot(
            3,
            new BallotRules(
                VotingMethod.SIMPLE, false, true, deadline, Ballots.terms(1, false, "a", "b")));
    ballot.vote("ann", BigDecimal.ONE, Ballots.choice("a"), deadline.minusNanos(1));
    assertRefused(
        () -> ballot.vote("bob", BigDecimal.ONE, Ballots.choice("a"), deadline),
        ProblemType.INVALID_STATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          SIMPLE   | {}                                  | /option
          SIMPLE   | {'option':'x'}                      | /option
          SIMPLE   | {'approved':['a']}                  | /approved,/option
          SIMPLE   | {'option':'a','abstain':true}       | /option
          SIMPLE   | {'option':'a','abstain':false}      |
          SIMPLE   | {'abstain':true}                    |
          WEIGHTED | {'option':'a','ranking':[['a']]}    | /ranking
          APPROVAL | {'approved':[]}                     |
          APPROVAL | {'approved':['a','a']}              | /approved
          APPROVAL | {'approved':[null]}                 | /approved
          RANKED   | {'ranking':[['b'],['a']]}           |
          RANKED   | {'ranking':[['b','a']]}             |
          RANKED   | {'ranking':[['b']]}                 |
          RANKED   | {'ranking':[]}                      |
          RANKED   | {'ranking':[['b'],[]]}              | /ranking/1
          RANKED   | {'ranking':[null]}                  | /ranking/0
          RANKED   | {'ranking':[['b'],['b']]}           | /ranking
          MULTI_CRITERIA | {'scores':{'a':{'x':1,'y':10},'b':{'x':0,'y':2.5}}} |
          MULTI_CRITERIA | {'scores':{'a':{'x':1,'y':10}}}                     | /scores/b,/scores/b
          MULTI_CRITERIA | {'scores':{'a':{'x':1},'b':{'x':0,'y':2}}}          | /scores/a
          MULTI_CRITERIA | {'scores':{'a':{'x':1,'y':11},'b':{'x':0,'y':2}}}   | /scores/a
          MULTI_CRITERIA | {'scores':{'a':{'x':1,'y':null},'b':{'x':0,'y':2}}} | /scores/a
          MULTI_CRITERIA | {'scores':{'a':{'x':1,'y':1,'z':1},'b':{'x':0,'y':2}}}         | /scores/a
          MULTI_CRITERIA | {'scores':{'a':{'x':1,'y':1},'b':{'x':0,'y':2},'c':{'x':0,'y':2}}} | /scores
          """)
  void tells_what_is_wrong_with_a_vote(VotingMethod method, String json, String pointers) {
    Choice choice = Json.read(json.replace('\'', '"'), Choice.class);
    List<Policy.Criterion> criteria =
        List.of(
            new Policy.Criterion("x", BigDecimal.ONE), new Policy.Criterion("y", BigDecimal.ONE));
    assertThat(choice.errors(method, java.util.Set.of("a", "b"), criteria))
        .extracting(FieldError::pointer)
        .containsExactly(pointers == null ? new String[0] : pointers.split(","));
  }

  private static Ballot ballot(int participants, boolean closeEarly, int rounds) {
    return Ballots.ballot(
        participants,
        Ballots.rules(VotingMethod.SIMPLE, Ballots.terms(rounds, false, "a", "b"), closeEarly));
  }

  private static void assertRefused(Runnable verb, ProblemType type) {
    assertThatThrownBy(verb::run)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }
}
