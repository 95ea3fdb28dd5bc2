package dev.assent.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.json.Json;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  // each voice as its name, + - 0 or ? for its vote, and ! for a veto
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "ANY"                            | a? b0         | OPEN     | nobody has decided yet: a
          "ANY"                            | a? b+         | APPROVED | approved by b
          "ANY"                            | a- b0 c?      | REJECTED | rejected by a
          "ANY"                            | a0 b0         | REJECTED | nobody has approved
          "ALL"                            | a+ b? c? d+   | OPEN     | 2 of 4 have approved, missing: b and c
          "ALL"                            | a+ b+         | APPROVED | all 2 have approved
          "ALL"                            | a+ b0 c?      | REJECTED | rejected: b did not approve
          {"type":"QUORUM","required":3}   | a+ b+ c? d?   | OPEN     | 2 of 3 needed, 1 missing: c or d
          {"type":"QUORUM","required":2}   | a+ b+ c? d?   | APPROVED | 2 of 2 needed, and those still open can no longer change it
          {"type":"QUORUM","required":2}   | a+ b! c?!     | OPEN     | 1 of 2 needed, 1 missing: b or c; b or c may veto
          {"type":"QUORUM","required":1}   | a+ b-! c?     | REJECTED | rejected: b has a veto
          {"type":"QUORUM","required":3}   | a+ b- c0 d?   | REJECTED | 1 of 3 needed, 2 missing, which can no longer be reached
          {"type":"QUORUM","required":1,"minimumParticipation":3} | a+ b? c? d? | OPEN     | 1 of 1 needed: b, c or d; 2 more must take part
          {"type":"QUORUM","required":1,"minimumParticipation":3} | a+ b0 c0 d? | REJECTED | 1 took part, 3 needed, which can no longer be reached
          "MAJORITY"                       | a+ b+ c+ d-   | APPROVED | 3 to 1: more than half of 4 cast
          "MAJORITY"                       | a+ b- c0      | REJECTED | 1 to 1 with 1 abstention: exactly half of 2 cast rejects
          "MAJORITY"                       | a+ b- c?      | OPEN     | 1 to 1, open: c
          "MAJORITY"                       | a+ b+ c+ d- e? | APPROVED | 3 to 1, and those still open can no longer change it
          "MAJORITY"                       | a+ b- c- d- e? | REJECTED | 1 to 3, more than half can no longer be reached
          {"type":"MAJORITY","tie":"APPROVE"} | a+ b-      | APPROVED | 1 to 1: exactly half of 2 cast approves
          {"type":"MAJORITY","abstentions":"COUNTED"} | a+ b0 c0 | REJECTED | 1 to 0 with 2 abstentions: not more than half of 3 cast
          "UNANIMOUS"                      | a+ b0         | APPROVED | 1 for and nobody against
          "UNANIMOUS"                      | a+ b- c? d-   | REJECTED | rejected: against it are b and d
          {"type":"UNANIMOUS","abstentions":"COUNTED"} | a+ b0 c? | REJECTED | rejected: b abstained
          {"type":"WEIGHTED","threshold":2.50} | a+ b+ c?   | OPEN     | weight 2 of 2.5 needed, 0.5 missing: c
          {"type":"WEIGHTED","threshold":1}    | a+ b-      | APPROVED | weight 1 of 1 needed
          {"type":"WEIGHTED","threshold":3}    | a+ b- c?   | REJECTED | weight 1 of 3 needed, 2 missing, which can no longer be reached
          """,
      quoteCharacter = '\'')
  void explains_itself(String policy, String voices, Tally.Outcome outcome, String explanation) {
    Tally tally = read(policy).tally(voices(voices));
    assertThat(tally.explanation()).isEqualTo(explanation);
    assertThat(tally.outcome()).isEqualTo(outcome);
  }

  @Test
  void shows_a_mean_that_just_misses_the_threshold_as_below_it() {
    Policy policy =
        read("{'type':'MULTI_CRITERIA','threshold':8,'criteria':[{'name':'x','weight':1}]}");
    BigDecimal weight = new BigDecimal("100000000");
    List<Voice> voices =
        List.of(
            new Voice("a", weight, false, Vote.APPROVE, Map.of("x", new BigDecimal(8))),
            new Voice("b", BigDecimal.ONE, false, Vote.APPROVE, Map.of("x", BigDecimal.ONE)));
    assertThat(policy.tally(voices))
        .extracting(Tally::outcome, Tally::explanation, Tally::score)
        .containsExactly(
            Tally.Outcome.REJECTED, "score 7.999999, 8 needed", new BigDecimal("7.999999"));
  }

  @Test
  void names_ten_voices_at_most() {
    List<Voice> voices = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      voices.add(new Voice("v" + i, BigDecimal.ONE, false, null, Map.of()));
    }
    assertThat(Policy.of(Policy.Type.ANY).tally(voices).explanation())
        .isEqualTo("nobody has decided yet: v1, v2, v3, v4, v5, v6, v7, v8, v9, v10 and 40 more");
  }

  @Test
  void closing_takes_those_who_have_not_voted_as_not_taking_part() {
    assertThat(Policy.of(Policy.Type.MAJORITY).close(voices("a+ b? c?")).explanation())
        .isEqualTo("1 to 0: more than half of 1 cast");
    assertThat(Policy.of(Policy.Type.ALL).close(voices("a+ b?")).explanation())
        .isEqualTo("rejected: b did not approve");
    assertThat(Policy.of(Policy.Type.ANY).close(voices("a0 b?")).explanation())
        .isEqualTo("nobody has approved");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANY", "ALL", "MAJORITY", "UNANIMOUS"})
  void a_type_alone_is_a_policy(String type) {
    Policy policy = read("'" + type + "'");
    assertThat(policy).isEqualTo(Policy.of(Policy.Type.valueOf(type)));
    assertThat(policy.violations("/policy")).isEmpty();
    assertThat(Json.write(policy)).isEqualTo("{\"type\":\"" + type + "\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'QUORUM','required':2,'veto':['cfo'],'minimumParticipation':3,'abstentions':'COUNTED'}",
        "{'type':'MAJORITY','tie':'APPROVE'}",
        "{'type':'WEIGHTED','threshold':2.5}",
        "{'type':'MULTI_CRITERIA','threshold':7,'criteria':[{'name':'price','weight':2}]}"
      })
  void is_written_as_it_was_read_without_defaults(String json) {
    Policy policy = read(json);
    assertThat(policy.violations("")).isEmpty();
    assertThat(Json.write(policy)).isEqualTo(json.replace('\'', '"'));
    assertThat(Json.read(Json.write(policy), Policy.class)).isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'QUORUM'                                             | /p/required
          {'type':'QUORUM','required':0}                       | /p/required
          {'type':'QUORUM','required':1,'threshold':1}         | /p/threshold
          {'type':'QUORUM','required':1,'abstentions':'COUNTED'} | /p/abstentions
          {'type':'QUORUM','required':1,'minimumParticipation':-1} | /p/minimumParticipation
          {'type':'QUORUM','required':1,'tie':'APPROVE'}       | /p/tie
          {'type':'QUORUM','required':1,'veto':['a','a']}      | /p/veto/1
          {'type':'QUORUM','required':1,'veto':[null]}         | /p/veto/0
          {'type':'ANY','required':1}                          | /p/required
          {'type':'ANY','veto':['a']}                          | /p/veto
          {'type':'ANY','minimumParticipation':1}              | /p/minimumParticipation
          {'type':'ALL','abstentions':'COUNTED'}               | /p/abstentions
          {'type':'ALL','tie':'APPROVE'}                       | /p/tie
          {'type':'MAJORITY','criteria':[{'name':'x','weight':1}]} | /p/criteria
          'WEIGHTED'                                           | /p/threshold
          {'type':'WEIGHTED','threshold':0}                    | /p/threshold
          {'type':'WEIGHTED','threshold':1e400}                | /p/threshold
          {'type':'WEIGHTED','threshold':0.0000001}            | /p/threshold
          {'type':'MULTI_CRITERIA','threshold':5}              | /p/criteria
          {'type':'MULTI_CRITERIA','threshold':11,'criteria':[{'name':'x','weight':1}]} | /p/threshold
          {'type':'MULTI_CRITERIA','threshold':5,'criteria':[null]} | /p/criteria/0
          {'type':'MULTI_CRITERIA','threshold':5,'criteria':[{'name':'x','weight':0}]} | /p/criteria/0/weight
          {'type':'MULTI_CRITERIA','threshold':5,'criteria':[{'name':'x'}]} | /p/criteria/0/weight
          {'type':'MULTI_CRITERIA','threshold':5,'criteria':[{'weight':1}]} | /p/criteria/0/name
          """)
  void tells_which_parameter_is_wrong(String json, String pointer) {
    assertThat(read(json).violations("/p"))
        .extracting(FieldError::pointer)
        .containsExactly(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'SOMETIMES'                       | there is no policy of this name
          {}                                | the type is required
          {'type':'SOMETIMES'}              | 'SOMETIMES' is not allowed
          {'type':'ANY','quorum':1}         | unknown field 'quorum'
          {'type':'QUORUM','required':'2'}  | expected a number
          7                                 | expected an object
          """)
  void refuses_what_is_no_policy(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(String.valueOf(e.detail())).contains(why));
  }

  @Test
  void tells_what_is_wrong_with_scores() {
    Policy policy =
        read(
            "{'type':'MULTI_CRITERIA','threshold':7,'criteria':[{'name':'price','weight':2},"
                + "{'name':'risk','weight':1}]}");
    assertThat(
            policy.wrongScores(
                "/s", Map.of("price", BigDecimal.valueOf(10), "risk", BigDecimal.ZERO)))
        .isEmpty();
    assertThat(
            policy.wrongScores("/s", Map.of("price", BigDecimal.valueOf(11), "x", BigDecimal.ONE)))
        .hasSize(3);
  }

  private static Policy read(String json) {
    return (Policy)
        JsonBodies.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Policy.class);
  }

  private static List<Voice> voices(String text) {
    List<Voice> voices = new ArrayList<>();
    for (String one : text.trim().split(" +")) {
      voices.add(
          new Voice(one.substring(0, 1), BigDecimal.ONE, one.endsWith("!"), vote(one), Map.of()));
    }
    return voices;
  }

  private static @Nullable Vote vote(String one) {
    return switch (one.charAt(1)) {
      case '+' -> Vote.APPROVE;
      case '-' -> Vote.REJECT;
      case '0' -> Vote.ABSTAIN;
      default -> null;
    };
  }
}
