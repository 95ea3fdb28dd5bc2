package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of type loop. */
class LoopTest {
  private static Story loop(String how) {
    return loop(how, "{}");
  }

  private static Story loop(String how, String input) {
    return Story.of(
        """
        - id: again
          type: loop
          %s
          steps: [{id: t, type: task}]
        - {id: last, type: task}
        """
            .formatted(how),
        input);
  }

  @Test
  void with_while_looks_before_each_turn() {
    assertThat(loop("while: \"steps.t.visits < 0\"").waiting()).containsExactly("last");
    Story story = loop("while: \"steps.t.visits < 2\"");
    assertThat(story.told())
        .isEqualTo(
            """
            INSTANCE_STARTED
            STEP_ACTIVATED again
            STEP_ACTIVATED t""");
    assertThat(story.complete("t").waiting()).containsExactly("t");
    assertThat(story.complete("t").waiting()).containsExactly("last");
    assertThat(story.told())
        .isEqualTo(
            """
            STEP_COMPLETED t
            STEP_COMPLETED again
            STEP_ACTIVATED last""");
    assertThat(story.step("again").visits()).isEqualTo(1);
  }

  @Test
  void with_until_looks_after_each_turn() {
    Story story = loop("until: \"steps.t.output.enough\"");
    assertThat(story.complete("t", "{\"enough\": false}").waiting()).containsExactly("t");
    assertThat(story.complete("t", "{\"enough\": true}").waiting()).containsExactly("last");
    assertThat(story.step("t").visits()).isEqualTo(2);
  }

  @Test
  void with_times_turns_so_often() {
    assertThat(loop("times: \"0\"").waiting()).containsExactly("last");
    Story story = loop("times: \"3\"");
    for (int i = 0; i < 3; i++) {
      assertThat(story.waiting()).containsExactly("t");
      story.complete("t");
    }
    assertThat(story.waiting()).containsExactly("last");
  }

  @Test
  void needs_a_number_of_turns() {
    for (String n : List.of("\"two\"", "2.5", "-1")) {
      Story story = loop("times: \"input.n\"", "{\"n\": " + n + "}");
      assertThat(story.wanted()).contains("incident at again").contains("a number of turns");
      assertThat(story.step("again").status()).isEqualTo(StepState.ACTIVE);
    }
  }

  @Test
  void fails_at_its_bound() {
    Story story = loop("times: \"3\"\n  atMost: 2").complete("t").complete("t");
    assertThat(story.wanted())
        .isEqualTo("incident at again: has turned 2 times, which is its bound (atMost)");
    assertThat(story.step("t").visits()).isEqualTo(2);
    assertThat(story.skip("again").waiting()).containsExactly("last");
    assertThat(story.step("again").status()).isEqualTo(StepState.SKIPPED);
  }

  @Test
  void comes_to_the_same_bound_when_it_is_tried_again() {
    Story story = loop("times: \"3\"\n  atMost: 2").complete("t").complete("t").retry("again");
    assertThat(story.wanted()).contains("incident RETRIED").contains("has turned 2 times");
    assertThat(story.step("t").visits()).isEqualTo(2);
  }

  @Test
  void goes_on_at_its_bound_if_it_says_so() {
    Story story = loop("until: \"false\"\n  atMost: 2\n  atLimit: continue");
    assertThat(story.complete("t").complete("t").waiting()).containsExactly("last");
    assertThat(story.step("again").status()).isEqualTo(StepState.COMPLETED);
  }

  @Test
  void just_meets_its_bound() {
    Story story = loop("times: \"2\"\n  atMost: 2").complete("t").complete("t");
    assertThat(story.waiting()).containsExactly("last");
  }

  @Test
  void fails_when_its_condition_cannot_be_evaluated_and_goes_on_from_there() {
    Story story = loop("until: \"steps.t.output.enough\"").complete("t");
    assertThat(story.wanted()).contains("incident at again").contains("'enough' is missing");
    story.retry("again");
    assertThat(story.wanted()).contains("incident at again");
    assertThat(story.step("t").visits()).as("the turn is not run again").isEqualTo(1);
  }

  @Test
  void tells_its_body_the_number_of_the_turn() {
    Story story =
        Story.of(
            """
            - id: again
              type: loop
              times: "3"
              steps: [{id: c, type: call, bean: x, input: {turn: "index"}}]
            """);
    for (int i = 0; i < 3; i++) {
      assertThat(story.wanted()).contains("\"turn\":" + i);
      story.finish("c", "1");
    }
    assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void begins_to_count_anew_when_it_is_come_to_again() {
    Story story =
        Story.of(
            """
            - id: outer
              type: loop
              times: "2"
              steps:
                - id: inner
                  type: loop
                  times: "2"
                  steps: [{id: c, type: call, bean: x, input: {turn: "index"}}]
                - {id: o, type: call, bean: y, input: {turn: "index"}}
            """);
    for (int outer = 0; outer < 2; outer++) {
      for (int inner = 0; inner < 2; inner++) {
        assertThat(story.wanted()).contains("do c").contains("\"turn\":" + inner);
        story.finish("c", "1");
      }
      assertThat(story.wanted()).contains("do o").contains("\"turn\":" + outer);
      story.finish("o", "1");
    }
    assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
    assertThat(story.step("inner").visits()).isEqualTo(2);
    assertThat(story.step("c").visits()).isEqualTo(4);
  }

  @Test
  void is_left_by_a_goto() {
    Story story =
        Story.of(
            """
            - id: again
              type: loop
              times: "3"
              steps:
                - {id: t, type: task}
                - id: d
                  type: decision
                  cases: [{when: "steps.t.output.stop", goto: last}]
            - {id: never, type: task}
            - {id: last, type: approval, approvers: {roles: [r]}, onReject: {goto: again}}
            """);
    story.complete("t", "{\"stop\": false}").complete("t", "{\"stop\": true}");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("again").status()).isEqualTo(StepState.CANCELLED);
    story.reject("last", "ann");
    for (int i = 0; i < 3; i++) {
      story.complete("t", "{\"stop\": false}");
    }
    assertThat(story.waiting()).as("three more turns").containsExactly("never");
  }
}
