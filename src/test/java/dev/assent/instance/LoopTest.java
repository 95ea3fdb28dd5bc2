package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  /** Turns {@code inner} times {@code outer} without ever waiting. */
  private static Story endless(int outer, int inner) {
    return Story.of(nested("outer", outer, inner));
  }

  private static String nested(String name, int outer, int inner) {
    return """
    - id: %s
      type: loop
      times: "%d"
      atMost: 1000
      steps:
        - id: inner
          type: loop
          times: "%d"
          atMost: 1000
          steps: [{id: d, type: decision, cases: [{when: "false", goto: d}]}]
    - {id: last, type: task}
    """
        .formatted(name, outer, inner);
  }

  @Test
  void is_left_as_a_whole_when_it_was_stopped_and_is_skipped() {
    Story story = endless(1000, 1000);
    assertThat(story.wanted())
        .isEqualTo("incident at outer: passed 10000 steps without coming to one that waits");
    assertThat(story.skip("outer").waiting()).containsExactly("last");
    assertThat(story.step("outer").status()).isEqualTo(StepState.SKIPPED);
    assertThat(story.step("inner").status()).isEqualTo(StepState.CANCELLED);
    assertThat(story.complete("last").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void goes_on_where_it_was_stopped() {
    Story story = endless(25, 700);
    int retries = 0;
    while (!story.waiting().contains("last")) {
      assertThat(story.waiting()).containsExactly("outer");
      story.retry("outer");
      retries++;
    }
    assertThat(story.step("d").visits()).isEqualTo(25 * 700);
    assertThat(retries).isBetween(1, 10);
  }

  @Test
  void can_fail_when_it_was_stopped() {
    Story story = endless(1000, 1000).giveUp("outer");
    assertThat(story.state()).isEqualTo(InstanceState.FAILED);
    assertThat(story.execution().failure().step()).isEqualTo("outer");
  }

  @Test
  void migrates_when_it_was_stopped() {
    Story story = endless(15, 1000);
    int before = story.step("d").visits();
    String after = "- {id: more, type: task}\n" + nested("around", 15, 1000);
    Execution moved =
        Migration.of(
                story.graph(),
                Story.of(after).graph(),
                story.execution(),
                Map.of("outer", "around"))
            .execution();
    Story on = Story.at(after, moved).retry("around");
    while (!on.waiting().contains("last")) {
      on.retry("around");
    }
    assertThat(before).isPositive();
    assertThat(on.step("d").visits()).isEqualTo(15_000);
  }

  private static String decisions(int many) {
    return IntStream.range(0, many)
        .mapToObj(
            i -> "{id: d%d, type: decision, cases: [{when: 'false', end: rejected}]}".formatted(i))
        .collect(Collectors.joining(", "));
  }

  @Test
  void is_not_stopped_itself_while_something_else_waits_in_it() {
    Story story =
        Story.of(
            """
            - id: outer
              type: loop
              times: "1000"
              atMost: 1000
              steps:
                - id: p
                  type: parallel
                  join: any
                  branches:
                    - steps: [{id: t, type: task}]
                    - steps: [%s]
            """
                .formatted(decisions(50)));
    assertThat(story.wanted()).contains("passed 10000 steps").contains("incident at d");
    assertThat(story.waiting()).contains("t");
  }
}
