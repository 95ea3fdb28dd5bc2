package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.json.Json;
import org.junit.jupiter.api.Test;

/** Steps of type forEach. */
class ForEachTest {
  private static Story each(String how, String list) {
    return Story.of(
        """
        - id: each
          type: forEach
          items: "input.list"
          %s
          steps: [{id: t, type: task, assignee: "item"}]
        - {id: last, type: task}
        """
            .formatted(how),
        "{\"list\": " + list + "}");
  }

  @Test
  void has_one_item_after_the_other() {
    Story story = each("", "[\"ann\", \"ben\"]");
    assertThat(story.only().assignee()).isEqualTo("ann");
    assertThat(story.told())
        .isEqualTo(
            """
            INSTANCE_STARTED
            STEP_ACTIVATED each
            STEP_ACTIVATED t {"assignee":"ann","index":0}""");
    story.complete("t", "{\"n\": 1}");
    assertThat(story.only().assignee()).isEqualTo("ben");
    assertThat(story.execution().scopes()).as("of turns that are open").hasSize(1);
    story.complete("t", "{\"n\": 2}");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("each").output()).hasToString("[{\"n\":1},{\"n\":2}]");
    assertThat(story.step("t")).as("belongs to the turns").isEqualTo(StepRecord.UNREACHED);
    assertThat(story.execution().scopes()).isEmpty();
    assertThat(story.execution().each()).isEmpty();
  }

  @Test
  void has_so_many_at_the_same_time_and_the_results_in_the_order_of_the_items() {
    Story story = each("parallel: 2", "[\"ann\", \"ben\", \"eva\"]");
    assertThat(story.execution().tokens().stream().map(Token::assignee))
        .containsExactly("ann", "ben");
    story.complete("t", 1, "{\"n\": 2}");
    assertThat(story.execution().tokens().stream().map(Token::assignee))
        .containsExactly("ann", "eva");
    story.complete("t", 2, "{\"n\": 3}").complete("t", 0, "{\"n\": 1}");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("each").output()).hasToString("[{\"n\":1},{\"n\":2},{\"n\":3}]");
  }

  @Test
  void goes_on_at_once_without_items() {
    Story story = each("", "[]");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("each").output()).hasToString("[]");
    assertThat(story.step("each").status()).isEqualTo(StepState.COMPLETED);
  }

  @Test
  void fails_over_its_bound_or_without_a_list() {
    assertThat(each("atMost: 2", "[\"a\", \"b\", \"c\"]").wanted())
        .isEqualTo("incident at each: 'input.list' yields 3 items; allowed are 2 (atMost)");
    assertThat(each("atMost: 3", "[\"a\", \"b\", \"c\"]").waiting()).containsExactly("t");
    assertThat(each("", "\"ann\"").wanted()).contains("yields no list to go through");
    assertThat(each("required: false", "7").waiting()).containsExactly("last");
  }

  @Test
  void makes_its_output_of_what_result_says() {
    Story story =
        each("result: \"{'who': item, 'at': index, 'n': steps.t.output.n}\"", "[\"ann\"]");
    story.complete("t", "{\"n\": 4}");
    assertThat(story.step("each").output())
        .isEqualTo(Json.parse("[{\"who\": \"ann\", \"at\": 0, \"n\": 4}]"));
  }

  @Test
  void fails_when_the_result_of_a_turn_cannot_be_made_and_leaves_the_others() {
    Story story = each("parallel: 2\n  result: \"steps.t.output.n\"", "[\"ann\", \"ben\"]");
    story.complete("t", 0, "{}");
    assertThat(story.wanted()).contains("incident at each").contains("'n' is missing");
    assertThat(story.waiting()).containsExactly("each");
    assertThat(story.execution().scopes()).isEmpty();
    assertThat(story.retry("each").waiting()).as("all anew").containsExactly("t", "t");
    story.complete("t", 0, "{\"n\": 1}").complete("t", 1, "{\"n\": 2}");
    assertThat(story.step("each").output()).hasToString("[1,2]");
  }

  @Test
  void keeps_the_states_of_its_turns_apart() {
    Story story =
        Story.of(
            """
            - id: each
              type: forEach
              items: "[1, 2]"
              parallel: 2
              steps:
                - {id: a, type: approval, approvers: {roles: [r]}, onReject: {goto: a, atMost: 1}}
                - {id: t, type: task, when: "steps.a.visits == 2"}
            """);
    story.reject("a", 0, "u").approve("a", 0, "u");
    assertThat(story.token("t", 0).step()).isEqualTo("t");
    story.approve("a", 1, "u");
    assertThat(story.waiting()).as("skipped in the other turn").containsExactly("t");
    assertThat(story.complete("t").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void runs_within_another() {
    Story story =
        Story.of(
            """
            - id: outer
              type: forEach
              items: "[['a', 'b'], ['c']]"
              parallel: 2
              steps:
                - id: inner
                  type: forEach
                  items: "item"
                  steps: [{id: t, type: task, assignee: "item"}]
                  result: "item + string(index)"
                - {id: after, type: task, assignee: "'x' + string(index)"}
              result: "steps.inner.output"
            - {id: last, type: task}
            """);
    assertThat(story.execution().tokens().stream().map(Token::assignee)).containsExactly("a", "c");
    story.complete("t").complete("t");
    assertThat(story.execution().tokens().stream().map(Token::assignee))
        .containsExactlyInAnyOrder("b", "x1");
    story.complete("t").complete("after", 0, "{}").complete("after", 1, "{}");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("outer").output()).hasToString("[[\"a0\",\"b1\"],[\"c0\"]]");
  }

  @Test
  void is_left_with_all_its_turns_by_a_goto() {
    Story story =
        Story.of(
            """
            - {id: start, type: task}
            - id: each
              type: forEach
              items: "[1, 2, 3]"
              parallel: 2
              steps:
                - id: p
                  type: parallel
                  branches:
                    - steps: [{id: a, type: approval, approvers: {roles: [r]}, onReject: {goto: start}}]
                    - steps: [{id: c, type: call, bean: x}]
            """);
    story.complete("start");
    long other = story.token("a", 1).id().getLeastSignificantBits();
    story.reject("a", "u");
    assertThat(story.waiting()).containsExactly("start");
    assertThat(story.wanted().lines())
        .containsExactlyInAnyOrder("CancelJobs", "cancel " + other, "CancelJobs");
    assertThat(story.execution().scopes()).isEmpty();
    assertThat(story.execution().each()).isEmpty();
    assertThat(story.step("each").status()).isEqualTo(StepState.CANCELLED);
    assertThat(story.complete("start").waiting()).hasSize(4);
  }

  @Test
  void has_the_number_of_the_item_in_a_loop_around_it_apart_from_its_own() {
    Story story =
        Story.of(
            """
            - id: again
              type: loop
              times: "2"
              steps:
                - id: each
                  type: forEach
                  items: "[index, 7]"
                  steps: [{id: c, type: call, bean: x, input: {at: "index", item: "item"}}]
            """);
    assertThat(story.wanted()).contains("\"at\":0,\"item\":0");
    assertThat(story.finish("c", "1").wanted()).contains("\"at\":1,\"item\":7");
    assertThat(story.finish("c", "1").wanted()).contains("\"at\":0,\"item\":1");
  }
}
