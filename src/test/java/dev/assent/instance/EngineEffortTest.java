package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.json.Json;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one transition may compute: everything else that is written waits for it meanwhile. */
class EngineEffortTest {
  private static final String LONG_LIST =
      IntStream.range(0, 900)
          .mapToObj(Integer::toString)
          .collect(Collectors.joining(",", "{\"list\": [", "]}"));
  private static final String LONG_TEXT = "{\"text\": \"" + "x".repeat(200_000) + "\"}";

  /** Turns a million times, if it may. */
  private static String loop(String body) {
    return """
        - id: outer
          type: loop
          while: "true"
          atMost: 1000
          steps:
            - id: inner
              type: loop
              while: "true"
              atMost: 1000
              atLimit: continue
              steps:
        """
        + body.indent(8);
  }

  private static Story halted(String steps, String input, String detail) {
    Story story = Story.of(steps, input);
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.execution().tokens())
        .singleElement()
        .satisfies(
            token -> {
              assertThat(token.incident()).isNotNull();
              assertThat(token.incident().detail()).contains(detail);
            });
    assertThat(Json.write(story.events()).length()).isLessThan(4_000_000);
    return story;
  }

  @Test
  void steps_that_are_cheap_may_be_many() {
    String steps =
        loop(
            """
            - id: d
              type: decision
              set: { n: "index" }
              cases: [{ when: "size(input.list) > index - 1000", steps: [{ id: n, type: task, when: "false" }] }]
            """);
    halted(steps, LONG_LIST, "passed 10000 steps without coming to one that waits");
  }

  @Test
  void searching_lists_over_and_over_is_an_incident() {
    String steps =
        loop(
            """
            - { id: n, type: task, when: "input.list.exists(x, x > 900)" }
            """);
    halted(steps, LONG_LIST, "there is too much to compute at once");
  }

  @Test
  void setting_large_variables_over_and_over_is_an_incident() {
    String steps =
        loop(
            """
            - { id: d, type: decision, set: { v: "input.text + string(index)" }, cases: [{ when: "true", steps: [{ id: n, type: task, when: "false" }] }] }
            """);
    halted(steps, LONG_TEXT, "there is too much to compute at once");
  }

  @Test
  void keeping_large_results_over_and_over_is_an_incident() {
    String steps =
        loop(
            """
            - { id: f, type: forEach, items: "[input.text]", steps: [{ id: n, type: task, when: "false" }], result: item }
            """);
    halted(steps, LONG_TEXT, "there is too much to compute at once");
  }

  @Test
  void one_expression_that_makes_much_of_little_is_an_incident() {
    String much = "input.text" + " + input.text".repeat(20);
    halted(
        "- { id: d, type: decision, cases: [{ when: \"size("
            + much
            + ") > 0\", end: completed }] }\n",
        LONG_TEXT,
        "there is too much to compute at once");
  }

  @Test
  void steps_that_may_fail_do_not_get_past_the_bound() {
    String steps =
        loop(
            """
            - { id: n, type: task, required: false, when: "input.list.exists(x, x > 900)" }
            """);
    Story story = halted(steps, LONG_LIST, "there is too much to compute at once");
    assertThat(story.events().size()).isLessThan(1_000);
  }

  @Test
  void every_transition_may_compute_anew() {
    Story story =
        Story.of(
            """
            - id: l
              type: loop
              times: "40"
              steps:
                - { id: t, type: task }
                - { id: n, type: task, when: "input.list.exists(x, x > 900)" }
                - { id: m, type: task, when: "input.list.exists(x, x > 900)" }
                - { id: o, type: task, when: "input.list.exists(x, x > 900)" }
            """,
            LONG_LIST);
    for (int turn = 0; turn < 40; turn++) {
      story.complete("t");
    }
    assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void variables_together_are_bounded_however_they_came() {
    Story story =
        Story.of(
            """
            - { id: one, type: task, set: { a: "input.text" } }
            - { id: two, type: task, set: { b: "input.text" } }
            - { id: three, type: task }
            """,
            LONG_TEXT);
    story.complete("one").complete("two");
    assertThat(story.execution().vars()).containsOnlyKeys("a");
    assertThat(story.waiting()).containsExactly("two");
    int bytes = Json.write(story.execution().vars()).length() + ",\"b\":\"\"".length() + 200_000;
    assertThat(story.told())
        .contains("the variables would be " + bytes + " bytes; allowed are 262144");
  }

  @Test
  void tells_what_a_transition_has_taken() {
    String step =
        "- { id: n, type: task, when: \"input.list.exists(x, x > 5000)\" }\n- {id: t, type: task}\n";
    long once = Story.of(step, LONG_LIST).last().effort();
    assertThat(once).isBetween(50_000L, 500_000L);
    assertThat(Story.of(step.replace("exists", "all"), LONG_LIST).last().effort())
        .as("ends at the first")
        .isLessThan(once / 10);
  }
}
