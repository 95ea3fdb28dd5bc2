package dev.assent.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewBallotTest {
  private static final String HEAD =
      "'title':'t','options':[{'id':'a'},{'id':'b'}],'participants':[{'user':'ann'},{'user':'bob'}]";

  @Test
  void what_is_left_out_has_its_default() {
    BallotOrder order = read("{" + HEAD + ",'method':'SIMPLE'}").order();
    assertThat(order.rules())
        .isEqualTo(
            new BallotRules(
                VotingMethod.SIMPLE,
                false,
                true,
                null,
                new Terms(Ballots.options("a", "b"), java.util.List.of(), null, null, 1, false)));
    assertThat(order.participants())
        .containsExactly(
            new Participant("ann", BigDecimal.ONE), new Participant("bob", BigDecimal.ONE));
    assertThat(read("{" + HEAD + ",'method':'RANKED'}").order().rules().closeEarly()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {}                                                      | /title,/method,/options,/participants
          {%s}                                                    | /method
          {'title':'t','method':'SIMPLE','options':[{'id':'a'}],'participants':[{'user':'a'}]}           | /options
          {'title':'t','method':'SIMPLE','options':[{'id':'a'},{'id':'a'}],'participants':[{'user':'a'}]} | /options/1/id
          {'title':'t','method':'SIMPLE','options':[{'id':'a b'},{}],'participants':[{'user':'a'}]}      | /options/0/id,/options/1/id
          {'title':'t','method':'SIMPLE','options':[null,{'id':'a'}],'participants':[{'user':'a'}]}      | /options/0
          {'title':'t','method':'SIMPLE','options':[{'id':'a'},{'id':'b'}],'participants':[{'user':'a'},{'user':'a'},null,{}]} | /participants/1/user,/participants/2,/participants/3/user
          {'title':'t','method':'SIMPLE','options':[{'id':'a'},{'id':'b'}],'participants':[{'user':'a','weight':2}]} | /participants/0/weight
          {'title':'t','method':'WEIGHTED','options':[{'id':'a'},{'id':'b'}],'participants':[{'user':'a','weight':0},{'user':'b','weight':1e300}]} | /participants/0/weight,/participants/1/weight
          {%s,'method':'SIMPLE','criteria':[{'name':'x','weight':1}]}   | /criteria
          {%s,'method':'MULTI_CRITERIA'}                                | /criteria
          {%s,'method':'MULTI_CRITERIA','criteria':[{'name':'x'}]}      | /criteria/0/weight
          {%s,'method':'SIMPLE','threshold':{}}                         | /threshold
          {%s,'method':'SIMPLE','threshold':{'moreThan':1}}             | /threshold/moreThan
          {%s,'method':'SIMPLE','threshold':{'atLeast':0}}              | /threshold/atLeast
          {%s,'method':'SIMPLE','threshold':{'atLeast':1,'moreThan':0}} | /threshold
          {%s,'method':'RANKED','threshold':{'moreThan':0.5}}           | /threshold
          {%s,'method':'SIMPLE','quorum':{}}                            | /quorum
          {%s,'method':'SIMPLE','quorum':{'participants':3}}            | /quorum/participants
          {%s,'method':'SIMPLE','quorum':{'weight':2.5}}                | /quorum/weight
          {%s,'method':'SIMPLE','rounds':0}                             | /rounds
          {%s,'method':'SIMPLE','rounds':11}                            | /rounds
          """)
  void tells_all_that_is_wrong(String body, String pointers) {
    String json = body.replace("%s", HEAD);
    assertThatThrownBy(() -> read(json).order())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::pointer)
                    .containsExactly(pointers.split(",")));
  }

  private static NewBallot read(String json) {
    return (NewBallot)
        JsonBodies.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), NewBallot.class);
  }
}
