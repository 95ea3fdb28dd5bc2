package dev.assent.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewBallotTest {
  private static final String HEAD =
      "'title':'t','options':[{'id':'a'},{'id':'b'}],'participants':[{'user':'ann'},{'user':'bob'}]";

  @Test
  void what_is_left_out_has_its_default() {
    BallotOrder order = read("{" + HEAD + ",'method':'SIMPLE'}").order(NewBallotTest::members);
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
    assertThat(
            read("{" + HEAD + ",'method':'RANKED'}")
                .order(NewBallotTest::members)
                .rules()
                .closeEarly())
        .isFalse();
  }

  @Test
  void a_role_stands_for_its_members_with_one_voice_each() {
    NewBallot body =
        read(
            "{'title':'t','method':'WEIGHTED','options':[{'id':'a'},{'id':'b'}],'quorum':{'participants':4,'weight':9},"
                + "'participants':[{'role':'board','weight':2},{'role':'staff','weight':3},{'user':'bob','weight':5}]}");
    BallotOrder order = body.order(NewBallotTest::members);
    assertThat(order.participants())
        .as("by name before all, by the first role else")
        .containsExactly(
            new Participant("bob", BigDecimal.valueOf(5)),
            new Participant("ann", BigDecimal.valueOf(2)),
            new Participant("cid", BigDecimal.valueOf(2)),
            new Participant("dan", BigDecimal.valueOf(3)));
    assertThat(order.roles()).containsExactly("board", "staff");
  }

  @Test
  void a_role_that_nobody_or_too_many_have_is_refused() {
    String of =
        "{'title':'t','method':'SIMPLE','options':[{'id':'a'},{'id':'b'}],'participants':[%s]}";
    refused(
        of.formatted("{'user':'x'},{'role':'nobody'}"), "/participants/1/role", "which nobody has");
    refused(of.formatted("{'role':'all'}"), "/participants/0/role", "more than 1000");
    assertThat(
            read(of.formatted("{'role':'thousand'},{'role':'same'}"))
                .order(NewBallotTest::members)
                .participants())
        .hasSize(1000);
    refused(
        of.formatted("{'role':'thousand'},{'user':'x'}"), "/participants/0/role", "more than 1000");
  }

  @Test
  void roles_are_looked_up_only_when_all_else_is_right() {
    String wrong =
        "{'title':' ','method':'SIMPLE','options':[{'id':'a'},{'id':'b'}],'participants':[{'role':'board'}]}";
    assertThatThrownBy(
            () ->
                read(wrong)
                    .order(
                        role -> {
                          throw new AssertionError("was looked up");
                        }))
        .isInstanceOf(ProblemException.class);
  }

  private static void refused(String json, String pointer, String says) {
    assertThatThrownBy(() -> read(json).order(NewBallotTest::members))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.INVALID_INPUT);
              assertThat(e.errors().get(0).pointer()).isEqualTo(pointer);
              assertThat(e.errors().get(0).detail()).contains(says);
            });
  }

  private static List<String> members(String role) {
    return switch (role) {
      case "board" -> List.of("ann", "bob", "cid");
      case "staff" -> List.of("ann", "dan");
      case "all" -> IntStream.rangeClosed(0, 1000).mapToObj(i -> "u" + i).toList();
      case "thousand", "same" -> IntStream.range(0, 1000).mapToObj(i -> "u" + i).toList();
      default -> List.of();
    };
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
          {'title':'t','method':'SIMPLE','options':[{'id':'a'},{'id':'b'}],'participants':[{'role':'a','user':'b'},{'role':''},{'role':'a','weight':0}]} | /participants/0/role,/participants/1/role,/participants/2/role,/participants/2/weight,/participants/2/weight
          {'title':'t','method':'SIMPLE','options':[{'id':'a'},{'id':'b'}],'participants':[{'role':'board'}],'quorum':{'participants':4}} | /quorum/participants
          {%s,'method':'SIMPLE','rounds':0}                             | /rounds
          {%s,'method':'SIMPLE','rounds':11}                            | /rounds
          """)
  void tells_all_that_is_wrong(String body, String pointers) {
    String json = body.replace("%s", HEAD);
    assertThatThrownBy(() -> read(json).order(NewBallotTest::members))
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
